/** Captures that outside tools wrote: Wireshark's text2pcap, editcap, mergecap, tshark and dumpcap, and what tshark makes of the same file. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freeLoopback } from '../simulators/push/udp.js';
import { packageRoot } from '../src/base/package-root.js';
import type { Capture } from '../src/record/capture/capture.js';
import { readCapture } from '../src/record/capture/read-capture.js';
import { temporaryFolder } from './support/dmct.js';
import { freePort } from './support/free-port.js';
import { answer, DEVICE, datagram, MESSAGE, pcapOf, post, SERVER, Wire } from './support/packets.js';

const TOOLS = ['text2pcap', 'editcap', 'mergecap', 'reordercap', 'tshark', 'dumpcap'];
const missing = TOOLS.filter((tool) => spawnSync(tool, ['--version']).status !== 0);
if (missing.length > 0 && process.env.CI) throw new Error(`${missing.join(', ')} missing (apt-get install tshark wireshark-common)`);

const run = (tool: string, ...args: readonly string[]): string => execFileSync(tool, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
const told = ({ frames }: Capture): string[] =>
  frames.map((f) =>
    [f.direction, f.unit, f.transport, f.connection, f.exchange, f.from, f.to, f.at, Buffer.from(f.body).toString('latin1')].join(' '),
  );
const bodies = ({ frames }: Capture): string[] => frames.map((f) => Buffer.from(f.body).toString('latin1'));

const vectors = JSON.parse(readFileSync(join(packageRoot, 'tests/data/vectors.json'), 'utf8')) as { notification: { wspUdpHex: string }[] };
const PUSH = Buffer.from(vectors.notification[0]?.wspUdpHex ?? '', 'hex');

function session(): string {
  const wire = new Wire();
  const open = wire.open();
  return pcapOf([
    datagram(PUSH),
    ...open,
    ...wire.send(DEVICE, post()),
    ...wire.send(SERVER, answer('<SyncML>x</SyncML>')),
    wire.fin(SERVER),
    wire.fin(DEVICE),
  ]);
}

describe.skipIf(missing.length > 0)(`captures of Wireshark's tools (skipped where one is not installed: ${missing.join(', ') || 'none'})`, () => {
  const out = (name: string): string => join(temporaryFolder(), name);

  it.each(['pcap', 'nsecpcap', 'modpcap', 'pcapng'])('editcap -F %s changes nothing', (format) => {
    const file = session();
    const converted = out(format);
    run('editcap', '-F', format, file, converted);
    if (format === 'modpcap') return expect(() => readCapture(converted)).toThrow(/capture-unknown|editcap -F pcapng/);
    expect(told(readCapture(converted))).toEqual(told(readCapture(file)));
    expect(readCapture(converted).format).toBe(format === 'pcapng' ? 'pcapng' : 'pcap');
  });

  it('tshark -w, with comments and names in the file, changes nothing', () => {
    const file = session();
    const [written, commented] = [out('written.pcapng'), out('commented.pcapng')];
    run('tshark', '-r', file, '-w', written);
    run('editcap', '-a', '2:a comment', '--capture-comment', 'of the whole', written, commented);
    expect(told(readCapture(commented))).toEqual(told(readCapture(file)));
  });

  it('mergecap joins interfaces of two link types, and files in disorder are set right by reordercap', () => {
    const [file, ethernet, merged, ordered] = [session(), out('e.pcap'), out('merged.pcapng'), out('ordered.pcapng')];
    const hex = out('push.hex');
    writeFileSync(hex, dump(PUSH));
    run('text2pcap', '-F', 'pcap', '-u', '9200,2948', hex, ethernet);
    run('mergecap', '-a', '-w', merged, file, ethernet);
    run('reordercap', merged, ordered);
    for (const capture of [readCapture(merged), readCapture(ordered)]) {
      expect(bodies(capture).toSorted()).toEqual([MESSAGE, '<SyncML>x</SyncML>', PUSH.toString('latin1'), PUSH.toString('latin1')].toSorted());
    }
  });

  it.each(['pcap', 'pcapng'])('text2pcap makes TCP of both directions: %s', (format) => {
    const [hex, file] = [out('session.hex'), out(format)];
    writeFileSync(hex, `O 2026-01-02T03:04:05.000Z\n${dump(Buffer.from(post()))}I 2026-01-02T03:04:05.025Z\n${dump(Buffer.from(answer('')))}`);
    run('text2pcap', '-F', format, '-D', '-t', 'ISO', '-T', '40000,8080', hex, file);
    const capture = readCapture(file);
    expect(capture.frames.map((f) => [f.direction, f.unit, f.at])).toEqual([
      ['from-iut', 'request', 0],
      ['to-iut', 'response', 25],
    ]);
    expect(bodies(capture)).toEqual([MESSAGE, '']);
  });

  it('tshark finds the same bodies in a connection with segments lost, repeated and in disorder', () => {
    const wire = new Wire(DEVICE, SERVER, 1000);
    const open = wire.open();
    const asked = wire.send(DEVICE, post(), 30);
    const answered = wire.send(SERVER, answer());
    const file = pcapOf([...open, asked[1], asked[0], asked[1], ...asked.slice(2), ...answered, answered[0]] as Uint8Array[]);
    expect(objects(file, 8080)).toEqual(bodies(readCapture(file)).toSorted());
    expect(objects(file, 8080)).toHaveLength(2);
  });

  const refused =
    missing.length > 0
      ? ''
      : (spawnSync('dumpcap', ['-i', 'lo', '-a', 'packets:0', '-a', 'duration:0', '-w', '/dev/null'], { encoding: 'utf8' }).stderr ?? '');
  const mayCapture = !/permission|not permitted|no interface/i.test(refused);
  it.skipIf(!mayCapture)(
    'dumpcap on loopback, between two programs of Python (skipped where the kernel lets nobody capture)',
    { timeout: 60_000 },
    async () => {
      const file = out('live.pcapng');
      const port = await freePort();
      // A loopback address of its own: other tests send pushes, too.
      const host = await freeLoopback();
      const script = join(packageRoot, 'tests/fixtures/capture-peers.py');
      const dumpcap = spawn('dumpcap', ['-q', '-i', 'lo', '-f', `tcp port ${port} or (udp and dst host ${host})`, '-w', '-'], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const pieces: Buffer[] = [];
      let stderr = '';
      const started = new Promise<void>((resolve, reject) => {
        dumpcap.stderr.on('data', (text: Buffer) => {
          stderr += text;
          if (/File:/.test(stderr)) resolve();
        });
        dumpcap.once('exit', () => reject(new Error(`dumpcap ended: ${stderr}`)));
      });
      const crossed = new Promise<void>((resolve) => {
        dumpcap.stdout.on('data', (piece: Buffer) => {
          pieces.push(piece);
          if (Buffer.concat(pieces.slice(-2)).includes('all has crossed')) resolve();
        });
      });
      await started;
      const said = run('python3', script, String(port), host);
      await crossed;
      const ended = once(dumpcap, 'exit');
      dumpcap.kill('SIGINT');
      await ended;
      writeFileSync(file, Buffer.concat(pieces));

      const capture = readCapture(file);
      const sent = said
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as [string, string]);
      expect(sent.length).toBe(11);
      expect(bodies(capture)).toEqual(sent.map(([, body]) => body));
      expect(capture.frames.map((f) => (f.channel === 'push' ? 'push' : f.unit === 'request' ? 'message' : 'answer'))).toEqual(
        sent.map(([what]) => what),
      );
      expect(objects(file, port)).toEqual(bodies(capture).slice(0, -1).toSorted());
      expect(capture.notes).toEqual(['1 UDP datagram is no push and was left out']);
    },
  );
});

/** Octets as text2pcap reads them. */
function dump(octets: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < octets.length; at += 16) {
    lines.push(
      `${at.toString(16).padStart(6, '0')} ${Buffer.from(octets.subarray(at, at + 16))
        .toString('hex')
        .replace(/../g, '$& ')}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Bodies of HTTP as tshark puts them together, sorted; empty ones are none. */
function objects(file: string, port: number): string[] {
  const folder = temporaryFolder();
  run('tshark', '-r', file, '-o', 'tcp.reassemble_out_of_order:TRUE', '-d', `tcp.port==${port},http`, '-q', '--export-objects', `http,${folder}`);
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .toSorted();
}
