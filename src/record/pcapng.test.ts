import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writePcapng } from './pcapng.js';
import type { FrameLine, RowRecord, RunLine, StepLine } from './record.js';

const vectors = JSON.parse(readFileSync(new URL('../../tests/data/vectors.json', import.meta.url), 'utf8')) as {
  notification: { wspUdpHex: string }[];
  wbxml: Record<string, { hex: string }>;
  push: { sessionlessCommandF_wspUdpHex: string };
  notificationSms: { hex: string };
};
const folder = mkdtempSync(join(tmpdir(), 'dmct-pcapng-'));
const run: RunLine = {
  e: 'run',
  format: 'dmct-record/1',
  id: 'r',
  seed: 's',
  started: '2026-01-02T03:04:05.000Z',
  command: 'dmct run',
  tool: 'dmct test',
  planned: [],
  scr: [],
  iut: { name: 'n', vendor: 'v', product: 'p', version: '1', role: 'client', file: 'f' },
};
type Parts = Partial<FrameLine> & { octets?: Uint8Array };
const WBXML: readonly [string, string][] = [['Content-Type', 'application/vnd.syncml.dm+wbxml']];

function rowOf(parts: readonly Parts[], scenario = 'sr-report'): RowRecord {
  const frames = parts.map((p, i): FrameLine => {
    const { octets, ...rest } = p;
    const isRequest = (p.unit ?? 'request') === 'request';
    const [from, to] = isRequest ? ['127.0.0.1:40001', '127.0.0.1:8099'] : ['127.0.0.1:8099', '127.0.0.1:40001'];
    const at = 10 * (i + 1);
    const body = Buffer.from(octets ?? []).toString('base64');
    return {
      e: 'frame',
      n: i + 1,
      at,
      direction: isRequest ? 'from-iut' : 'to-iut',
      transport: 'http',
      unit: 'request',
      channel: 'dm',
      connection: 1,
      exchange: 1,
      from,
      to,
      ...rest,
      body,
    };
  });
  const step: StepLine = { e: 'step', id: 'wait-report', at: 11, state: 'done', frame: 1 };
  return { row: { e: 'row', scenario, row: 'wbxml', sha256: '0' }, events: [...frames, step], end: { e: 'row-end', at: 1000 } };
}
const post = (octets: Uint8Array, headers: readonly (readonly [string, string])[] = [], version = '1.1'): Parts => ({
  unit: 'request',
  head: { method: 'POST', url: '/dm', version, headers: [['Host', 'server'], ...WBXML, ...headers] },
  octets,
});
const answer = (status: number, octets: Uint8Array, headers: readonly (readonly [string, string])[] = []): Parts => ({
  unit: 'response',
  head: { status, reason: 'x', version: '1.1', headers },
  octets,
});

