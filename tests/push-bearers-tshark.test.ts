/** Records of pushes over SMPP, SIP and PAP as tshark, an outside reader of all three, sees them. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openUpperTester } from '../src/iut/adapters/open.js';
import type { PushSettings } from '../src/iut/iut.js';
import { RecordWriter, readRecord } from '../src/record/ndjson.js';
import { writePcapng } from '../src/record/pcapng.js';
import { runLine } from '../src/runner/judge-run.js';
import { drive, rowNamed, type Side } from './support/drive.js';
import { variant } from './support/iut-variants.js';

const hasTshark = spawnSync('tshark', ['--version']).status === 0;
if (!hasTshark && process.env.CI) throw new Error('tshark is missing (apt-get install tshark)');

const folder = mkdtempSync(join(tmpdir(), 'dmct-bearers-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a row over that bearer, writes its record, reads it again and makes the capture. */
async function capture(side: Side, bearer: PushSettings['bearer'], scenario: string, row?: string): Promise<string> {
  const name = `${bearer}-${side}`;
  const iut = variant(side, folder, name, (file) => {
    file.push = { bearer };
  });
  const writer = new RecordWriter(join(folder, `${name}.ndjson`));
  writer.write(runLine({ id: name, seed: '1', started: '2026-01-01T00:00:00.000Z', command: 'test' }, [], [], iut));
  const upper = openUpperTester(iut);
  try {
    const { judged, lines } = await drive(iut, upper, rowNamed(scenario, row));
    expect(judged.verdict).toBe('pass');
    for (const line of lines) writer.write(line);
  } finally {
    writer.close();
    await upper.close();
  }
  const file = join(folder, `${name}.pcapng`);
  writePcapng(readRecord(writer.file), file);
  return file;
}

function fields(file: string, filter: string, ...names: readonly string[]): string[] {
  const args = ['-r', file, '-Y', filter, '-T', 'fields', '-E', 'occurrence=f', ...names.flatMap((name) => ['-e', name])];
  return execFileSync('tshark', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    .split('\n')
    .filter(Boolean);
}

const TROUBLE = '_ws.malformed || _ws.expert.severity == "Error"';

describe.skipIf(!hasTshark)('tshark (skipped only where tshark is not installed)', () => {
  it.each([
    ['client', 'noti.client.session', 'bind_receiver', 'deliver_sm'],
    ['server', 'noti.server.session', 'bind_transmitter', 'submit_sm'],
  ] as const)('dissects SMPP of a %s down to the WSP push in the short message', async (side, scenario, bind, message) => {
    const file = await capture(side, 'smpp', scenario, 'xml');
    expect(fields(file, TROUBLE, 'frame.number')).toEqual([]);
    const ids = { bind_receiver: '0x00000001', bind_transmitter: '0x00000002', submit_sm: '0x00000004', deliver_sm: '0x00000005' };
    const seen = fields(file, 'smpp', 'smpp.command_id', 'tcp.port');
    expect(seen[0]).toContain(ids[bind]);
    expect(seen.some((line) => line.startsWith(ids[message]))).toBe(true);
    expect(fields(file, `smpp.command_id == ${ids[message]}`, 'gsm_sms.destination_port', 'wsp.header.content_type')).toEqual([
      '2948\tapplication/vnd.syncml.notification',
    ]);
  });

  it.each([
    ['client', 'noti.client.session'],
    ['server', 'noti.server.session'],
  ] as const)('dissects SIP of a %s: MESSAGE and its answer, to the registered port', async (side, scenario) => {
    const file = await capture(side, 'sip', scenario, 'xml');
    expect(fields(file, TROUBLE, 'frame.number')).toEqual([]);
    expect(
      fields(file, 'sip', 'sip.Method', 'sip.Status-Code', 'sip.Content-Type', 'udp.dstport').map((line) => line.split('\t').slice(0, 3)),
    ).toEqual([
      ['MESSAGE', '', 'application/vnd.syncml.notification'],
      ['', '200', ''],
    ]);
    expect(fields(file, 'sip.Method', 'udp.dstport')).toEqual(['5060']);
  });

  it('dissects PAP of a server: both parts of the push-message and the answer', async () => {
    const file = await capture('server', 'pap', 'noti.server.session', 'xml');
    expect(fields(file, TROUBLE, 'frame.number')).toEqual([]);
    expect(fields(file, 'mime_multipart', 'http.content_type')).toEqual([expect.stringContaining('multipart/related')]);
    expect(fields(file, 'xml.tag contains "push-response"', 'http.response.code')).toEqual(['202']);
  });
});
