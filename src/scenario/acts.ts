/** What each verb does. An act never judges: it says whether it could be done, whether something came, and why not. */
import { setTimeout as pause } from 'node:timers/promises';
import type { PushContent } from '../../simulators/lower-tester.js';
import type { WireBearer } from '../../simulators/push/addresses.js';
import { durationMs } from '../base/duration.js';
import { monotonicMs } from '../base/random.js';
import type { Outcome, Primitive } from '../iut/primitives.js';
import type { Fields, Step } from '../judge/scenario.js';
import type { FrameKind } from '../judge/timeline.js';
import { HANDED_PUSH } from '../wire/frame.js';
import type { Bench } from './bench.js';
import { reportChoice, sessionChoice } from './client-choice.js';
import { scenarioCommand, whyNoSource } from './command.js';
import { impossible } from './impossible.js';
import { nextFrame } from './next-frame.js';
import { notificationPush } from './notification.js';
import { readBack } from './read-back.js';
import { rightAnyway } from './right-anyway.js';

export type StepEnd = { readonly state: 'done' | 'absent' | 'failed'; readonly frame?: number; readonly why?: string };

const DONE: StepEnd = { state: 'done' };

/** Runs one step on the bench. `actFrom`: event index of the last act, from which on frames count. */
export async function runStep(step: Step, bench: Bench, actFrom: number): Promise<StepEnd> {
  if (step.verb !== 'receive') bench.promisesSession = false;
  const why = impossible(step, bench.options.iut);
  if (why !== undefined) return { state: 'failed', why: `unsupported: ${why}` };
  switch (step.verb) {
    case 'use':
      return DONE;
    case 'trigger':
      return trigger(step, bench);
    case 'observe':
      return observe(step, bench);
    case 'send':
      return send(step, bench);
    case 'receive':
      return receive(step.what as FrameKind, milliseconds(step.with.within), bench, actFrom);
    case 'quiet':
      return quiet(milliseconds(step.with.for), bench);
  }
}

async function trigger(step: Step, bench: Bench): Promise<StepEnd> {
  const outcome = await bench.call(step.what as Primitive, withDefaults(step));
  // Short messages and whole pushes that a server hands over instead of sending them are frames like any others.
  for (const [i, { part, from }] of handedOver(outcome).entries()) {
    const body = new Uint8Array(Buffer.from(part, 'base64'));
    bench.options.recorder.tap({
      direction: 'from-iut',
      transport: 'file',
      unit: 'datagram',
      channel: 'push',
      connection: 0,
      exchange: i + 1,
      from,
      to: 'dmct',
      body,
    });
  }
  bench.promisesSession = step.what === 'start-session' && outcome.kind === 'done';
  return ended(outcome, step.what);
}

function handedOver(outcome: Outcome): { readonly part: string; readonly from: string }[] {
  if (outcome.kind !== 'done') return [];
  const listed = (value: unknown, from: string) => (Array.isArray(value) ? value.map((part) => ({ part: String(part), from })) : []);
  return [...listed(outcome.result.sms, 'notify'), ...listed(outcome.result.push, HANDED_PUSH)];
}

/** Asks the upper tester, after `within` has passed or the IUT has said that nothing is pending. */
async function observe(step: Step, bench: Bench): Promise<StepEnd> {
  const { within, ...args } = step.with;
  if (within !== undefined) await quiet(milliseconds(within), bench);
  const outcome = await bench.call(step.what as Primitive, args);
  const end = ended(outcome, step.what);
  if (step.what !== 'read-tree' || outcome.kind !== 'unsupported') return end;
  const read = await readBack(String(args.uri ?? '.'), bench);
  switch (read.kind) {
    case 'read':
      return DONE;
    case 'unsupported':
      return end;
    case 'failed':
      return { state: 'failed', why: `${end.why}, and a session could not read the tree: ${read.why}` };
  }
}

function withDefaults(step: Step): Record<string, unknown> {
  return { account: 'default', ...step.with };
}

function ended(outcome: Outcome, what: string): StepEnd {
  switch (outcome.kind) {
    case 'done':
      return DONE;
    case 'unsupported':
      return { state: 'failed', why: `unsupported: the upper tester has no "${what}"` };
    case 'refused':
      return { state: 'failed', why: `the upper tester refused "${what}": ${outcome.message}` };
    case 'trouble':
      return { state: 'failed', why: `${outcome.code} in "${what}": ${outcome.message}` };
  }
}

function milliseconds(text: unknown): number {
  const ms = durationMs(String(text));
  if (ms === undefined) throw new Error(`"${String(text)}" is no duration`);
  return ms;
}

/** The first untaken frame of that kind since the act; absent when the IUT says it is done, or at the deadline. */
async function receive(kind: FrameKind, withinMs: number, bench: Bench, actFrom: number): Promise<StepEnd> {
  const { recorder } = bench.options;
  const first = (): StepEnd | undefined => {
    const [frame] = recorder.frames(actFrom, kind);
    if (frame) bench.promisesSession = false;
    return frame && { state: 'done', frame: frame.n };
  };
  const absent = (why: string): StepEnd => ({
    state: 'absent',
    why: bench.promisesSession ? `iut-no-session: it says that it has started a session, and ${why}` : why,
  });
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), withinMs);
  try {
    let asked: Promise<boolean> | undefined;
    for (let isQuiet = false; ; ) {
      const found = first();
      if (found) return found;
      if (isQuiet) return absent(`no ${kind} came; the IUT says that nothing is pending`);
      if (deadline.signal.aborted) return absent(`no ${kind} came within ${withinMs} ms`);
      // One question at a time, however many frames come meanwhile.
      asked ??= bench.quiesce(withinMs).finally(() => {
        asked = undefined;
      });
      isQuiet = await Promise.race([nextFrame(recorder, deadline.signal), asked.then((q) => q || nextFrame(recorder, deadline.signal))]);
    }
  } finally {
    clearTimeout(timer);
    deadline.abort();
    await bench.noteDeath();
  }
}

