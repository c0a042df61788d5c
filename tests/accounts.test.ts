/**
 * Verdicts hang on no name, id, secret, path or type of credentials of the reference: both sides give the same ones whatever account they
 * have, but for what credentials without a nonce cannot show, and a wrong IUT fails with each.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseHmacHeader } from '../src/dm/hmac-header.js';
import { macText } from '../src/dm/mac.js';
import { octetsOfBase64 } from '../src/dm/nonce.js';
import { openUpperTester } from '../src/iut/adapters/open.js';
import type { Iut } from '../src/iut/iut.js';
import { octetsOf, payloadOf } from '../src/judge/body.js';
import { judgeRow } from '../src/judge/judge.js';
import { pushPayload } from '../src/judge/push-payload.js';
import { type Row, rowId, type Scenario, type Value } from '../src/judge/scenario.js';
import { mutateRow } from '../src/runner/mutate.js';
import { surroundingsOf } from '../src/scenario/surroundings.js';
import { header } from '../src/wire/frame.js';
import { drive, driveAll, rowNamed, rowsOf, SEED, type Side } from './support/drive.js';
import { part, variant } from './support/iut-variants.js';

const folder = mkdtempSync(join(tmpdir(), 'dmct-accounts-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Kind {
  readonly client: string;
  readonly server: string;
  readonly id: string;
  readonly device: string;
}

const KINDS: readonly Kind[] = [
  { client: 'md5', server: 'md5', id: 'io.example.dm', device: 'IMEI:990000862471854' },
  { client: 'md5', server: 'md5', id: 'Com.Acme.ManageIt', device: 'imei:AbCdEf012' },
  // As many octets as somebody may take for the length of no identifier.
  { client: 'basic', server: 'basic', id: 'acme1', device: 'urn:uuid:0C3E' },
  { client: 'mac-md5', server: 'mac-md5', id: 'COM.acme.Manage', device: 'IMEI:990000862471854' },
  { client: 'mac-sha256', server: 'mac-sha256', id: 'io.example.dm', device: 'urn:uuid:0c3e' },
  { client: 'basic', server: 'mac-sha256', id: 'io.example.DM', device: 'IMEI:990000862471854' },
];
/** A message, its length octets and what a scenario cuts off or counts hang on how long these are. */
const LENGTHS: readonly Kind[] = [1, 4, 120, 255].map((octets) => ({
  client: 'md5',
  server: 'md5',
  id: 'm'.repeat(octets),
  device: 'D'.repeat(octets),
}));
const CASES = KINDS.flatMap((kind) => (['client', 'server'] as const).map((side) => ({ ...kind, side })));

function iutWith(
  side: Side,
  { client, server, id, device }: Kind,
  more: (file: Parameters<Parameters<typeof variant>[3]>[0]) => void = () => {},
): Iut {
  return variant(side, folder, `${side}-${client}-${server}-${id.length}-${id.slice(0, 40).replace(/\W/g, '-')}`, (file) => {
    const accounts = part(file, 'accounts');
    for (const name of Object.keys(accounts)) {
      for (const [direction, type] of [['client', client] as const, ['server', server] as const]) {
        const credentials = part(part(accounts, name), direction);
        credentials.type = type;
        if (type === 'basic') delete credentials.nonce;
      }
      part(accounts, name)['device-id'] = device;
    }
    const account = part(accounts, 'default');
    account['server-id'] = id;
    Object.assign(part(account, 'client'), { name: 'device user', secret: 'p%ss:w<rd' });
    Object.assign(part(account, 'server'), { name: id, secret: 'two words' });
    if (side === 'client') Object.assign(part(file, 'lower-tester'), { path: '/omadm/V1', url: 'http://Dm.Acme.example/Path' });
    more(file);
  });
}

/** Rows that ask for credentials over a nonce, by the direction that must have them. */
const OVER_NONCE: Readonly<Record<string, readonly ('client' | 'server')[]>> = {
  'noti.client.nonce-resync': ['client', 'server'],
  'noti.server.nonce-resync': ['client', 'server'],
  'sr.client.nonce': ['client'],
  'sr.server.ignores-unauthenticated[stale-nonce]': ['client'],
  'sm.client.rejects-credentials[stale-nonce]': ['server'],
};

const lacksNonce = (kind: Kind, id: string): boolean => (OVER_NONCE[id] ?? []).some((direction) => kind[direction] === 'basic');

