import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, test } from 'vitest';
import { testAccount } from '../../tests/support/dm-loop.js';
import { encodeOutgoing, readBody } from './body.js';
import { CONFORMANT_CLIENT } from './client-behaviour.js';
import { type CommandFault, claimsCommand, judgeCommand } from './command-judgement.js';
import { COMMAND_TYPE, type CommandOptions, composeCommand } from './command-message.js';
import { makeCred, SCHEMES, sha256Text } from './credentials.js';
import type { Message } from './message.js';
import { DM_APPLICATION_ID, PUSH_PORT, type PushArrival } from './notification.js';
import { parseMessage } from './parse-message.js';
import { readCommands } from './read-operation.js';
import { runCommand } from './run-command.js';
import { type AccountState, accountState, type Encoded } from './session.js';
import { deviceTree } from './tree/standard-objects.js';
import type { Tree } from './tree/tree.js';

const vectors = JSON.parse(readFileSync(new URL('../../tests/data/vectors.json', import.meta.url), 'utf8')) as {
  wbxml: { F: { hex: string } };
};
const hex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex');
const REPLACE = [{ replace: './Test/Leaf', data: 'changed' }];

let account: AccountState;
let accounts: AccountState[];
let tree: Tree;
beforeEach(() => {
  account = accountState('default', testAccount('md5', 'md5'));
  const other = { ...testAccount('md5', 'md5', 'Vanessa'), 'server-id': 'org.other.manage' };
  accounts = [account, accountState('other', { ...other, server: { ...other.server, name: 'org.other.manage', secret: 'OtherPwd7' } })];
  tree = deviceTree({ deviceId: account.account['device-id'] }, accounts, () => 'http://server.example/dm');
});

function composed(commands: readonly unknown[] = REPLACE, more: Partial<CommandOptions> = {}): Encoded {
  return encodeOutgoing(composeCommand({ account, commands: readCommands(commands), sessionId: '7A5', transport: 'secure', ...more }));
}

function arrival({ body, contentType, headers }: Encoded, more: Partial<PushArrival> = {}): PushArrival {
  const hmac = headers[0]?.[1];
  return { octets: body, contentType, port: PUSH_PORT, applicationId: DM_APPLICATION_ID, ...(hmac === undefined ? {} : { hmac }), ...more };
}

const why = (push: PushArrival, rules = {}): CommandFault | 'accept' => {
  const judgement = judgeCommand(push, accounts, tree, rules);
  return judgement.kind === 'accept' ? 'accept' : judgement.why;
};

/** Judges and, if accepted, carries out; gives the codes. */
function take(push: PushArrival): string[] {
  const judgement = judgeCommand(push, accounts, tree);
  if (judgement.kind === 'ignore') return [judgement.why];
  const run = runCommand(judgement, { tree, behaviour: CONFORMANT_CLIENT, lastServer: undefined, answer: () => ({ kind: 'accept' }) });
  return run.statuses.map((status) => status.code);
}
const value = (uri: string): string | undefined => tree.read(uri)[0]?.value;

describe('composing', () => {
  it('gives the golden octets of a Replace', () => {
    const golden = accountState('default', {
      'server-id': 'com.mgmtsrv.manage',
      'device-id': 'IMEI:493005100592800',
      client: { type: 'md5', name: 'Bruce2', secret: 'OhBehave', nonce: '' },
      server: { type: 'md5', name: 'com.mgmtsrv.manage', secret: 'ServerPwd', nonce: Buffer.from('Nonce').toString('base64') },
    });
    const { body } = composed([], { account: golden, commands: readCommands([{ replace: './Test/L1', data: 'X' }]) });
    const opaque = vectors.wbxml.F.hex;
    // The vector's writer puts the value into OPAQUE; as inline string it has the same length and is as legal.
    expect(hex(body)).toBe(opaque.replace('c3015801', '03580001'));
  });

  it.each(['1.1', '1.2', '1.3'] as const)('writes WBXML %s', (version) => {
    const { body, contentType } = composed(REPLACE, { version });
    expect([body[0], contentType]).toEqual([Number(version.slice(2)), COMMAND_TYPE]);
    expect(readBody(body, contentType).findings).toEqual([]);
  });

  it('names the device, the ServerID, VerDTD 1.2 and DM/1.3 (draft: DM/1.2), and ends with Final', () => {
    const message = (edition: '1.3' | 'draft'): Message => parseMessage(readBody(composed(REPLACE, { edition }).body));
    const { header, isFinal, commands } = message('1.3');
    expect(header).toMatchObject({
      verDtd: '1.2',
      verProto: 'DM/1.3',
      sessionId: '7A5',
      msgId: '1',
      target: 'IMEI:493005100592800',
      source: 'com.mgmtsrv.manage',
    });
    expect([isFinal, commands.map((command) => command.cmdId)]).toEqual([true, ['1']]);
    expect(message('draft').header.verProto).toBe('DM/1.2');
  });

  it('carries a MAC only where the transport protects nothing', () => {
    expect(composed(REPLACE, { transport: 'secure' }).headers).toEqual([]);
    expect(composed(REPLACE, { transport: 'plain' }).headers).toEqual([
      ['x-syncml-hmac', expect.stringMatching(/^algorithm=SHA256, username="com.mgmtsrv.manage", mac=/)],
    ]);
  });

  it('shows a MAC account by its value without body', () => {
    const mac = accountState('default', testAccount('md5', 'mac-sha256'));
    const { header } = parseMessage(readBody(composed(REPLACE, { account: mac }).body));
    expect(header.cred).toMatchObject({ meta: { type: SCHEMES.mac }, data: sha256Text('com.mgmtsrv.manage', 'ServerPwd', mac.server.pending) });
  });

  it('writes whole objects in WBXML and in XML, with their ACLs', () => {
    const object = [
      { uri: 'Box', type: 'urn:dmct:box:1.0', acl: 'Get=*' },
      { uri: 'Box/Leaf', value: '1 < 2', format: 'chr' },
    ];
    const items = (form: string) =>
      parseMessage(readBody(composed([{ add: './Test/Box', object, form }]).body)).commands.flatMap((c) => (c.kind === 'tree' ? c.items : []));
    const [wbxml] = items('wbxml');
    expect(wbxml?.meta).toEqual({ format: 'bin', type: 'application/vnd.syncml.dmtnds+wbxml' });
    expect(wbxml?.data?.embedded?.root?.name).toBe('MgmtTree');
    const [xml] = items('xml');
    expect(xml?.meta).toEqual({ format: 'xml', type: 'application/vnd.syncml.dmtnds+xml' });
    expect(xml?.data?.text).toMatch(/^<MgmtTree xmlns="syncml:dmddf1.2">.*<ACL>Get=\*<\/ACL>.*1 &lt; 2/);
  });
});

