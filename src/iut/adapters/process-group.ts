/**
 * A program in a process group of its own, so that all that it started ends with it: at a timeout, at close, and when dmct itself is
 * interrupted or ends. Linux and macOS; the group id is the pid of the first process.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { packageRoot } from '../../base/package-root.js';
import { LIMITS } from '../../limits.js';
import type { Excerpt } from '../secrets.js';
import { Tail } from './lines.js';
import { type Busy, processorTime } from './processor-time.js';

/** So that an adapter finds the very dmct that started it: `"$DMCT_NODE" "$DMCT_MAIN" decode …`. */
const OWN = { DMCT_NODE: process.execPath, DMCT_MAIN: join(packageRoot, 'dist/src/cli/main.js') };

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface GroupOptions {
  /** Absolute path of the program. */
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** What messages have of its output. */
  readonly excerpt: Excerpt;
}

export class ProcessGroup {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Resolves when the program runs; rejects when it could not be started. */
  readonly started: Promise<void>;
  /** After `close` of the pipes, or shortly after the exit when a left-over process holds them. Rejects when it could not be started. */
  readonly ended: Promise<Exit>;
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #stderr: Tail;
  #running = true;

  constructor(options: GroupOptions) {
    this.#stderr = new Tail(LIMITS.adapterLogOctets, options.excerpt);
    this.#child = spawn(options.program, [...options.args], {
      cwd: options.cwd,
      env: { ...process.env, ...OWN, ...options.env },
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.stdin = this.#child.stdin;
    this.stdout = this.#child.stdout;
    // A program that does not read its input is free to; that it is gone is learned from its exit.
    this.stdin.on('error', () => {});
    this.#child.stderr.on('data', (chunk: Buffer) => this.#stderr.push(chunk));
    if (this.#child.pid !== undefined) register(this);
    this.started = new Promise((resolve, reject) => this.#child.once('spawn', resolve).once('error', reject));
    this.started.catch(() => {});
    this.ended = this.#watch();
    this.ended.catch(() => {});
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** The first process itself; what it left behind may live on. */
  get isRunning(): boolean {
    return this.#running;
  }

  /** The last lines of its stderr. */
  stderr(most = 5): string[] {
    return this.#stderr.lines(most);
  }

  /** SIGTERM to the group, SIGKILL to what is left after the grace. Resolves when the first process is gone. */
  async end(): Promise<void> {
    if (this.hasMembers()) {
      this.#signal('SIGTERM');
      await within(LIMITS.killGraceMs, () => !this.#running);
      await within(this.#running ? 0 : LIMITS.adapterDrainMs, () => !this.hasMembers());
      this.kill();
      await within(LIMITS.killGraceMs, () => !this.#running);
    }
    unregister(this);
  }

  /** SIGKILL to the whole group, now. */
  kill(): void {
    this.#signal('SIGKILL');
  }

  /**
   * Calls back after `ms` unless it is told not to before, with how busy the group was in the second half of them. /proc is looked through twice,
   * and late, since that takes a while: nobody wants to know of a program that answers.
   */
  patience(ms: number, isOver: (busy: Busy) => void): () => void {
    const now = (): number | undefined => (this.#child.pid === undefined ? undefined : processorTime(this.#child.pid));
    let before: number | undefined;
    const half = setTimeout(() => {
      before = now();
    }, ms / 2);
    const whole = setTimeout(() => {
      const after = now();
      isOver({ used: after === undefined || before === undefined ? undefined : after - before, of: ms / 2 });
    }, ms);
    return () => {
      clearTimeout(half);
      clearTimeout(whole);
    };
  }

  /** Whether any process of the group is left. */
  hasMembers(): boolean {
    return this.#signal(0);
  }

  #signal(signal: NodeJS.Signals | 0): boolean {
    if (this.#child.pid === undefined) return false;
    try {
      process.kill(-this.#child.pid, signal);
      return true;
    } catch {
      return false;
    }
  }

  #watch(): Promise<Exit> {
    return new Promise((resolve, reject) => {
      this.#child.on('error', (cause) => {
        this.#running = false;
        reject(cause);
      });
      this.#child.on('exit', (code, signal) => {
        this.#running = false;
        if (!this.hasMembers()) unregister(this);
        // Pipes held by a process left behind are read on, so that it is not hurt by a broken pipe, but nobody waits for them.
        const settle = (): void => {
          clearTimeout(timer);
          resolve({ code, signal });
        };
        const timer = setTimeout(settle, LIMITS.adapterDrainMs);
        this.#child.once('close', settle);
        for (const pipe of [this.stdout, this.#child.stderr]) (pipe as unknown as { unref?: () => void }).unref?.();
      });
    });
  }
}

/** Polls until `isDone` or the time is over; resolves either way. */
async function within(ms: number, isDone: () => boolean): Promise<void> {
  const end = performance.now() + ms;
  while (!isDone() && performance.now() < end) await new Promise((next) => setTimeout(next, 10));
}

const live = new Set<ProcessGroup>();
const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
let interrupted = false;

function register(group: ProcessGroup): void {
  if (live.size === 0) {
    process.on('exit', killAll);
    for (const signal of SIGNALS) process.on(signal, onSignal);
  }
  live.add(group);
}

function unregister(group: ProcessGroup): void {
  if (!live.delete(group) || live.size > 0 || interrupted) return;
  stopListening();
}

function stopListening(): void {
  process.off('exit', killAll);
  for (const signal of SIGNALS) process.off(signal, onSignal);
}

function killAll(): void {
  for (const group of live) group.kill();
}

/** Ends all groups politely, then lets the signal do what it would have done without us; a second one does not wait. */
function onSignal(signal: NodeJS.Signals): void {
  const die = (): void => {
    killAll();
    stopListening();
    interrupted = false;
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  if (interrupted) die();
  else {
    interrupted = true;
    void Promise.all([...live].map((group) => group.end())).finally(die);
  }
}
