// The documents bench/wbxml.mjs measures: package #1 (1 kB of XML), 200 Replace (60 kB), 17000 Replace (5 MB), one Data of 5 MB.
import { createHash } from 'node:crypto';

const SYNCML = 'SYNCML:SYNCML1.2';
const METINF = 'syncml:metinf';
const e = (name, ...content) => ({ name, content: content.map((c) => (typeof c === 'string' ? { text: c } : c)) });
const meta = (...fields) => e('Meta', ...fields.map(([name, text]) => ({ ...e(name, text), ns: METINF })));
const item = (side, uri, ...rest) => e('Item', e(side, e('LocURI', uri)), ...rest);

const header = e(
  'SyncHdr',
  e('VerDTD', '1.2'),
  e('VerProto', 'DM/1.2'),
  e('SessionID', '1'),
  e('MsgID', '1'),
  e('Target', e('LocURI', 'http://127.0.0.1:8080/dm')),
  e('Source', e('LocURI', 'IMEI:493005100592800')),
  e('Cred', meta(['Format', 'b64'], ['Type', 'syncml:auth-md5']), e('Data', '18EA3F+fXs1Xq0FGXzdCcg==')),
  meta(['MaxMsgSize', '16384']),
);
const message = (...commands) => ({ ...e('SyncML', header, e('SyncBody', ...commands, { name: 'Final' })), ns: SYNCML });

const devInfo = [
  ['DevId', 'IMEI:493005100592800'],
  ['Man', 'Acme'],
  ['Mod', 'X-1000'],
  ['DmV', '1.2'],
  ['Lang', 'en-US'],
];
const package1 = message(
  e('Alert', e('CmdID', '1'), e('Data', '1201')),
  e('Replace', e('CmdID', '2'), ...devInfo.map(([leaf, value]) => item('Source', `./DevInfo/${leaf}`, e('Data', value)))),
);

function replace(n) {
  const uri = `./Vendor/Acme/Apps/App${n}/Settings/Param${n % 7}`;
  const value = `value ${n} ${createHash('md5').update(String(n)).digest('hex')} & caf\u00e9`;
  return e('Replace', e('CmdID', String(n)), item('Target', uri, meta(['Format', 'chr'], ['Type', 'text/plain']), e('Data', value)));
}
const replaces = (count) => message(...Array.from({ length: count }, (_, n) => replace(n + 1)));

const firmware = Buffer.alloc(3_932_160, 7).toString('base64');
const oneData = message(e('Replace', e('CmdID', '1'), item('Target', './Vendor/FW', meta(['Format', 'b64']), e('Data', firmware))));

/** name -> tree for writeWbxml. */
export const CORPUS = { package1, replace200: replaces(200), replace17000: replaces(17_000), data5M: oneData };

const escapeText = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** The same document as XML, for libwbxml. */
export function toXml(element, ns = '') {
  const own = element.ns ?? ns;
  const open = own === ns ? element.name : `${element.name} xmlns="${own}"`;
  if (!element.content) return `<${open}/>`;
  return `<${open}>${element.content.map((c) => ('name' in c ? toXml(c, own) : escapeText(c.text))).join('')}</${element.name}>`;
}

export const PROLOG =
  '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE SyncML PUBLIC "-//SYNCML//DTD SyncML 1.2//EN" "http://www.openmobilealliance.org/tech/DTD/OMA-TS-SyncML_RepPro_DTD-V1_2.dtd">';
