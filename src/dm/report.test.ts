import { describe, expect, it } from 'vitest';
import { cross, pair, runSession, testAccount, URL } from '../../tests/support/dm-loop.js';
import type { AuthType } from './account.js';
import { readIncoming } from './body.js';
import { md5Text } from './credentials.js';
import { composeReport, type ReportOptions } from './report.js';
import type { AccountState, Incoming } from './session.js';

const sample = { source: './MOA/Ext', type: 'urn:oma:mo:x:1.0', format: 'chr', mark: 'critical', data: 't=21<&>]]>end' };

function report(account: AccountState, more: Partial<ReportOptions> = {}): Incoming {
  return cross(composeReport({ account, accounts: [account], url: URL, encoding: 'xml', samples: [sample], transport: 'secure', ...more }));
}

describe('a report', () => {
  it.each(['xml', 'wbxml'] as const)('has in %s what the specification demands and nothing else', (encoding) => {
    const { device } = pair(testAccount('md5', 'md5'));
    const { message, hmac } = report(device, { encoding, samples: [sample, { type: 't', format: 'int', data: '1' }] });
    expect(message.header).toMatchObject({
      sessionId: '0',
      msgId: '1',
      verDtd: '1.2',
      verProto: 'DM/1.3',
      target: URL,
      cred: { meta: { format: 'b64' } },
    });
    expect(message.commands.map((c) => c.kind === 'alert' && [c.code, c.items.length])).toEqual([
      ['1230', 1],
      ['1230', 1],
    ]);
    expect(message.isFinal).toBe(false);
    expect(hmac).toBeUndefined();
    const [first] = message.commands;
    expect(first?.kind === 'alert' && first.items[0]).toMatchObject({
      source: sample.source,
      meta: { type: sample.type, format: 'chr', mark: 'critical' },
      data: { text: sample.data },
    });
    const data = first?.kind === 'alert' ? first.items[0]?.data?.element : undefined;
    expect(data?.pieces.every((piece) => piece.form === (encoding === 'xml' ? 'cdata' : 'opaque'))).toBe(true);
  });

  it('carries an HMAC-SHA256 over a plain transport', () => {
    const { device } = pair(testAccount('md5', 'md5'));
    expect(report(device, { transport: 'plain' }).hmac).toMatch(/^algorithm=SHA256, username="Bruce2", mac=[A-Za-z0-9+/]{43}=$/);
  });

  it('shows the nonce last used in a session, each time the same; the other reading is the pending one', () => {
    const p = pair(testAccount('md5', 'none'));
    const first = p.device.client.pending;
    runSession(p);
    const pending = p.device.client.pending;
    expect(pending).not.toEqual(first);
    const shown = [report(p.device), report(p.device), report(p.device, { nonceReading: 'pending' })].map((r) => r.message.header.cred?.data);
    expect(shown).toEqual([first, first, pending].map((nonce) => md5Text('Bruce2', 'OhBehave', nonce)));
  });
});

describe('the server', () => {
  it.each<AuthType>(['basic', 'md5', 'mac-md5', 'mac-sha256'])('takes a report of a %s account and says nothing', (type) => {
    for (const encoding of ['xml', 'wbxml'] as const) {
      for (const transport of ['plain', 'secure'] as const) {
        const { device, server } = pair(testAccount(type, 'none'));
        const out = server.receive(report(device, { encoding, transport }));
        expect(out.send ?? out.http ?? out.done).toBeUndefined();
        expect(out.effects).toMatchObject([{ kind: 'report', account: 'default', device: 'IMEI:493005100592800', samples: [sample] }]);
      }
    }
  });

  it('takes both readings of the nonce after a session, and names the one', () => {
    const p = pair(testAccount('md5', 'none'));
    runSession(p);
    const read = (nonceReading: 'last-used' | 'pending'): unknown => p.server.receive(report(p.device, { nonceReading })).effects[0];
    expect(read('last-used')).toMatchObject({ kind: 'report', nonce: 'last-used' });
    expect(read('pending')).toMatchObject({ kind: 'report', nonce: 'pending' });
  });

  const wrong = testAccount('md5', 'none');
  it.each<[string, (device: AccountState) => Incoming]>([
    ['wrong-cred', (d) => report({ ...d, account: { ...d.account, client: { ...wrong.client, secret: 'no' } } })],
    ['unknown-device', (d) => report({ ...d, account: { ...d.account, 'device-id': 'IMEI:0' } })],
    ['no-cred', (d) => report(d, { behaviour: { cred: () => undefined } })],
    ['no-cred', (d) => report(d, { behaviour: { cred: (cred) => cred && { ...cred, data: '' } } })],
    ['wrong-cred', (d) => report(d, { behaviour: { credNonce: () => new Uint8Array(4) } })],
    ['wrong-mac', (d) => tampered(report(d, { transport: 'plain' }))],
    ['no-mac', (d) => ({ ...report(d, { transport: 'plain' }), hmac: 'mac=AAAA' })],
  ])('ignores %s in silence, stores nothing, and goes on serving', (why, make) => {
    const { device, server } = pair(testAccount('md5', 'none'));
    const out = server.receive(make(device));
    expect(out).toEqual({ effects: [{ kind: 'report-ignored', why }] });
    expect(server.receive(report(device)).effects[0]).toMatchObject({ kind: 'report' });
  });

  function tampered(incoming: Incoming): Incoming {
    const text = new TextDecoder().decode(incoming.body).replace('t=21', 't=99');
    return readIncoming(new TextEncoder().encode(text), 'application/vnd.syncml.dm+xml', incoming.hmac);
  }

  it('an older nonce is stale', () => {
    const p = pair(testAccount('md5', 'none'));
    const oldest = p.device.client.pending;
    runSession(p);
    runSession(p);
    expect(p.server.receive(report(p.device, { behaviour: { credNonce: () => oldest } })).effects).toEqual([
      { kind: 'report-ignored', why: 'wrong-cred' },
    ]);
  });

  it('can be made to demand a MAC', () => {
    const { device, server } = pair(testAccount('md5', 'none'), { reportRules: { requiresMac: true } });
    expect(server.receive(report(device)).effects).toEqual([{ kind: 'report-ignored', why: 'no-mac' }]);
    expect(server.receive(report(device, { transport: 'plain' })).effects[0]).toMatchObject({ kind: 'report' });
  });
});
