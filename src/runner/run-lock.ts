/**
 * One run at a time in a folder: the file names the run that writes there. It counts as long as one of its processes lives; what a killed run
 * left is taken over.
 */
import { existsSync, linkSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { InputError } from '../base/errors.js';
import { writeError, writeOut } from '../base/write-file.js';
import type { Plan } from './plan.js';

export const LOCK_FILE = '.dmct-run';

interface Holder {
  readonly run: string;
  readonly started: string;
  readonly command: string;
  readonly host: string;
  readonly processes: readonly { readonly pid: number; readonly born: string }[];
}

export interface RunLock {
  /** Another process that writes for this run, and may outlive the first. */
  add(pid: number): void;
  release(): void;
}

/**
 * Throws InputError `folder-in-use` when another run writes to the folder, `cannot-write` when nothing can; `elsewhere`: how a run is given another
 * folder.
 */
export function lockFolder(plan: Plan, elsewhere = '--out'): RunLock {
  const file = join(plan.out, LOCK_FILE);
  const made = !existsSync(dirname(file));
  let holder: Holder = { run: plan.id, started: plan.started, command: plan.command, host: hostname(), processes: [alive(process.pid)] };
  const mine = join(plan.out, `${LOCK_FILE}.${plan.id}`);
  writeOut(mine, JSON.stringify(holder));
  try {
    for (let tries = 0; ; tries++) {
      // Whole or not at all: nobody ever reads half a lock.
      if (linked(mine, file)) break;
      const other = holderOf(file);
      if (other && (isHeld(other) || tries > 2)) throw inUse(plan, other, elsewhere);
      rmSync(file, { force: true });
    }
  } finally {
    rmSync(mine, { force: true });
  }
  return {
    add: (pid) => {
      holder = { ...holder, processes: [...holder.processes, alive(pid)] };
      writeFileSync(file, JSON.stringify(holder));
    },
    release: () => {
      if (holderOf(file)?.run !== plan.id) return;
      rmSync(file, { force: true });
      // A folder made for a run that left nothing in it goes again; one with anything in it stays.
      if (made) removeEmpty(dirname(file));
    },
  };
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw writeError(to, cause);
  }
}

function holderOf(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

/** Of another machine nothing is known: its lock counts. */
function isHeld({ host, processes }: Holder): boolean {
  if (host !== hostname()) return true;
  return processes.some(({ pid, born }) => {
    const now = alive(pid).born;
    return now !== GONE && now === born;
  });
}

const GONE = '';

/** A process and when it began, which tells it from a later one of the same number. */
function alive(pid: number): Holder['processes'][number] {
  try {
    process.kill(pid, 0);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EPERM') return { pid, born: GONE };
  }
  return { pid, born: beginOf(pid) };
}

/** Field 22 of /proc/PID/stat, counted behind the name in brackets; where there is no such file the number alone must do. */
function beginOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? GONE : (fields[19] ?? 'unknown');
  } catch {
    return 'unknown';
  }
}

function inUse(plan: Plan, other: Holder, elsewhere: string): InputError {
  const where = other.host === hostname() ? `process ${other.processes.map((p) => p.pid).join(', ')}` : `on ${other.host}`;
  return new InputError('folder-in-use', {
    found: `another run writes to ${plan.out}: ${other.command} (run ${other.run}, ${where}, since ${other.started})`,
    cure: `give this run a folder of its own with ${elsewhere}${other.host === hostname() ? '' : `, or remove ${join(plan.out, LOCK_FILE)} if that run is over`}`,
  });
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Something is in it.
  }
}
