/** The pcapng of a whole run as tshark, an outside reader of every layer in it, sees it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCapture } from '../src/record/capture/read-capture.js';
import { readRecord } from '../src/record/ndjson.js';
import { writePcapng } from '../src/record/pcapng.js';
import type { ReportFrame } from '../src/report/report.js';
import { PATIENT, REFERENCE, reportOf, temporaryFolder, type WholeRun, wholeRun } from './support/dmct.js';

const hasTshark = spawnSync('tshark', ['--version']).status === 0;
if (!hasTshark && process.env.CI) throw new Error('tshark is missing (apt-get install tshark)');

const TROUBLE = '_ws.malformed || _ws.expert.severity == "Error"';

/** Lines of these fields, a tab between two, of the packets that the filter takes. */
function fields(file: string, filter: string, ...names: readonly string[]): string[][] {
  const args = ['-r', file, '-Y', filter, '-T', 'fields', ...names.flatMap((name) => ['-e', name])];
  const text = execFileSync('tshark', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 26 });
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\t'));
}

const digest = (octets: Uint8Array): string => `${octets.length} ${createHash('sha256').update(octets).digest('hex')}`;
const body = (frame: ReportFrame): Buffer => Buffer.from(frame.base64 ?? '', 'base64');

describe.skipIf(!hasTshark)('tshark on the pcapng of a whole run (skipped only where tshark is not installed)', { timeout: PATIENT }, () => {
  let run: WholeRun;
  beforeAll(async () => {
    run = await wholeRun();
  }, PATIENT);
  const capture = (iut: string): string => join(run.out, iut, 'record.pcapng');
  const framesOf = (iut: string, transport: string): ReportFrame[] => reportOf(run.out, iut).frames.filter((f) => f.transport === transport);

  it.each(REFERENCE)('finds no malformed packet and no error: %s', (iut) => {
    expect(fields(capture(iut), TROUBLE, 'frame.number', 'frame.comment', '_ws.expert.message')).toEqual([]);
  });

  it('would find a malformed packet', () => {
    const { run: line, rows } = readRecord(join(run.out, 'reference-server/record.ndjson'));
    const file = join(temporaryFolder(), 'cut.pcapng');
    const cut = rows.map((row) => ({
      ...row,
      events: row.events.map((e) =>
        e.e === 'frame' && e.transport === 'udp' ? { ...e, body: Buffer.from(e.body, 'base64').subarray(0, 4).toString('base64') } : e,
      ),
    }));
    writePcapng({ run: line, rows: cut }, file);
    expect(fields(file, TROUBLE, 'frame.number').length).toBe(framesOf('reference-server', 'udp').length);
  });

  it.each(REFERENCE)('names content type and application id of every notification: %s', (iut) => {
    const pushes = fields(capture(iut), 'wsp', 'frame.comment', 'wsp.header.content_type', 'wsp.header.x_wap_application_id', 'udp.dstport');
    // The port of pushes over WTLS is that of another dissector.
    expect(pushes.length).toBe(framesOf(iut, 'udp').filter(({ to }) => !to.endsWith(':2949')).length);
    // Pushes that are no notification on purpose stand in a scenario of their own.
    const notifications = pushes.filter(([comment = '']) => comment.startsWith('noti.') && !comment.startsWith('noti.client.foreign-push'));
    expect(notifications.length).toBeGreaterThan(5);
    for (const [comment, ...seen] of notifications)
      expect(seen, comment).toEqual(['application/vnd.syncml.notification', 'x-wap-application:syncml.dm', '2948']);
  });

  it.each(REFERENCE)('puts every HTTP message together, with its body: %s', (iut) => {
    // What crossed over TLS is written as the HTTP that it was for us.
    const frames = [...framesOf(iut, 'http'), ...framesOf(iut, 'https')];
    const messages = fields(capture(iut), 'http', 'http.request.method', 'http.response.code', 'http.content_type');
    const told = frames.map(({ head, contentType }) => [
      head?.line.startsWith('POST ') ? 'POST' : '',
      head?.line.startsWith('HTTP/') ? (head.line.split(' ')[1] ?? '') : '',
      contentType,
    ]);
    expect(messages.map(String).sort()).toEqual(told.map(String).sort());
    expect(messages.length).toBeGreaterThan(20);

    const objects = temporaryFolder();
    execFileSync('tshark', ['-r', capture(iut), '-q', '--export-objects', `http,${objects}`], { stdio: 'ignore' });
    const bodies = readdirSync(objects).map((name) => digest(readFileSync(join(objects, name))));
    const sent = frames.map(body).filter((octets) => octets.length > 0);
    expect(bodies.sort()).toEqual(sent.map(digest).sort());
  });
});

describe('dmct on the pcapng of a whole run', { timeout: PATIENT }, () => {
  it.each(REFERENCE)('finds every frame again, in order, with its head and its octets: %s', async (iut) => {
    const { out } = await wholeRun();
    const { frames, notes } = readCapture(join(out, iut, 'record.pcapng'));
    // A capture does not know who is under test: what the device sent is from-iut.
    const turned = { 'from-iut': 'to-iut', 'to-iut': 'from-iut' } as const;
    const direction = (way: 'from-iut' | 'to-iut'): string => (iut === 'reference-server' ? turned[way] : way);
    const recorded = readRecord(join(out, iut, 'record.ndjson')).rows.flatMap((row) => row.events.filter((event) => event.e === 'frame'));
    // Short messages that an upper tester handed over crossed no network.
    const crossed = recorded.filter((frame) => frame.transport !== 'file');
    expect(crossed.length).toBeGreaterThan(50);
    expect(
      frames.map(({ unit, channel, direction: way, head, body: octets, trouble }) => [unit, channel, way, head, digest(octets), trouble]),
    ).toEqual(
      crossed.map(({ unit, channel, direction: way, head, body: text, trouble }) => [
        unit,
        channel,
        direction(way),
        head,
        digest(Buffer.from(text, 'base64')),
        trouble,
      ]),
    );
    expect(notes.length).toBe(recorded.length > crossed.length ? 1 : 0);
  });
});
