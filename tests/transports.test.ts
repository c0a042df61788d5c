/**
 * The same scenarios give the same verdicts whatever carries them: the reference IUTs behind other push bearers, over HTTPS, and behind the
 * other kinds of upper tester. What a carrier cannot show is not applicable, and never a failure.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freeLoopback } from '../simulators/push/udp.js';
import { makeCertificates } from '../simulators/testing/certificates.js';
import { openUpperTester } from '../src/iut/adapters/open.js';
import type { Iut } from '../src/iut/iut.js';
import { loadIut } from '../src/iut/iut-file.js';
import type { JudgedRow } from '../src/judge/judge.js';
import type { Row, Scenario } from '../src/judge/scenario.js';
import { drive, driveAll, rowNamed, rowsOf, type Side } from './support/drive.js';
import { startForwardingGateway } from './support/forwarding-gateway.js';
import { startHttpFront } from './support/http-front.js';
import { moreArguments, part, variant, writeCertificates } from './support/iut-variants.js';

const folder = mkdtempSync(join(tmpdir(), 'dmct-transports-'));
let certificates: ReturnType<typeof writeCertificates>;
const usual: Partial<Record<Side, Record<string, string>>> = {};

beforeAll(async () => {
  certificates = writeCertificates(folder, makeCertificates());
  for (const side of ['client', 'server'] as const) usual[side] = verdicts(await driveAll(loadIut(`reference-${side}`), rowsOf(side), 3));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Verdicts by `scenario[row]/assertion`, with what was said of those that did not pass. */
function verdicts(judged: readonly JudgedRow[]): Record<string, string> {
  return Object.fromEntries(
    judged.flatMap((row) => row.assertions.map((a) => [`${row.id} ${a.id}`, a.verdict === 'pass' ? 'pass' : `${a.verdict}: ${a.message}`])),
  );
}

/** Runs all rows of the IUT's side and gives what differs from the run of the reference IUT as it is. */
async function differences(iut: Iut, lanes = 3): Promise<Record<string, string>> {
  const side: Side = iut.role;
  const found = verdicts(await driveAll(iut, rowsOf(side), lanes));
  expect(Object.keys(found)).toEqual(Object.keys(usual[side] ?? {}));
  return Object.fromEntries(Object.entries(found).filter(([id, verdict]) => usual[side]?.[id] !== verdict));
}

const idsOf = (found: Record<string, string>): string[] => [...new Set(Object.keys(found).map((id) => id.split(' ')[1] as string))].sort();
const words = (found: Record<string, string>): string[] => [...new Set(Object.values(found))].sort();
const rows = (...names: [scenario: string, row?: string][]): { scenario: Scenario; row: Row }[] => names.map(([s, r]) => rowNamed(s, r));

/** What the assertions ask that only WSP can show (Notification 1.2.1, 7.1). */
const OF_WSP = ['application-id', 'content-type', 'head-length', 'header-order', 'pdu-type', 'port'].map((id) => `noti.server.alert/${id}`);
/** What only a transport without protection asks for (Sessionless Reporting 5.2.1). */
const OF_PLAIN_HTTP = ['sr.client.integrity/has-mac', 'sr.client.integrity/mac-verifies'];

describe('the reference IUTs as they are', () => {
  it('pass every assertion', () => {
    for (const side of ['client', 'server'] as const) {
      expect(Object.keys(usual[side] ?? {}).length).toBeGreaterThan(40);
      expect(new Set(Object.values(usual[side] ?? {}))).toEqual(new Set(['pass']));
    }
  });
});

/** What no bearer without ports can be asked. */
const withoutPort = (bearer: string): Record<string, string> =>
  Object.fromEntries(
    ['no-session', 'still-listens'].map((id) => [
      `noti.client.foreign-push[other-port] noti.client.foreign-push/${id}`,
      `not-applicable: step "foreign": unsupported: a push over ${bearer} has no port`,
    ]),
  );