describe('judging', () => {
  it.each(['md5', 'basic', 'mac-sha256'] as const)('takes a right message of a %s account', (type) => {
    account = accountState('default', testAccount('md5', type));
    accounts = [account];
    expect(why(arrival(composed()))).toBe('accept');
    expect(why(arrival(composed(REPLACE, { transport: 'plain' })), { requiresMac: true })).toBe('accept');
  });

  it('takes the last nonce used as well as the one that is pending, and says which', () => {
    const old = arrival(composed());
    account.server.lastUsed = account.server.pending;
    account.server.pending = new Uint8Array([1, 2, 3]);
    expect(judgeCommand(old, accounts, tree)).toMatchObject({ kind: 'accept', nonce: 'last-used' });
    expect(judgeCommand(arrival(composed()), accounts, tree)).toMatchObject({ kind: 'accept', nonce: 'pending' });
  });

  const header = (change: object) => ({ behaviour: { command: (m: Message): Message => ({ ...m, header: { ...m.header, ...change } }) } });
  const cred = (name: string, secret: string, nonce = 'c2VydmVyLW5vbmNlLTA=') =>
    header({ cred: makeCred('md5', name, secret, new Uint8Array(Buffer.from(nonce, 'base64'))) });
  it.each<[CommandFault, Partial<CommandOptions>, Partial<PushArrival>]>([
    ['port', {}, { port: 2949 }],
    ['content-type', {}, { contentType: 'application/vnd.syncml.dm+xml' }],
    ['application-id', {}, { applicationId: 'x-wap-application:drm.ua' }],
    ['application-id', {}, { applicationId: '' }],
    ['malformed', {}, { octets: new Uint8Array(0) }],
    ['malformed', {}, { octets: new TextEncoder().encode('<SyncML/>') }],
    ['version', header({ verDtd: '1.3' }), {}],
    ['version', header({ verProto: 'DM/1.1' }), {}],
    ['version', header({ verProto: ' DM/1.3' }), {}],
    ['unknown-server', header({ source: 'org.nobody' }), {}],
    ['unknown-server', header({ source: 'http://server.example/dm' }), {}],
    ['unknown-server', header({ source: '' }), {}],
    ['unknown-server', header({ source: 'COM.mgmtsrv.manage' }), {}],
    ['device', header({ target: 'IMEI:1' }), {}],
    ['no-cred', header({ cred: undefined }), {}],
    ['no-cred', header({ cred: { meta: { type: SCHEMES.md5 }, data: '' } }), {}],
    ['wrong-cred', cred('com.mgmtsrv.manage', 'Wrong'), {}],
    ['wrong-cred', cred('org.other.manage', 'OtherPwd7'), {}],
    ['wrong-cred', cred('Bruce2', 'OhBehave'), {}],
    ['wrong-cred', cred('com.mgmtsrv.manage', 'ServerPwd', 'b2xk'), {}],
    ['wrong-cred', header({ cred: makeCred('basic', 'com.mgmtsrv.manage', 'ServerPwd', new Uint8Array()) }), {}],
    ['wrong-mac', {}, { hmac: 'algorithm=SHA256, username="com.mgmtsrv.manage", mac=AAAA' }],
    ['wrong-mac', {}, { hmac: 'algorithm=MD5, username="com.mgmtsrv.manage", mac=AAAA' }],
    ['no-mac', {}, { hmac: 'nonsense' }],
    ['incomplete', { behaviour: { command: (m: Message) => ({ ...m, isFinal: false }) } }, {}],
  ])('ignores: %s', (fault, options, more) => {
    expect(why(arrival(composed(REPLACE, options), more))).toBe(fault);
  });

  it('ignores a ServerID that two accounts of the tree have', () => {
    accounts.push(accountState('twin', account.account));
    tree = deviceTree({ deviceId: account.account['device-id'] }, accounts, () => 'http://server.example/dm');
    expect(why(arrival(composed()))).toBe('ambiguous-server');
  });

  it('ignores a MAC of which a parameter stands there twice, though the first is right', () => {
    const plain = composed(REPLACE, { transport: 'plain' });
    expect(why(arrival(plain))).toBe('accept');
    expect(why(arrival(plain, { hmac: `${plain.headers[0]?.[1]}, mac=AAAA` }))).toBe('wrong-mac');
  });

  it('demands a MAC where told to, unless the transport protects', () => {
    expect(why(arrival(composed()), { requiresMac: true })).toBe('no-mac');
    expect(why(arrival(composed(), { isProtected: true }), { requiresMac: true })).toBe('accept');
  });

  it('a body changed on its way fails its MAC', () => {
    const plain = composed(REPLACE, { transport: 'plain' });
    const octets = new Uint8Array(Buffer.from(Buffer.from(plain.body).toString('latin1').replace('changed', 'CHANGED'), 'latin1'));
    expect(why(arrival(plain, { octets }))).toBe('wrong-mac');
  });

  it('is not asked about other content types', () => {
    expect(claimsCommand(arrival(composed(), { contentType: 'application/vnd.syncml.notification' }))).toBe(false);
    expect(claimsCommand(arrival(composed(), { contentType: 'Application/VND.syncml.dm+WBXML; charset=utf-8' }))).toBe(true);
  });
});

