/**
 * Reads the management tree where the upper tester has no `read-tree` but can start a session: the lower server then asks with Get. Frames of
 * that session stand aside, so that nothing the steps watch for is disturbed; nonces that it brings into force are facts as ever.
 */
import { pixitMs } from '../iut/pixit.js';
import type { Bench } from './bench.js';
import { nextFrame } from './next-frame.js';
import { SessionFrames } from './session-frames.js';
import { TreeReading } from './tree-reading.js';

export type ReadBack = { readonly kind: 'read' } | { readonly kind: 'unsupported' } | { readonly kind: 'failed'; readonly why: string };

/** What was read is recorded like an answer to `read-tree`. */
export async function readBack(uri: string, bench: Bench): Promise<ReadBack> {
  const { server } = bench;
  const { recorder, iut } = bench.options;
  if (!server) return { kind: 'unsupported' };
  const reading = new TreeReading(uri);
  const session = new SessionFrames();
  recorder.setAside((frame) => {
    const isOurs = session.takes(frame);
    if (isOurs) reading.take(frame);
    return isOurs;
  });
  // Each package is put there before the server looks for it: a frame is seen before it is answered.
  server.policy({ operations: reading.packages, isAside: true });
  try {
    const outcome = await bench.call('start-session', { account: 'default' });
    if (outcome.kind === 'unsupported') return { kind: 'unsupported' };
    if (outcome.kind === 'refused') return { kind: 'failed', why: `"start-session" was refused: ${outcome.message}` };
    if (outcome.kind === 'trouble') return { kind: 'failed', why: `${outcome.code} in "start-session": ${outcome.message}` };
    const within = (name: string): number => pixitMs(iut.pixit, name, iut.file);
    let why: string | undefined;
    const isOver = (): boolean => reading.trouble !== undefined || (reading.isComplete && session.isAnswered);
    while (why === undefined && !isOver())
      why = await progress(bench, session, within(session.count === 0 ? 'start.within' : 'response.within'), isOver);
    // What is still under way of that session must not be taken for anything else.
    await bench.quiesce(within('response.within'));
    why = reading.trouble ?? why;
    if (why !== undefined) return { kind: 'failed', why };
    bench.recordReading(uri, reading.nodes(), reading.unread);
    return { kind: 'read' };
  } finally {
    recorder.setAside(undefined);
    server.policy(bench.policy());
    await bench.noteDeath();
  }
}

/** Waits for one frame more of the session, or for its end. Why there is none: nothing is pending, or nothing came in time. */
async function progress(bench: Bench, session: SessionFrames, withinMs: number, isOver: () => boolean): Promise<string | undefined> {
  const before = session.count;
  const what = before === 0 ? 'no session was started' : 'the session ended before all was read';
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), withinMs);
  try {
    let asked: Promise<boolean> | undefined;
    for (let isQuiet = false; ; ) {
      if (session.count > before || isOver()) return undefined;
      if (isQuiet) return `${what}; the IUT says that nothing is pending`;
      if (deadline.signal.aborted) return `${what} within ${withinMs} ms`;
      asked ??= bench.quiesce(withinMs).finally(() => {
        asked = undefined;
      });
      const next = nextFrame(bench.options.recorder, deadline.signal);
      isQuiet = await Promise.race([next, asked.then((q) => q || next)]);
    }
  } finally {
    clearTimeout(timer);
    deadline.abort();
  }
}