describe('the verdicts about a right IUT', () => {
  it.each(CASES)('$side: client $client, server $server, id $id', async ({ side, ...kind }) => {
    const iut = iutWith(side, kind);
    const judged = await driveAll(iut, rowsOf(side), 3);
    const odd = judged.filter(({ id, verdict }) => verdict !== (lacksNonce(kind, id) ? 'not-applicable' : 'pass'));
    expect(
      odd.map(({ id, reason, assertions }) => [id, reason, assertions.filter((a) => a.verdict !== 'pass').map((a) => `${a.id}: ${a.message}`)]),
    ).toEqual([]);
    for (const { id, reason } of judged) if (lacksNonce(kind, id)) expect(reason).toMatch(/has credentials of type basic, which take no nonce$/);
  });

  it.each(LENGTHS.flatMap((kind) => (['client', 'server'] as const).map((side) => ({ ...kind, side, octets: kind.id.length }))))(
    '$side: server id, device id and path of $octets octets',
    async ({ side, octets, ...kind }) => {
      const iut = iutWith(side, kind, (file) => {
        if (side === 'client') Object.assign(part(file, 'lower-tester'), { path: `/${'p'.repeat(octets)}`, url: `http://h/${'p'.repeat(octets)}` });
      });
      const judged = await driveAll(iut, rowsOf(side), 3);
      const odd = judged.filter(({ verdict }) => verdict !== 'pass');
      expect(odd.flatMap(({ id, verdict, assertions }) => [`${id}: ${verdict}`, ...assertions.map((a) => `${a.verdict} ${a.message}`)])).toEqual(
        // No octet says that an identifier is longer than 255.
        side === 'client' && octets === 255
          ? [
              'noti.client.ignores-length[length-too-great]: not-applicable',
              ...Array(2).fill(expect.stringMatching(/^not-applicable .*unsupported: an octet holds no length of 256,/)),
            ]
          : [],
      );
    },
  );
});

/** What goes wrong with an account: who is taken for whom, and what is shown. Each must be found with an account of any type. */
const WRONG: Readonly<Record<Side, readonly (readonly [scenario: string, mutant: string])[]>> = {
  client: [
    ['cp.client.wrong-server-credentials', 'trusting'],
    ['noti.client.ignores', 'credulous'],
    ['noti.client.ignores-digest', 'credulous'],
    ['noti.client.ignores-length', 'credulous'],
    ['noti.client.nonce-resync', 'old-cred'],
    ['sm.client.rejects-credentials', 'credulous'],
    ['sm.client.rejects-server', 'credulous'],
    ['sr.client.integrity', 'tampered'],
    ['sr.client.nonce', 'other-account'],
    ['sr.client.report', 'empty-cred'],
  ],
  server: [
    ['noti.server.alert', 'other-server-id'],
    ['noti.server.alert', 'zero-digest'],
    ['noti.server.nonce-resync', 'no-own-cred'],
    ['sm.server.command', 'cred-of-client'],
    ['sm.server.integrity', 'changed-on-the-way'],
    ['sr.server.accepts', 'drops-mark'],
    ['sr.server.ignores-unauthenticated', 'keeps-it'],
  ],
};

describe('a wrong IUT fails', () => {
  it.each(CASES)('$side: client $client, server $server, id $id', async ({ side, ...kind }) => {
    const iut = iutWith(side, kind);
    const surroundings = surroundingsOf(iut);
    const upper = openUpperTester(iut);
    const outcomes: string[] = [];
    const unasked = new Set<string>();
    const over = async (scenario: Scenario, row: Row): Promise<void> => {
      if (judgeRow(scenario, row, undefined, surroundings).verdict === 'not-applicable') {
        unasked.add(rowId(scenario.id, row.name));
        return;
      }
      for (const { id, outcome, why } of await mutateRow(scenario, row, { iut, upper, surroundings, seed: SEED }))
        outcomes.push(`${id} ${outcome}${outcome === 'killed' ? '' : `: ${why}`}`);
    };
    try {
      for (const [id, mutant] of WRONG[side]) {
        const rows = rowsOf(side).filter(({ scenario }) => scenario.id === id);
        expect(rows.length).toBeGreaterThan(0);
        for (const { scenario, row } of rows) await over({ ...scenario, mutants: scenario.mutants.filter((m) => m.id === mutant) }, row);
      }
    } finally {
      await upper.close();
    }
    expect(outcomes.filter((line) => !line.endsWith(' killed'))).toEqual([]);
    expect(outcomes.length).toBeGreaterThan(10);
    for (const id of unasked) expect(lacksNonce(kind, id)).toBe(true);
  });
});

const MAC_KIND: Kind = { client: 'mac-sha256', server: 'mac-sha256', id: 'io.example.dm', device: 'IMEI:1' };

const oneRow = async (iut: Iut, scenario: string, name: string, changed: Row['values'] = {}) => {
  const { row, ...found } = rowNamed(scenario, name);
  const upper = openUpperTester(iut);
  try {
    return await drive(iut, upper, { ...found, row: { ...row, values: { ...row.values, ...changed } } });
  } finally {
    await upper.close();
  }
};

