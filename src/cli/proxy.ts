/** `dmct proxy`: stands between somebody's client and somebody's server, records what crosses and judges both sides from it. */
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DURATION_WANTED, durationMs } from '../base/duration.js';
import { InputError } from '../base/errors.js';
import { wallClock } from '../base/random.js';
import { shellWords } from '../base/shell.js';
import { nowhereToCome, wrongPort } from '../iut/address-faults.js';
import type { Iut, Role } from '../iut/iut.js';
import { loadIut } from '../iut/iut-file.js';
import type { Encoding } from '../iut/primitives.js';
import { RecordWriter } from '../record/ndjson.js';
import { writePcapng } from '../record/pcapng.js';
import { CAPTURE_ROW, type CaptureSource, type Place, type RowRecord, type RunLine } from '../record/record.js';
import { worstExit } from '../runner/exit.js';
import { captureLine, judgeCapture } from '../runner/judge-capture.js';
import { checkPageFree } from '../runner/run-folder.js';
import { writeRunReports } from '../runner/write-run.js';
import { Recorder } from '../scenario/recorder.js';
import { placeOf } from './as-started.js';
import type { Command } from './commands.js';
import { type CommandSpec, type Parsed, parseOptions } from './options.js';
import { disagreements } from './proxy-accounts.js';
import { bypassed } from './proxy-bypass.js';
import { ProxySession } from './proxy-session.js';
import { type ProxyStep, readStep } from './proxy-steps.js';

const SPEC: CommandSpec = {
  usage: "proxy --client FILE --server FILE [--out DIR] [--listen HOST:PORT] [--for TIME] [--do 'SIDE:PRIMITIVE JSON']…",
  about: `
Stands between a DM client and a DM server, neither of them dmct's, hands everything on unchanged and records it. Each is described by
its IUT file: the proxy listens where lower-tester of the client's file says, and goes on to lower-tester.url (or connect) of the server's.
Pushes over UDP or OTA-HTTP are relayed the other way: from push.to of the server's file to push.to of the client's.

Where an upper tester is there (other than manual), both sides are told about each other through it, and --do makes them act, in order.
Without --do it records until an interrupt (Ctrl-C), the end of standard input, or the time of --for. Then both sides are judged by what
the record can show without acting (dmct judge does the same again). DIR gets record.ndjson, record.pcapng and a report of each.
More: docs/capture.md`,
  examples: [
    'dmct proxy --client acme-client.yaml --server other-server.yaml --out session',
    'dmct proxy --client reference-client --server reference-server --do server:notify --do client:send-report',
  ],
  exit: `0 both sides conformant in what was judged, 1 one of them is not, 2 bad usage or input, 3 a verdict is open or a step of --do could
not be done, 4 our fault, 6 nothing crossed or nothing could be judged; when several apply: 2, 4, 1, 6, 3.`,
  options: {
    client: { value: 'FILE', takes: 'iut', help: 'IUT file of the client' },
    server: { value: 'FILE', takes: 'iut', help: 'IUT file of the server' },
    out: { value: 'DIR', help: 'where to write the record (reports/proxy)' },
    listen: { value: 'HOST:PORT', help: "where the client finds the proxy, instead of lower-tester.listen of the client's file" },
    for: { value: 'TIME', help: 'how long to record: 30s, 10m; standard input is not looked at then' },
    do: { value: 'STEP', many: true, help: 'make a side act: client:start-session, server:notify, client:send-report {"reports":[…]}' },
    encoding: { value: 'xml|wbxml', takes: ['xml', 'wbxml'], help: 'what both sides are told to write (xml)' },
  },
};

export const command: Command = {
  summary: 'stand between a client and a server, record and judge both',
  spec: SPEC,
  run: async (args) => {
    const options = parseOptions(SPEC, args);
    if (options === 'help') return 0;
    const iuts = { client: iutOf(options, 'client'), server: iutOf(options, 'server') };
    if (iuts.client.name === iuts.server.name)
      throw new InputError('same-name', {
        found: `both IUT files have the name ${iuts.client.name}`,
        cure: 'their reports would overwrite each other: give them different iut.name',
      });
    const steps = options.all('do').map((text) => readStep(text, iuts));
    const time = options.one('for');
    const forMs = time === undefined ? undefined : durationMs(time);
    if (time !== undefined && forMs === undefined) throw new InputError('proxy-for', { found: `--for is "${time}"`, wanted: DURATION_WANTED });
    const encoding = (options.one('encoding') ?? 'xml') as Encoding;
    if (encoding !== 'xml' && encoding !== 'wbxml')
      throw new InputError('encoding', { found: `--encoding is "${encoding}"`, wanted: 'xml or wbxml' });
    const out = resolve(options.one('out') ?? 'reports/proxy');
    checkPageFree(out);
    const client = listeningOn(options.one('listen'), iuts.client);
    for (const line of disagreements(client, iuts.server)) warn(line);
    const recorded = await record({
      client,
      server: iuts.server,
      steps,
      out,
      encoding,
      command: `dmct proxy ${shellWords(args)}`,
      place: placeOf(options.one('out') ?? 'reports/proxy'),
      ...(forMs ? { forMs } : {}),
    });
    return conclude(recorded);
  },
};

interface Recorded {
  readonly run: RunLine;
  readonly row: RowRecord;
  readonly client: Iut;
  readonly server: Iut;
  readonly out: string;
  /** Steps that were not done. */
  readonly undone: number;
}