describe('push bearers', () => {
  it('ota-http: a client gives the same verdicts, but for the port that it does not have', async () => {
    const iut = variant('client', folder, 'ota-client', (file) => {
      file.push = { bearer: 'ota-http' };
    });
    const found = await differences(iut);
    expect(found).toEqual(withoutPort('ota-http'));
  });

  it('ota-http: a server gives the same verdicts, but for what WSP alone can show', async () => {
    const iut = variant('server', folder, 'ota-server', (file) => {
      file.push = { bearer: 'ota-http' };
    });
    const found = await differences(iut);
    expect(idsOf(found)).toEqual(OF_WSP);
    for (const verdict of Object.values(found)) expect(verdict).toMatch(/^not-applicable: /);
  });

  it('smpp: a client that is bound to our SMS centre gives the same verdicts', async () => {
    const iut = variant('client', folder, 'smpp-client', (file) => {
      file.push = { bearer: 'smpp' };
    });
    expect(await differences(iut)).toEqual({});
  });

  it('smpp: a server that submits to our SMS centre gives the same verdicts', async () => {
    const iut = variant('server', folder, 'smpp-server', (file) => {
      file.push = { bearer: 'smpp' };
    });
    expect(await differences(iut)).toEqual({});
  });

  it('smpp: a client that never binds is not blamed for what it cannot get', async () => {
    const iut = variant('client', folder, 'smpp-nobody', (file) => {
      file.push = { bearer: 'smpp' };
      Object.assign(part(file, 'pixit'), { 'start.within': '200ms' });
      part(file, 'upper-tester').primitives = ['send-report', 'quiesce'];
    });
    const [row] = await driveAll(iut, rows(['noti.client.session', 'xml']), 1);
    expect(row?.verdict).toBe('inconclusive');
    expect(row?.assertions[0]?.message).toContain('nobody has bound as receiver to the SMS centre');
  });

  it('pap: a client behind a push gateway gives the same verdicts, but for the port that PAP does not have', async () => {
    // Another gateway than the lower tester's own: it knows PAP on one side and WSP over UDP on the other.
    const gateway = await startForwardingGateway();
    try {
      const iut = variant('client', folder, 'pap-client', (file) => {
        file.push = { bearer: 'pap', to: gateway.url };
        // What the gateway still holds the client cannot know: silence has to be waited for.
        Object.assign(part(file, 'pixit'), { 'quiet.for': '300ms', 'apply.within': '300ms' });
      });
      expect(await differences(iut)).toEqual(withoutPort('pap'));
    } finally {
      await gateway.close();
    }
  });

  it('sip: a client gives the same verdicts, but for the port that it does not have', async () => {
    const iut = variant('client', folder, 'sip-client', (file) => {
      file.push = { bearer: 'sip' };
    });
    expect(await differences(iut)).toEqual(withoutPort('sip'));
  });

  it.each(['pap', 'sip'] as const)('%s: a server gives the same verdicts, but for what WSP alone can show', async (bearer) => {
    const iut = variant('server', folder, `${bearer}-server`, (file) => {
      file.push = { bearer };
    });
    const found = await differences(iut);
    expect(idsOf(found)).toEqual(OF_WSP);
    for (const verdict of Object.values(found)) expect(verdict).toMatch(/^not-applicable: /);
  });

  it('ota-http over TLS: both sides give the verdicts that they give over TCP', async () => {
    const address = await freeAddress();
    const client = variant('client', folder, 'ota-tls-client', (file) => {
      file.push = { bearer: 'ota-http' };
      moreArguments(file, ...certificates.args('server'), '--push-tls');
    });
    const server = variant('server', folder, 'ota-tls-server', (file) => {
      file.push = { bearer: 'ota-http', to: `https://${address}` };
      Object.assign(part(file, 'lower-tester'), { tls: certificates.lower('server') });
    });
    for (const [iut, name] of [
      [client, 'noti.client.session'],
      [server, 'noti.server.session'],
    ] as const) {
      const upper = openUpperTester(iut);
      try {
        const { judged, record } = await drive(iut, upper, rowNamed(name, 'xml'));
        expect(judged.verdict).toBe('pass');
        expect(record.events.flatMap((e) => (e.e === 'frame' && e.channel === 'push' ? [e.transport] : []))).toEqual(['https', 'https']);
      } finally {
        await upper.close();
      }
    }
  });

  it('exec: a client that is handed the pushes gives the same verdicts', async () => {
    const iut = variant('client', folder, 'exec-push-client', (file) => {
      file.push = { bearer: 'exec' };
    });
    expect(await differences(iut)).toEqual({});
  });
});

describe('HTTPS', () => {
  it('a client gives the same verdicts, but for what plain HTTP alone demands', async () => {
    const iut = variant('client', folder, 'tls-client', (file) => {
      Object.assign(part(file, 'lower-tester'), {
        url: 'https://server.example/dm',
        tls: { ...certificates.lower('server'), 'min-version': 'TLSv1.2' },
      });
    });
    const found = await differences(iut);
    expect(idsOf(found)).toEqual(OF_PLAIN_HTTP);
    for (const verdict of Object.values(found)) expect(verdict).toMatch(/^not-applicable: /);
  });

  it('a server gives the same verdicts', async () => {
    const iut = variant('server', folder, 'tls-server', (file) => {
      Object.assign(part(file, 'lower-tester'), { url: 'https://server.example/dm' });
      moreArguments(file, ...certificates.args('server'));
    });
    const found = await differences(iut);
    expect(found).toEqual({});
  });

  it.each([
    ['TLS 1.1 at most', { 'min-version': 'TLSv1.1', 'max-version': 'TLSv1.1' }],
    ['a client certificate', { 'client-certificate': 'required' }],
  ])('with %s too', async (name, settings) => {
    const some = {
      client: rows(['sr.client.report', 'xml'], ['noti.client.session', 'wbxml']),
      server: rows(['sr.server.accepts', 'xml'], ['noti.server.session', 'wbxml']),
    };
    const client = variant('client', folder, `tls-client-${name.length}`, (file) => {
      Object.assign(part(file, 'lower-tester'), { url: 'https://server.example/dm', tls: { ...certificates.lower('server'), ...settings } });
      moreArguments(file, ...certificates.args('client'));
    });
    const server = variant('server', folder, `tls-server-${name.length}`, (file) => {
      const tls = { ...certificates.lower('client'), ...settings, 'client-certificate': 'no' };
      Object.assign(part(file, 'lower-tester'), { url: 'https://server.example/dm', tls });
      moreArguments(file, ...certificates.args('server'), ...(name.startsWith('TLS') ? ['--tls-max', 'TLSv1.1'] : ['--client-certificate']));
    });
    expect((await driveAll(client, some.client, 1)).map((row) => row.verdict)).toEqual(['pass', 'pass']);
    expect((await driveAll(server, some.server, 1)).map((row) => row.verdict)).toEqual(['pass', 'pass']);
  });

  it('an IUT that does not bring the certificate is not tested by mistake', async () => {
    const iut = variant('client', folder, 'tls-client-bare', (file) => {
      const tls = { ...certificates.lower('server'), 'client-certificate': 'required' };
      Object.assign(part(file, 'lower-tester'), { url: 'https://server.example/dm', tls });
      part(file, 'pixit')['report.within'] = '5s';
    });
    const [row] = await driveAll(iut, rows(['sr.client.report', 'xml']), 1);
    expect(row?.verdict).toBe('fail');
    expect(row?.assertions.find((a) => a.verdict === 'fail')?.message).toContain('TLS');
  });
});