describe('carrying out', () => {
  it('Add, Replace, Delete, Exec, Copy', () => {
    expect(take(arrival(composed()))).toEqual(['200']);
    expect(value('./Test/Leaf')).toBe('changed');
    const all = [{ add: './Test/New', data: 'n' }, { copy: './Test/Twin', source: './Test/New' }, { delete: './Test/New' }, { exec: './Test/Run' }];
    expect(take(arrival(composed(all)))).toEqual(['200', '200', '200', '200']);
    expect([value('./Test/Twin'), tree.read('./Test/New')]).toEqual(['n', []]);
  });

  it('whole objects in both forms', () => {
    for (const form of ['wbxml', 'xml']) {
      const object = [
        { uri: form, type: '' },
        { uri: `${form}/Leaf`, value: form },
      ];
      expect(take(arrival(composed([{ add: `./Test/${form}`, object, form }])))).toEqual(['200']);
      expect(value(`./Test/${form}/Leaf`)).toBe(form);
    }
  });

  it('decides by the ACLs of the server that sent it', () => {
    tree.execute({ command: 'Replace', uri: './Test/Leaf?prop=ACL', data: { text: 'Get=*&Replace=org.other.manage' } }, undefined);
    expect(take(arrival(composed()))).toEqual(['425']);
    const [, other] = accounts;
    expect(take(arrival(composed(REPLACE, { account: other as AccountState })))).toEqual(['200']);
  });

  it.each(['wbxml', 'xml'])('an object in %s with an account in it is refused', (form) => {
    const before = tree.read('.');
    const object = [
      { uri: 'Evil', type: 'urn:oma:mo:oma-dm-dmacc:1.1' },
      { uri: 'Evil/ServerID', value: 'evil' },
    ];
    expect(
      take(
        arrival(
          composed([
            { add: './Inbox', object, form },
            { add: './Test/Evil', object, form },
          ]),
        ),
      ),
    ).toEqual(['405', '405']);
    expect(tree.read('.')).toEqual(before);
  });
});

test('random damage to a message never changes the tree, unless nothing that counts was hit', () => {
  const good = composed(REPLACE, { transport: 'plain' });
  const before = tree.read('.');
  const fields = fc.record({
    at: fc.nat(good.body.length - 1),
    octet: fc.integer({ min: 1, max: 255 }),
    cut: fc.option(fc.nat(good.body.length - 1)),
  });
  fc.assert(
    fc.property(fields, ({ at, octet, cut }) => {
      const octets = cut === null ? good.body.map((o, i) => (i === at ? o ^ octet : o)) : good.body.slice(0, cut);
      const push = arrival(good, { octets });
      // Every octet counts for the MAC; none of the others are looked at before it is right.
      expect(judgeCommand(push, accounts, tree).kind).toBe('ignore');
      take(push);
      expect(tree.read('.')).toEqual(before);
    }),
    { numRuns: 300 },
  );
});

test('random octets are no message', () => {
  const before = tree.read('.');
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (octets) => {
      expect(why(arrival(composed(), { octets }))).not.toBe('accept');
      expect(tree.read('.')).toEqual(before);
    }),
    { numRuns: 300 },
  );
});