function tshark(rows: readonly RowRecord[], ...args: string[]): string {
  const file = join(folder, `${Math.random()}.pcapng`);
  writePcapng({ run, rows }, file);
  return execFileSync(
    'tshark',
    ['-r', file, '-o', 'tcp.check_checksum:TRUE', '-o', 'ip.check_checksum:TRUE', '-o', 'udp.check_checksum:TRUE', ...args],
    {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
}
/** Packets that tshark calls malformed, warns of (a reset that the record tells of is none) or says are errors. */
const troubles = (rows: readonly RowRecord[]): string =>
  tshark(
    rows,
    '-Y',
    '_ws.malformed || _ws.expert.severity >= 0x800000 || (_ws.expert.severity >= 0x600000 && tcp.flags.reset == 0)',
    '-T',
    'fields',
    '-e',
    'frame.number',
    '-e',
    '_ws.expert.message',
  );
/** HTTP bodies as tshark puts them together, by digest, sorted. */
function bodies(rows: readonly RowRecord[]): string[] {
  const out = mkdtempSync(join(folder, 'objects-'));
  tshark(rows, '-q', '--export-objects', `http,${out}`);
  return readdirSync(out)
    .map((name) => digest(readFileSync(join(out, name))))
    .sort();
}
const digest = (octets: Uint8Array): string => `${octets.length} ${createHash('sha256').update(octets).digest('hex')}`;
const octets = (hex: string | undefined): Uint8Array => Buffer.from(hex ?? '', 'hex');
const report = octets(vectors.wbxml.B?.hex);

describe('pcapng of a record, read by tshark', () => {
  const big = new Uint8Array(1024 * 1024).map((_, i) => (i * 7 + (i >> 8)) & 0xff);
  const cases: Record<string, Parts[]> = {
    'a report and 204': [post(report, [['Content-Length', String(report.length)]]), answer(204, new Uint8Array(0))],
    'chunked, answered by 200 without body or length': [post(report, [['Transfer-Encoding', 'chunked']]), answer(200, new Uint8Array(0))],
    'a body of 1 MB': [
      { ...post(big), head: { method: 'POST', url: '/dm', version: '1.1', headers: [['Content-Type', 'application/octet-stream']] } },
      answer(202, new Uint8Array(0), [['Content-Length', '0']]),
    ],
    'short body': [{ ...post(report.subarray(0, 100), [['Content-Length', '271']]), trouble: 'short-body' }, answer(400, Buffer.from('no'))],
    'empty body in HTTP/1.0': [post(new Uint8Array(0), [], '1.0'), answer(200, report, WBXML)],
    'aborted in the body': [{ ...post(report), trouble: 'aborted' }],
    'aborted before anything': [{ trouble: 'aborted' }],
    refused: [{ trouble: 'refused' }],
    'two on one connection': [
      post(report),
      answer(200, report, WBXML),
      { ...post(report), exchange: 2 },
      { ...answer(200, report, WBXML), exchange: 2 },
    ],
    https: [
      { ...post(report), transport: 'https', to: '127.0.0.1:8443' },
      { ...answer(200, report, WBXML), transport: 'https', from: '127.0.0.1:8443' },
    ],
    'names and IPv6': [{ ...post(report), from: '[::1]:40000', to: 'server.example' }],
    HEAD: [
      { ...post(new Uint8Array(0)), head: { method: 'HEAD', url: '/dm', version: '1.1', headers: [] } },
      answer(200, new Uint8Array(0), [['Content-Length', '99']]),
    ],
  };
  test('no malformed packet and no warning in any of them', () => {
    expect(troubles(Object.entries(cases).map(([name, parts]) => rowOf(parts, name)))).toBe('');
  });

  test('several rows over the same ports, too', () => {
    const row = rowOf([post(report), answer(200, report, WBXML)]);
    expect(troubles([row, row, row])).toBe('');
    expect(bodies([row, row, row])).toHaveLength(6);
  });

  test('HTTP bodies are the octets recorded, also of 1 MB and chunked', () => {
    const sent = [report, report, big];
    const rows = [rowOf([post(report)]), rowOf([post(report, [['Transfer-Encoding', 'chunked']])]), rowOf([post(big, [], '1.0')])];
    expect(bodies(rows)).toEqual(sent.map(digest).sort());
  });

  test('WBXML is dissected as SyncML', () => {
    const text = tshark([rowOf([post(report)])], '-V');
    expect(text).toContain('WAP Binary XML, Version: 1.3, Public ID: "-//SYNCML//DTD SyncML 1.2//EN"');
    expect(text).toContain('<SyncHdr>');
  });

  test('https on port 443 is shown as HTTP', () => {
    const row = rowOf([{ ...post(report), transport: 'https', to: '127.0.0.1:443' }]);
    expect(bodies([row])).toEqual([digest(report)]);
    expect(tshark([row], '-Y', '_ws.malformed')).toBe('');
  });

  test('HTTP is shown as HTTP on ports of other protocols, too, of either side', () => {
    const decodes = execFileSync('tshark', ['-G', 'decodes'], { encoding: 'utf8', maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'ignore'] });
    const ports = [...new Set([...decodes.matchAll(/^tcp\.port\t(\d+)\t/gm)].map((match) => Number(match[1])))].filter((port) => port > 1023);
    expect(ports.length).toBeGreaterThan(50);
    const rows = ports.flatMap((port) => [
      rowOf([{ ...post(report), to: `127.0.0.1:${port}` }], `to ${port}`),
      rowOf([{ ...post(report), from: `127.0.0.1:${port}` }], `from ${port}`),
    ]);
    const shown = tshark(rows, '-Y', 'http.request', '-T', 'fields', '-e', 'frame.comment').trim().split('\n');
    expect(shown.map((comment) => comment.split('[')[0])).toEqual(rows.map(({ row }) => row.scenario));
    expect(shown[0]).toContain(`crossed to port ${ports[0]}; shown on 80`);
  });

  test('a push is WSP with content type and application id, whatever port the IUT listens on', () => {
    const push = (hex: string | undefined, to: string): Parts => ({
      unit: 'datagram',
      transport: 'udp',
      channel: 'push',
      from: '127.0.0.1:9200',
      to,
      octets: octets(hex),
    });
    const row = rowOf([
      push(vectors.notification[0]?.wspUdpHex, '127.0.0.1:2948'),
      push(vectors.push.sessionlessCommandF_wspUdpHex, '127.0.0.1:50123'),
    ]);
    const text = tshark([row], '-V');
    expect(text.match(/application\/vnd\.syncml\.notification|application\/vnd\.syncml\.dm\+wbxml/g)?.length).toBeGreaterThanOrEqual(2);
    expect(text.match(/x-wap-application:syncml\.dm/g)?.length).toBe(2);
    expect(text).toContain('went to port 50123; shown on 2948');
    expect(tshark([row], '-Y', '_ws.malformed')).toBe('');
    const sms = rowOf([{ ...push(vectors.notificationSms.hex, 'sms'), transport: 'file' }]);
    expect(troubles([sms])).toBe('');
  });

  test('comments name scenario, row, frame, step and trouble; times count from the start of the run', () => {
    const rows = [rowOf([{ ...post(report), trouble: 'short-body', edited: true }]), rowOf([post(report)], 'second')];
    const lines = tshark(rows, '-Y', 'frame.comment', '-T', 'fields', '-e', 'frame.time_epoch', '-e', 'frame.comment').trim().split('\n');
    const start = Date.parse(run.started) / 1000;
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain('sr-report[wbxml] frame 1; step wait-report; TROUBLE short-body; edited by a mutant');
    expect(Number(lines[0]?.split('\t')[0])).toBeCloseTo(start + 0.01, 4);
    expect(lines[1]).toContain('second[wbxml] frame 1');
    expect(Number(lines[1]?.split('\t')[0])).toBeCloseTo(start + 1.01, 4);
  });

  test('connections open and close in order', () => {
    const flags = tshark([rowOf([post(report), answer(204, new Uint8Array(0))])], '-T', 'fields', '-e', 'tcp.flags.str')
      .trim()
      .split('\n');
    expect(flags.map((f) => f.replaceAll(/[·.*\s]/g, ''))).toEqual(['S', 'AS', 'A', 'AP', 'A', 'AP', 'A', 'AF', 'AF', 'A']);
  });
});