/** Judges both sides from the one record. Gives the exit code: 6 when nothing crossed, else that of the verdicts, and 3 for a step that was not done. */
function conclude({ run, row, client, server, out, undone }: Recorded): number {
  if (!row.events.some((event) => event.e === 'frame')) return 6;
  const reports = [client, server].map((iut) => {
    const line = captureLine(run.capture as CaptureSource, iut, run, run);
    return { name: iut.name, ...judgeCapture(line, row, iut) };
  });
  return worstExit([writeRunReports(out, reports), undone > 0 ? 3 : 0]);
}

interface RecordOptions {
  readonly client: Iut;
  readonly server: Iut;
  readonly steps: readonly ProxyStep[];
  readonly out: string;
  readonly encoding: Encoding;
  readonly command: string;
  readonly place: Place;
  readonly forMs?: number;
}

/** Records until it is over. Each line is with the operating system at once: a proxy that is killed leaves a record. */
async function record(options: RecordOptions): Promise<Recorded> {
  const { client, server, out } = options;
  const sha256 = createHash('sha256').update(client.sha256).update(server.sha256).digest('hex');
  const source = { format: 'proxy', file: `${client.file} and ${server.file}`, sha256, notes: [] } as const;
  const run: RunLine = { ...captureLine(source, client, options), id: randomBytes(6).toString('hex') };
  const writer = new RecordWriter(join(out, 'record.ndjson'));
  writer.write(run);
  const recorder = new Recorder({ e: 'row', scenario: CAPTURE_ROW, sha256, began: wallClock() }, (line) => writer.write(line));
  const over = ending(options.forMs, options.steps.length === 0);
  let undone = 0;
  let address = '';
  let fault: string | undefined;
  let row: RowRecord;
  try {
    const session = await ProxySession.open({ ...options, recorder, seed: run.id, say, warn });
    address = session.address;
    try {
      undone = await act(session, options.steps, over);
      if (options.steps.length === 0 || options.forMs !== undefined) say(`${await over.reached}: nothing more is recorded`);
    } finally {
      // What the two do while they are being stopped is nothing that they did.
      recorder.end();
      await session.close();
    }
  } catch (cause) {
    if (!(cause instanceof InputError)) fault = String((cause as Error).message).split('\n')[0];
    throw cause;
  } finally {
    over.stop();
    row = recorder.end(fault);
    writer.close();
  }
  writePcapng({ run, rows: [row] }, join(out, 'record.pcapng'));
  const frames = row.events.filter((event) => event.e === 'frame').length;
  const acted = options.steps.find((step) => step.side === 'client');
  if (frames === 0 && acted && undone < options.steps.length) say(bypassed(client, address, acted.text));
  say(`${frames} frames recorded in ${join(out, 'record.ndjson')}, and record.pcapng beside it`);
  return { run, row, client, server, out, undone };
}

/** Does the steps in order until one is cut off by an interrupt; gives how many could not be done. */
async function act(session: ProxySession, steps: readonly ProxyStep[], over: Ending): Promise<number> {
  let undone = 0;
  for (const step of steps) {
    const end = await Promise.race([session.step(step).then((why) => ({ why })), over.reached]);
    if (typeof end === 'string') return undone;
    if (end.why !== undefined) undone++;
    say(end.why === undefined ? `done  ${step.text}` : `not done  ${step.text}: ${end.why}`);
  }
  return undone;
}

interface Ending {
  /** Why it is over. */
  readonly reached: Promise<string>;
  stop(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** `forMs` absent: by the end of standard input, when it is looked at; by a signal in any case. */
function ending(forMs: number | undefined, looksAtInput: boolean): Ending {
  const timer = new AbortController();
  let interrupt = (): void => undefined;
  const interrupted = new Promise<string>((done) => {
    interrupt = () => done('interrupted');
  });
  // A second one ends it at once.
  for (const signal of SIGNALS) process.once(signal, interrupt);
  const ends = [interrupted];
  if (forMs !== undefined) ends.push(setTimeout(forMs, 'the time is over', { signal: timer.signal }).catch(() => 'stopped'));
  else if (looksAtInput)
    ends.push(
      once(process.stdin.resume(), 'end', { signal: timer.signal }).then(
        () => 'standard input has ended',
        () => 'stopped',
      ),
    );
  return {
    reached: Promise.race(ends),
    stop: () => {
      timer.abort();
      process.stdin.pause();
      for (const signal of SIGNALS) process.off(signal, interrupt);
    },
  };
}

function iutOf(options: Parsed, side: Role): Iut {
  const file = options.one(side);
  if (file === undefined)
    throw new InputError('usage', { found: `--${side} is missing`, wanted: `the IUT file of the ${side}`, cure: `usage: dmct ${SPEC.usage}` });
  const iut = loadIut(file);
  if (iut.role === side) return iut;
  throw new InputError('proxy-role', {
    found: `--${side} names a ${iut.role}`,
    where: iut.where(['iut', 'role']),
    wanted: `an IUT file with role: ${side}`,
  });
}

/** The client's file with the address of `--listen` in its place. Throws InputError `proxy-listen`. */
function listeningOn(listen: string | undefined, client: Iut): Iut {
  if (listen === undefined) return client;
  const { lowerTester } = client;
  const wanted = /^(\[[0-9A-Fa-f:.]+\]|[^:/]+):\d+$/.test(listen) ? wrongPort(listen) : 'HOST:PORT, as 127.0.0.1:8080';
  if (wanted) throw new InputError('proxy-listen', { found: `--listen is "${listen}"`, wanted });
  const nowhere = lowerTester.url === undefined ? nowhereToCome(listen, lowerTester.path) : undefined;
  if (nowhere) throw new InputError('proxy-listen', { ...nowhere, found: `--listen is "${listen}": ${nowhere.found}` });
  return { ...client, lowerTester: { ...lowerTester, listen } };
}

function warn(line: string): void {
  process.stderr.write(`dmct: ${line}\n`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