/** Drives a row whose order makes no octet different: nothing is judged, live or again, and the record says why. */
async function expectOpen(iut: Iut, found: { scenario: Scenario; row: Row }, why: RegExp): Promise<void> {
  const upper = openUpperTester(iut);
  try {
    const { judged, record } = await drive(iut, upper, found);
    expect(record.end?.fault).toBeUndefined();
    expect(judged.assertions.map(({ id, verdict, message }) => [id, verdict, message])).toEqual(
      judged.assertions.map(({ id }) => [id, 'inconclusive', expect.stringMatching(why)]),
    );
    const secrets = Object.values(iut.accounts).flatMap(({ client, server }) => [client.secret, server.secret]);
    expect(secrets.filter((secret) => judged.assertions.some(({ message }) => message?.includes(secret)))).toEqual([]);
  } finally {
    await upper.close();
  }
}

const withValues = ({ scenario, row }: { scenario: Scenario; row: Row }, values: Row['values']) => ({
  scenario,
  row: { ...row, values: { ...row.values, ...values } },
});

describe('what was to be wrong and is right with this IUT gives no verdict about it', () => {
  const SAME = /^our side was not wrong as the scenario orders: step \S+: .+ is right for this IUT and changed no octet of what was sent$/;
  it.each([
    ['noti.client.ignores', 'unknown-server', 'com.unknown.server', {}, SAME],
    ['noti.client.ignores-digest', 'wrong-secret', 'm', { secret: 'not-the-secret' }, SAME],
    ['noti.client.ignores-digest', 'stale-nonce', 'm', { nonce: 'bmV2ZXItaXNzdWVk' }, SAME],
    ['noti.client.ignores', 'cut-in-server-id', 'ab.c', {}, SAME, { with: { cut: '30' } }],
    ['noti.client.ignores-length', 'length-too-small', 'acme1', {}, SAME, { with: { length: '5' } }],
    [
      'noti.client.ignores',
      'unknown-server',
      'm',
      {},
      /step wrong: the server of server-id "com.dmct.other" was to be unknown, and is that of the account other$/,
      { with: { 'server-id': 'com.dmct.other' } },
    ],
    ['sm.client.rejects-server', 'unknown-server', 'com.unknown.server', {}, SAME],
    ['sm.client.rejects-credentials', 'wrong-secret', 'm', { secret: 'not-the-secret' }, SAME],
    ['sm.client.rejects-credentials', 'stale-nonce', 'm', { nonce: 'bmV2ZXItaXNzdWVk' }, SAME],
    ['sm.client.rejects-mac', 'wrong-mac', 'm', { secret: 'not-the-secret' }, SAME],
    ['sm.client.silent', 'bad-credential', 'm', { secret: 'not-the-secret' }, SAME],
  ])('a push: %s[%s] of %s', async (scenario, row, id, server, why, changed: Row['values'] = {}) => {
    const iut = iutWith('client', { client: 'md5', server: 'md5', id, device: 'IMEI:1' }, (file) => {
      Object.assign(part(part(part(file, 'accounts'), 'default'), 'server'), server);
      part(part(file, 'accounts'), 'other')['server-id'] = 'com.dmct.other';
    });
    await expectOpen(iut, withValues(rowNamed(scenario, row), changed), why);
  });

  const REPORT = 'sr.server.ignores-unauthenticated';
  it.each([
    ['md5', 'wrong-secret', { secret: 'not-the-secret' }],
    ['basic', 'wrong-secret', { secret: 'not-the-secret' }],
    ['mac-md5', 'wrong-secret', { secret: 'not-the-secret' }],
    ['mac-sha256', 'wrong-secret', { secret: 'not-the-secret' }],
    ['md5', 'stale-nonce', { nonce: 'bmV2ZXItaXNzdWVk' }],
    ['mac-sha256', 'stale-nonce', { nonce: 'bmV2ZXItaXNzdWVk' }],
    ['md5', 'unknown-user', { name: 'nobody', secret: 'nothing' }],
    ['md5', 'tampered', {}, { tamper: { find: 'x-dmct:sample', replace: 'x-dmct:sample' } }],
    // The kind that is said stays: it is the secret that was to be wrong.
    ['md5', 'wrong-secret', { secret: 'not-the-secret' }, { cred: {}, mac: { kind: 'mac-sha256', secret: 'not-the-secret' } }],
    ['md5', 'wrong-secret', { secret: 'not-the-secret' }, { cred: { kind: 'basic', secret: 'not-the-secret' } }],
  ])('a report: account of type %s, %s', async (type, row, client, changed: Row['values'] = {}) => {
    const iut = iutWith('server', { client: type, server: 'md5', id: 'm', device: 'IMEI:1' }, (file) => {
      Object.assign(part(part(part(file, 'accounts'), 'default'), 'client'), client);
    });
    await expectOpen(iut, withValues(rowNamed(REPORT, row), changed), SAME);
  });

  const sessionWith = (cred: Value) => {
    const { scenario, row } = rowNamed('noti.server.session', 'xml');
    const steps = scenario.steps.map((step) => (step.what === 'session' ? { ...step, with: { ...step.with, cred } } : step));
    return { scenario: { ...scenario, steps }, row };
  };
  it.each<[string, Value]>([
    ['md5', { secret: 'not-the-secret' }],
    ['basic', { secret: 'not-the-secret' }],
    ['basic', { nonce: 'bmV2ZXItaXNzdWVk' }],
    // In a session its credentials stand in the MAC, which `cred` leaves alone.
    ['mac-sha256', { secret: 'wrong-for-all' }],
    ['mac-md5', 'none'],
  ])('a session: account of type %s, cred %j', async (type, cred) => {
    const iut = iutWith('server', { client: type, server: 'md5', id: 'm', device: 'IMEI:1' }, (file) => {
      part(part(part(file, 'accounts'), 'default'), 'client').secret = 'not-the-secret';
    });
    await expectOpen(iut, sessionWith(cred), SAME);
  });

  it('and what is wrong with this IUT is judged', async () => {
    const iut = iutWith('server', { client: 'md5', server: 'md5', id: 'm', device: 'IMEI:1' });
    const upper = openUpperTester(iut);
    try {
      const { judged } = await drive(iut, upper, sessionWith({ secret: 'not-it' }));
      expect(judged.assertions.find((a) => a.id.endsWith('/header-status'))).toMatchObject({
        verdict: 'fail',
        message: expect.stringContaining('401'),
      });
    } finally {
      await upper.close();
    }
  });
});