/** Lets the quiet window pass, or closes it at once when the IUT can say that nothing is pending. */
async function quiet(forMs: number, bench: Bench): Promise<StepEnd> {
  const from = monotonicMs();
  if (!(await bench.quiesce(forMs))) await pause(Math.max(0, from + forMs - monotonicMs()));
  await bench.noteDeath();
  return DONE;
}

async function send(step: Step, bench: Bench): Promise<StepEnd> {
  const want = step.with;
  switch (step.what) {
    case 'notification':
      return sendNotification(want, step.id, bench);
    case 'command':
      return sendCommand(want, step.id, bench);
    case 'report':
      return sendReport(want, step.id, bench);
    case 'session':
      return runSession(want, step.id, bench);
    default:
      throw new Error(`nothing is known about sending a "${step.what}"`);
  }
}

async function sendReport(want: Fields, step: string, bench: Bench): Promise<StepEnd> {
  const client = lowerClient(bench);
  const choice = reportChoice(want, bench);
  const made = (of: Fields): Uint8Array => {
    const { contentType, headers, body } = client.writtenReport(reportChoice(of, bench));
    return Buffer.concat([Buffer.from(JSON.stringify([contentType, headers])), body]);
  };
  bench.ways.idle(step, await rightAnyway(want, bench.options.iut.accounts, made));
  await client.sendReport({ ...choice, ...(choice.way ? { way: bench.ways.watched(choice.way, `message of step ${step}`) } : {}) });
  return DONE;
}

async function runSession(want: Fields, step: string, bench: Bench): Promise<StepEnd> {
  const client = lowerClient(bench);
  const choice = sessionChoice(want, bench);
  // What else a session holds hangs on what the server answers; that is watched, message by message.
  const made = (of: Fields): Uint8Array => Buffer.from(JSON.stringify(client.sessionCred(sessionChoice(of, bench)) ?? 'none'));
  bench.ways.idle(step, await rightAnyway(want, bench.options.iut.accounts, made));
  const messages = choice.messages?.map((way, i) => bench.ways.watched(way, `messages.${i} of step ${step}`));
  await client.runSession({ ...choice, ...(messages ? { messages } : {}) });
  return DONE;
}

function lowerClient(bench: Bench) {
  if (!bench.client) throw new Error('this act needs a server as IUT');
  return bench.client;
}

async function sendNotification(want: Fields, step: string, bench: Bench): Promise<StepEnd> {
  const { iut } = bench.options;
  const made = (of: Fields): PushContent =>
    notificationPush(of, iut, bench.serverNonce(String(of.account ?? 'default')), bench.random.fork('notification'));
  bench.ways.idle(step, await rightAnyway(want, iut.accounts, (of) => octetsOf(made(of))));
  return sendPush(made(want), bearerOf(bench), bench);
}

async function sendCommand(want: Fields, step: string, bench: Bench): Promise<StepEnd> {
  const own = bearerOf(bench);
  const bearer = own === 'exec' ? own : ((want.bearer as WireBearer | undefined) ?? own);
  const to = bearer === 'exec' ? undefined : bench.push.over(bearer);
  const noSource = whyNoSource(want, bench.options.iut.accounts, bench.server?.url);
  if (noSource !== undefined) return { state: 'failed', why: `unsupported: ${noSource}` };
  const made = (of: Fields): Promise<PushContent> => scenarioCommand(of, bench, to?.startsWith('https:') ? 'secure' : 'plain');
  bench.ways.idle(step, await rightAnyway(want, bench.options.iut.accounts, async (of) => octetsOf(await made(of))));
  const content = await made(want);
  let end = DONE;
  for (let sent = 0; sent < Number(want.times ?? 1) && end.state === 'done'; sent++) end = await sendPush(content, bearer, bench);
  return end;
}

const octetsOf = ({ port, wsp }: PushContent): Uint8Array => Buffer.concat([Buffer.from(`${port}\n`), wsp]);

/** How pushes of ours travel; without any way nothing comes this far. */
const bearerOf = ({ options }: Bench): WireBearer | 'exec' => options.iut.push.bearer as WireBearer | 'exec';

async function sendPush(push: PushContent, bearer: WireBearer | 'exec', bench: Bench): Promise<StepEnd> {
  const { recorder } = bench.options;
  if (bearer === 'exec') {
    recorder.tap({
      direction: 'to-iut',
      transport: 'file',
      unit: 'datagram',
      channel: 'push',
      connection: 0,
      exchange: 0,
      from: 'dmct',
      to: 'deliver-push',
      body: push.wsp,
    });
    return ended(await bench.call('deliver-push', { port: push.port, wsp: Buffer.from(push.wsp).toString('base64') }), 'deliver-push');
  }
  const address = bench.push.over(bearer);
  if (address === undefined) return { state: 'failed', why: 'unsupported: nobody said where pushes go (push.to, or the answer to configure)' };
  await bench.push.send(bearer, address, push);
  return DONE;
}
