/** Processor time that a process group has used, from /proc of Linux; elsewhere nobody tells. */
import { readdirSync, readFileSync } from 'node:fs';

/** Processor time used in the last milliseconds; `used` is undefined where no system tells. */
export interface Busy {
  readonly used: number | undefined;
  readonly of: number;
}

/** A tick of /proc/PID/stat: USER_HZ is 100 on every Linux that Node.js runs on. */
const TICK_MS = 10;

/** Milliseconds in user and system mode, of the members of the group that are there and of their children that have ended. */
export function processorTime(group: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  let ticks = 0;
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    // After the name in brackets: state, parent, group, …; user, system and the same of ended children are the 12th to the 15th.
    const fields = statOf(pid).split(' ');
    if (Number(fields[2]) === group) ticks += fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  }
  return ticks * TICK_MS;
}

function statOf(pid: string): string {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2);
  } catch {
    return ''; // it has ended meanwhile
  }
}
