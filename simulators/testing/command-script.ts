/** The part of the script (script.ts) that is about command messages: every kind of command, and every way to be wrong. */
import { DM_APPLICATION_ID, type PushArrival } from '../../src/dm/notification.js';
import { readCommands } from '../../src/dm/read-operation.js';
import type { AccountState } from '../../src/dm/session.js';
import type { CommandChoice } from '../lower-tester.js';
import { readWspArrival } from '../push/read-push.js';
import { commandPush } from '../server/lower-command.js';
import type { Pair } from './pair.js';

const BOX = 'urn:dmct:mo:box:1.0';
const box = (name: string, type = BOX) => [
  { uri: name, type, acl: 'Add=*&Delete=*&Get=*&Replace=*' },
  { uri: `${name}/Leaf`, value: name },
];

/** Commands that a server may send, right ones all; `look` gives the tree after each. */
export async function commandDevice(pair: Pair, look: (what: string) => Promise<string>, seen: string[]): Promise<void> {
  const take = async (
    what: string,
    commands: readonly unknown[],
    choice: Partial<CommandChoice> = {},
    more: Partial<PushArrival> = {},
  ): Promise<void> => {
    const { states } = pair.server;
    const nonce = (name: string) => pair.device.state(name)?.server.pending;
    const context = {
      accounts: Object.fromEntries(states.map((s) => [s.name, s.account])),
      nonce,
      stale: () => new Uint8Array(3),
      transport: 'plain' as const,
    };
    const push = await commandPush({ account: 'default', commands, ...choice }, context);
    const arrival = readWspArrival(push.wsp, push.port);
    if (arrival) pair.device.deliver({ ...arrival, applicationId: DM_APPLICATION_ID, ...more });
    seen.push(await look(what));
  };
  const set = (data: string) => [{ replace: './Test/Leaf', data }];
  await take('Replace', set('replaced'));
  await take('Add, Delete', [
    { add: './Test/New', data: 'new' },
    { add: './Test/Gone', data: 'gone' },
    { delete: './Test/Gone' },
    { replace: './Test/Leaf', data: 'and more' },
  ]);
  await take('Exec', [{ exec: './Firmware/Update' }]);
  await take('object as WBXML', [{ add: './Test/One', object: box('One') }]);
  await take('object as XML', [{ add: './Test/Two', object: box('Two'), form: 'xml' }]);
  await take('object for the Inbox', [{ add: './Inbox', object: box('Three') }]);
  const typed = [
    { uri: 'Typed', type: 'urn:dmct:mo:typed:1.0' },
    { uri: 'Typed/N', format: 'int', value: '7' },
  ];
  await take('leaf of another format', [{ add: './Inbox', object: typed }]);
  await take('node below the Inbox', [{ add: './Inbox/Leaf', data: 'x' }]);
  await take('virtual URI, one match', [
    { replace: `./MO?MOID=${BOX}/Leaf`, data: 'by identifier' },
    { replace: `?MOID=urn:nothing/Leaf`, data: 'none' },
  ]);
  await take('virtual URI, several matches', [{ replace: `?MOID=${BOX}/Leaf`, data: 'ambiguous' }]);
  await take('references', [
    {
      add: './Inbox',
      object: [...box('Net', 'urn:dmct:mo:net:1.0'), { uri: 'App', type: 'urn:dmct:mo:app:1.0' }, { uri: 'App/ConRef', value: './Inbox/Net' }],
    },
  ]);
  await take('two versions', [], { raw: twoVersions() });
  await take('ACL', [{ replace: './Test/Leaf?prop=ACL', data: 'Get=*&Replace=com.mgmtsrv.manage' }]);
  await take('right that only the first has', set('by the other'), { account: 'other' });
  await take('unknown server', set('unknown'), { source: 'org.nobody' });
  await take('address', set('address'), { source: 'http://server.example/dm' });
  await take('wrong credentials', set('wrong'), { cred: { kind: 'md5', secret: 'guess' } });
  await take("the other's credentials", set('other'), { cred: { kind: 'md5', account: 'other' } });
  await take('no credentials', set('none'), { cred: 'none' });
  await take('wrong MAC', set('tampered'), { tamper: { find: 'tampered', replace: 'TAMPERED' } });
  await take('wrong signature', set('unsigned'), {}, { signature: 'AAAA' });
  await twin(pair, () => take('twin', set('twin')));
}

function twoVersions(): string {
  const node = (version: string): string =>
    `<Node><NodeName>Ver</NodeName><RTProperties><Format><node/></Format><Type><DDFName>urn:dmct:mo:versions:${version}</DDFName></Type></RTProperties></Node>`;
  const object = `<MgmtTree xmlns="syncml:dmddf1.2"><VerDTD>1.2</VerDTD>${node('1.0')}${node('1.1')}</MgmtTree>`;
  const meta = '<Meta><Format xmlns="syncml:metinf">xml</Format><Type xmlns="syncml:metinf">application/vnd.syncml.dmtnds+xml</Type></Meta>';
  return `<Add><CmdID>9</CmdID><Item><Target><LocURI>./Inbox</LocURI></Target>${meta}<Data><![CDATA[${object}]]></Data></Item></Add>`;
}

/** While it lasts, the other account has the ServerID of the first. */
async function twin(pair: Pair, act: () => Promise<void>): Promise<void> {
  const uri = './DMAcc/other/ServerID';
  const read = pair.device.tree.read.bind(pair.device.tree);
  const doubled = (from: string) => read(from).map((node) => (node.uri === uri ? { ...node, value: 'com.mgmtsrv.manage' } : node));
  Object.assign(pair.device.tree, { read: doubled });
  await act();
  Object.assign(pair.device.tree, { read });
}

/** Orders that touch every rule for what a server writes. */
export async function commandServer(pair: Pair, look: (what: string) => Promise<void>, seen: string[]): Promise<void> {
  const state = pair.server.state('default') as AccountState;
  const send = async (what: string, commands: readonly unknown[]): Promise<void> => {
    await pair.server.sendCommand(state, readCommands(commands));
    await look(what);
  };
  await send('command', [{ replace: './Test/Leaf', data: 'x' }, { add: './Test/Number2', data: '1', format: 'int' }, { delete: './Test/Number2' }]);
  await send('copy', [{ copy: './Test/Twin', source: './Test/Leaf' }]);
  await send('object', [{ add: './Test/Box', object: box('Box') }]);
  await send('Inbox', [
    { add: './Inbox', object: [...box('Box'), { uri: 'App', type: 'urn:dmct:mo:app:1.0' }, { uri: 'App/ConRef', value: './Inbox/Box' }] },
  ]);
  await send('virtual URI', [{ replace: `?MOID=${BOX}/Leaf`, data: 'x' }]);
  await send('confidential', [{ replace: './Test/Leaf', data: 'secret', confidential: 'yes' }]);
  await send('what it must not send', [
    { get: './DevInfo/DevId' },
    { add: './Inbox', object: box('Acc', 'urn:oma:mo:oma-dm-dmacc:1.0') },
    { delete: './Gone' },
  ]);
  await pair.server.sendCommand(state, readCommands([{ delete: './Gone' }]), { bearer: 'ota-http' });
  await look('bearer without address');
  for (const part of await pair.server.sendCommand(state, readCommands([{ exec: './Firmware/Update' }]), { bearer: 'exec' }))
    seen.push(Buffer.from(part).toString('hex'));
}