describe('upper testers', () => {
  it.each(['client', 'server'] as const)('http: the reference %s behind a web service gives the same verdicts', async (side) => {
    const front = await startHttpFront(loadIut(`reference-${side}`));
    try {
      const iut = variant(side, folder, `http-${side}`, (file) => {
        file['upper-tester'] = { kind: 'http', url: front.url };
      });
      expect(await differences(iut, 1)).toEqual({});
    } finally {
      await front.close();
    }
  });

  /** A client without reset, configure, quiesce: it is where it is, knows what it knows, and every silence has to be waited for. */
  const reporter = async (name: string, change: (upper: Record<string, unknown>) => void = () => undefined): Promise<Iut> => {
    const address = await freeAddress();
    return variant('client', folder, name, (file) => {
      const { client, 'device-id': device } = part(part(file, 'accounts'), 'default') as unknown as Iut['accounts'][string];
      file.push = { bearer: 'exec' };
      Object.assign(part(file, 'lower-tester'), { listen: address });
      file['upper-tester'] = {
        kind: 'exec',
        command: ['node', join(import.meta.dirname, 'fixtures/upper-tester/exec-client.mjs'), '{primitive}'],
        env: {
          DM_URL: 'http://server.example/dm',
          DM_CONNECT: `http://${address}/dm`,
          DM_DEVICE: device,
          DM_USER: client.name,
          DM_SECRET: client.secret,
          DM_NONCE: client.nonce ?? '',
        },
      };
      Object.assign(part(file, 'pixit'), { 'quiet.for': '150ms', 'start.within': '100ms', 'apply.within': '100ms' });
      Object.assign(part(file, 'ics'), { WBXML: 'no', UI: 'no' });
      change(part(file, 'upper-tester'));
    });
  };

  it('exec: a client that can only report is judged by its reports alone', async () => {
    const iut = await reporter('exec-client', (upper) => {
      upper.primitives = ['send-report'];
    });
    const judged = await driveAll(iut, rowsOf('client'), 1);
    // Whichever step it is that needs it.
    const reasons = words(verdicts(judged)).map((text) => text.replace(/(step|control) "[^"]+"(.*: )?(?=unsupported)|(step) "[^"]+": /, 'a step: '));
    expect([...new Set(reasons)].sort()).toEqual([
      'not-applicable: ICS: UI = no',
      'not-applicable: ICS: WBXML = no',
      'not-applicable: a step: unsupported: the upper tester has no "deliver-push"',
      'not-applicable: a step: unsupported: the upper tester has no "start-session"',
      'pass',
      // A person can still look at the tree.
      'review: a step: unsupported: the upper tester has no "read-tree"',
    ]);
    expect(judged.filter((row) => row.verdict === 'pass').map((row) => row.id)).toEqual([
      'sr.client.integrity[xml]',
      'sr.client.no-acknowledgement[empty-200]',
      'sr.client.no-acknowledgement[empty-202]',
      'sr.client.no-acknowledgement[empty-204]',
      'sr.client.no-acknowledgement[dm-status]',
      'sr.client.report[xml]',
      'sr.client.two-samples[xml]',
    ]);
  });

  it('exec: a primitive that is asked for and answered with exit code 64 is as good as one that is not listed', async () => {
    const judged = await driveAll(await reporter('exec-client-asked'), rows(['sr.client.report', 'xml'], ['noti.client.session', 'xml']), 1);
    expect(judged.map((row) => row.verdict)).toEqual(['pass', 'not-applicable']);
  });
});

/**
 * An address that stays free from row to row: a loopback host of its own, and a port below those that the system hands out, so that no
 * other test's connection takes it in between.
 */
async function freeAddress(): Promise<string> {
  return `${await freeLoopback()}:18080`;
}
