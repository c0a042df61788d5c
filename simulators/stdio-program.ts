/**
 * An IUT as a program: one JSON line in, one JSON line out. `{"id":1,"primitive":"reset","with":{…}}` is answered with
 * `{"id":1,"ok":true,"result":{…}}`, `{"id":1,"ok":false,"unsupported":true}` or `{"id":1,"ok":false,"error":"…"}`, in order.
 */
import { createInterface } from 'node:readline';
import { InputError } from '../src/base/errors.js';

export type Arguments = Readonly<Record<string, unknown>>;
/** Absent: the program has no such primitive. A throw is told as `error`. */
export type PrimitiveTable = Readonly<Record<string, ((args: Arguments) => Promise<object> | object) | undefined>>;

/** `dead`: the program ends once it is configured; `hang`: from then on it never answers. */
export type Wreck = 'dead' | 'hang' | undefined;

/** Serves stdin until it ends, then calls `close` and resolves. */
export async function serveStdio(primitives: PrimitiveTable, close: () => Promise<void>, wreck: () => Wreck = () => undefined): Promise<void> {
  let isHanging = false;
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === '' || isHanging) continue;
    const { answer, primitive } = await answerLine(line, primitives);
    await new Promise<void>((resolve) => process.stdout.write(`${JSON.stringify(answer)}\n`, () => resolve()));
    if (primitive !== 'configure') continue;
    switch (wreck()) {
      case 'dead':
        process.exit(1);
        break;
      case 'hang':
        isHanging = true;
        break;
      case undefined:
        break;
    }
  }
  await close();
}

async function answerLine(line: string, primitives: PrimitiveTable): Promise<{ answer: object; primitive?: string }> {
  let id: unknown = null;
  try {
    const call = JSON.parse(line) as { id?: unknown; primitive?: unknown; with?: unknown } | null;
    id = call?.id ?? null;
    const primitive = String(call?.primitive);
    const act = Object.hasOwn(primitives, primitive) ? primitives[primitive] : undefined;
    if (!act) return { answer: { id, ok: false, unsupported: true } };
    const args = typeof call?.with === 'object' && call.with !== null ? (call.with as Arguments) : {};
    return { answer: { id, ok: true, result: await act(args) }, primitive };
  } catch (cause) {
    return { answer: { id, ok: false, error: cause instanceof Error ? cause.message : String(cause) } };
  }
}

/** A text argument; a missing one is an InputError unless there is a fallback. */
export function textArgument(args: Arguments, name: string, fallback?: string): string {
  const value = args[name];
  if (typeof value === 'string') return value;
  if (value === undefined && fallback !== undefined) return fallback;
  throw new InputError('bad-argument', {
    found: `"${name}" is ${value === undefined ? 'missing' : `no text but ${typeof value}`}`,
    wanted: 'a text',
  });
}

export function listArgument(args: Arguments, name: string): readonly Arguments[] {
  const value = args[name];
  if (Array.isArray(value) && value.every((v) => typeof v === 'object' && v !== null)) return value as Arguments[];
  throw new InputError('bad-argument', { found: `"${name}" is no list of objects` });
}

export function mapArgument<T>(args: Arguments, name: string): Readonly<Record<string, T>> {
  const value = args[name];
  if (value === undefined) return {};
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, T>;
  throw new InputError('bad-argument', { found: `"${name}" is no object` });
}

/** `--fault ID` as often as it was given. */
export function faultArguments(argv: readonly string[]): string[] {
  return argv.flatMap((arg, i) =>
    arg === '--fault' && argv[i + 1] !== undefined ? [argv[i + 1] as string] : arg.startsWith('--fault=') ? [arg.slice(8)] : [],
  );
}

/** Ids in `faults` of a reset, beside those of the command line. */
export function resetFaults(args: Arguments, always: readonly string[]): string[] {
  const given = args.faults === undefined ? [] : Array.isArray(args.faults) ? args.faults.map(String) : [String(args.faults)];
  return [...new Set([...always, ...given])];
}
