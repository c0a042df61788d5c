/**
 * The TNDS object in the Data of a command, whichever way it travels (DM TND 9.1): markup, CDATA or escaped text; a WBXML document or
 * XML text in OPAQUE; Base64 where Meta says so; tokens of the object directly in Data.
 */
import { child, type WireDocument } from '../../wire/document.js';
import { readTnds, type TndsObject } from '../../wire/tnds-read.js';
import { TNDS_MIME } from '../../wire/tnds-table.js';
import { looksLikeWbxml, readWbxml } from '../../wire/wbxml-read.js';
import { readXml } from '../../wire/xml-read.js';
import type { Data } from '../message.js';
import type { TreeRequest } from './tree.js';
import { isBase64, opaqueOf } from './value.js';

const TYPES: ReadonlySet<string> = new Set(Object.values(TNDS_MIME));

/** Formats in Meta that an object may have; absent is as good. */
const FORMATS: ReadonlySet<string> = new Set(['', 'xml', 'bin', 'b64']);

/** Whether Meta says that the Data is an object. */
export function isTnds({ meta }: TreeRequest): boolean {
  return TYPES.has((meta?.type ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '');
}

/** The object, or the Status code for one that cannot be used: 415 a Format or version not supported, 414 too deep, 413 too large, 400 malformed. */
export function objectOf({ meta, data }: TreeRequest): TndsObject | string {
  if (!FORMATS.has(meta?.format ?? '')) return '415';
  const object = data && readObject(data, meta?.format === 'b64');
  if (object === undefined) return '400';
  if (object.isUsable) return object;
  if (/depth|too-deep/.test(object.damage?.code ?? '')) return '414';
  if (/nodes|expansion/.test(object.damage?.code ?? '')) return '413';
  return object.findings.some((finding) => finding.code === 'tnds-version') ? '415' : '400';
}

function readObject(data: Data, isText64: boolean): TndsObject | undefined {
  const { element, embedded } = data;
  if (embedded) return readTnds(embedded);
  const inline = child(element, 'MgmtTree');
  if (inline) return readTnds(AROUND, inline);
  const octets = opaqueOf(data);
  if (octets && looksLikeWbxml(octets)) return readTnds(readWbxml(octets, { mime: TNDS_MIME.wbxml }));
  const text = octets ? new TextDecoder().decode(octets) : data.text;
  if (text.trim() === '') return undefined;
  if (isText64 && isBase64(text)) return readOctets(Buffer.from(text, 'base64'));
  return readTnds(readXml(Buffer.from(text.trim())));
}

function readOctets(octets: Uint8Array): TndsObject {
  return readTnds(looksLikeWbxml(octets) ? readWbxml(octets, { mime: TNDS_MIME.wbxml }) : readXml(octets));
}

/** Stands for the message that holds the object as elements of its own: its findings are judged with the message. */
const AROUND: WireDocument = {
  header: { kind: 'wbxml', version: '', versionOctet: 0, publicIdNumber: 0, publicId: '', charset: 0, stringTable: { from: 0, to: 0 }, bodyFrom: 0 },
  octets: new Uint8Array(0),
  root: null,
  findings: [],
};