describe('what an account cannot show', () => {
  it.each([
    ['url-as-source', 'http://dm.acme.example/dm', 'the server id is the address of the server'],
    ['other-case', '4711', 'the server id has no letter that could be in another case'],
  ])('sm.client.rejects-server[%s] of the server id %s is not applicable', async (row, id, why) => {
    const iut = iutWith('client', { ...MAC_KIND, id }, (file) => {
      part(file, 'lower-tester').url = 'http://dm.acme.example/dm';
    });
    const { judged } = await oneRow(iut, 'sm.client.rejects-server', row);
    const verdicts = judged.assertions.map(({ id: assertion, verdict, message }) => [assertion.split('/')[1], verdict, message]);
    expect(verdicts).toEqual(['no-answer', 'unchanged', 'still-works'].map((a) => [a, 'not-applicable', `step "push": unsupported: ${why}`]));
  });

  it.each([
    ['claims', 'yes', ['SHA256']],
    ['denies', 'no', []],
  ])('a report over plain HTTP has a MAC where the server %s AUTH-MAC-SHA256', async (_, answer, algorithms) => {
    const iut = iutWith('server', { ...MAC_KIND, client: 'md5' }, (file) => {
      part(file, 'ics')['AUTH-MAC-SHA256'] = answer;
    });
    const { judged, record } = await oneRow(iut, 'sr.server.accepts', 'xml');
    expect(judged.verdict).toBe('pass');
    const macs = record.events.flatMap((event) => (event.e === 'frame' && event.direction === 'to-iut' ? [header(event.head, 'x-syncml-hmac')] : []));
    expect(macs.flatMap((mac) => (mac === undefined ? [] : [parseHmacHeader(mac).algorithm]))).toEqual(algorithms);
  });

  it('an HMAC-SHA256 of ours is made as the pinned reading of U3 says', async () => {
    const iut = iutWith('client', MAC_KIND, (file) => {
      part(part(file, 'pixit'), 'assume').U3 = 'rfc2104-b64key';
    });
    const { judged, record } = await oneRow(iut, 'sm.client.applies', 'wbxml-1-3');
    expect(judged.verdict).toBe('pass');
    const frame = record.events.find((event) => event.e === 'frame' && event.direction === 'to-iut' && event.channel === 'push');
    if (frame?.e !== 'frame') throw new Error('no push was sent');
    const { headers } = pushPayload(frame, octetsOf(frame));
    const nonce = octetsOfBase64(iut.accounts.default?.server.nonce ?? '');
    expect(parseHmacHeader(headers.find(({ name }) => name.toLowerCase() === 'x-syncml-hmac')?.value ?? '').mac).toBe(
      macText('rfc2104-b64key', { name: 'io.example.dm', secret: 'two words', nonce, body: payloadOf(frame) }),
    );
  });
});
