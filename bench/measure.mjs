// What the benches share: where dmct is, children with their time and memory, waiting for a calm machine, the line that bench/run.mjs reads.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const here = dirname(fileURLToPath(import.meta.url));
export const dist = process.env.DMCT_DIST ?? join(here, '..', 'dist');
export const root = dirname(dist);
export const cli = join(dist, 'src/cli/main.js');
export const load = (path) => import(join(dist, path));

/** One measure as a JSON line. `aim` and `met` only where the design has one. */
export function tell({ what, value, unit, ratio, aim, met, note }) {
  const line = { what, value: round(value), unit };
  if (ratio !== undefined) line.ratio = round(ratio);
  if (aim !== undefined) Object.assign(line, { aim, met });
  if (note !== undefined) line.note = note;
  console.log(JSON.stringify({ ...line, load: Number(loadavg()[0].toFixed(1)) }));
}

export const round = (value) => (Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(3)));

/** Processor milliseconds of this process, its garbage collector included. */
export function cpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

export const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/**
 * Runs a program and waits: wall and processor milliseconds, the latter of all its descendants (the shell's `times`), and its output. With
 * `memory` also the most that it and its descendants held at once and the largest of them, in MB, sampled from /proc.
 */
export async function timed(command, args, { env = {}, cwd = root, accept = [0], memory = false } = {}) {
  const from = performance.now();
  const script = '"$@" 3>&-; code=$?; times >&3; exit $code';
  const child = spawn('sh', ['-c', script, 'sh', command, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const text = ['', '', '', ''];
  for (const n of [1, 2, 3]) child.stdio[n].setEncoding('utf8').on('data', (piece) => (text[n] += piece));
  const held = memory ? watchMemory(child.pid) : undefined;
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  const wallMs = performance.now() - from;
  if (!accept.includes(code)) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${text[1].slice(-500)}${text[2].slice(-1500)}`);
  // The second line of `times`: user and system time of all children that have ended.
  const [user, system] = text[3].trim().split('\n')[1].split(/\s+/).map(secondsOf);
  return { wallMs, cpuMs: (user + system) * 1000, code, stdout: text[1], stderr: text[2], ...held?.() };
}

function secondsOf(time) {
  const [, minutes, seconds] = /^(\d+)m([\d.]+)s$/.exec(time);
  return Number(minutes) * 60 + Number(seconds);
}

/** Undefined where there is no /proc. */
function watchMemory(pid) {
  if (process.platform !== 'linux') return undefined;
  let together = 0;
  let largest = 0;
  const sample = () => {
    const held = family(pid).map(residentMb);
    together = Math.max(
      together,
      held.reduce((sum, mb) => sum + mb, 0),
    );
    largest = Math.max(largest, ...held);
  };
  const timer = setInterval(sample, 50);
  return () => {
    clearInterval(timer);
    return { togetherMb: together, largestMb: largest };
  };
}

function family(pid) {
  const parents = readdirSync('/proc').flatMap((name) => {
    const stat = /^\d+$/.test(name) ? proc(`${name}/stat`) : undefined;
    return stat ? [[Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])]] : [];
  });
  const found = [pid];
  for (const one of found) for (const [child, parent] of parents) if (parent === one) found.push(child);
  return found;
}

const residentMb = (pid) => Number(/^VmRSS:\s+(\d+)/m.exec(proc(`${pid}/status`) ?? '')?.[1] ?? 0) / 1024;

function proc(path) {
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch {
    return undefined; // ended meanwhile
  }
}

/** Waits until a second passes with less than a quarter of the machine in use, `seconds` at most; gives the share that was in use. */
export async function calm(seconds = Number(process.env.BENCH_CALM ?? 30)) {
  for (let waited = 0; ; waited++) {
    const before = ticks();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const after = ticks();
    const busy = 1 - (after.idle - before.idle) / (after.all - before.all);
    if (busy < 0.25 || waited >= seconds) return busy;
  }
}

function ticks() {
  const times = cpus().map((c) => c.times);
  const all = times.flatMap((t) => Object.values(t)).reduce((sum, t) => sum + t, 0);
  return { all, idle: times.reduce((sum, t) => sum + t.idle, 0) };
}

export const cores = availableParallelism();
