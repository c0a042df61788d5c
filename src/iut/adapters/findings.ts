/** The findings about an upper tester, worded in one place. */
import { InputError, type Where } from '../../base/errors.js';
import type { Outcome } from '../primitives.js';
import type { Exit } from './process-group.js';
import type { Busy } from './processor-time.js';

type TroubleCode = Extract<Outcome, { kind: 'trouble' }>['code'];

export const trouble = (code: TroubleCode, message: string): Outcome => ({ kind: 'trouble', code, message });

/** Exit codes by which a shell tells that the program it ran died of a fault, not of a decision. */
const FAULT_SIGNALS: Readonly<Record<number, string>> = { 132: 'SIGILL', 134: 'SIGABRT', 135: 'SIGBUS', 136: 'SIGFPE', 139: 'SIGSEGV' };

export const shellSignal = (exit: Exit): string | undefined => (exit.code === null ? undefined : FAULT_SIGNALS[exit.code]);

export function crash(when: string, exit: Exit, words: string): Outcome {
  const shell = shellSignal(exit);
  const how = exit.signal ? `signal ${exit.signal}` : `exit code ${exit.code}${shell ? `, as a shell gives for ${shell}` : ''}`;
  return trouble('iut-crash', `the upper tester ended ${when}: ${how}${words}`);
}

/** A process that waits uses next to no processor time; one in an endless loop gets a good part even of a busy machine. */
const SPIN = 0.2;

/** No answer in time: it waits for something, or it spins. */
export function hang(primitive: string, timeoutMs: number, { used, of }: Busy, words: string): Outcome {
  const spins = used !== undefined && used >= SPIN * of;
  const busy = spins ? `, though it was busy for ${Math.round(used)} of the last ${Math.round(of)} ms` : '';
  return trouble(spins ? 'iut-spin' : 'iut-hang', `no answer to ${primitive} within ${timeoutMs} ms${busy}; its process group was killed${words}`);
}

export const flood = (when: string, what: string): Outcome =>
  trouble('iut-flood', `the upper tester printed ${what} ${when}; its process group was killed`);

/** `; stderr: …` for the end of a message. */
export function lastWords(stderr: readonly string[], stdout: readonly string[] = []): string {
  const part = (name: string, lines: readonly string[]): string => (lines.length ? `; ${name}: ${lines.join(' | ')}` : '');
  return part('stderr', stderr) + part('stdout', stdout);
}

/** The program could not be run: bad input, not a finding. */
export const startFault = (cause: Error, where: Where): InputError =>
  new InputError('upper-tester-start', {
    found: `the upper tester cannot be started: ${cause.message}`,
    where,
    cure: 'check upper-tester.command: the program, its first line (#!) and its execute permission',
  });
