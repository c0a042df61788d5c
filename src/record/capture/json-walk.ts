/** Values out of JSON of somebody else, each step checked; what is not there as wanted is one InputError that names the place. */
import { cut } from '../../base/cut.js';
import { InputError } from '../../base/errors.js';

export type Json = Readonly<Record<string, unknown>>;

export class JsonWalk {
  constructor(
    private readonly file: string,
    private readonly code: string,
  ) {}

  object(value: unknown, at: string): Json {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
    throw this.error(value, at, 'an object');
  }

  array(value: unknown, at: string): readonly unknown[] {
    if (Array.isArray(value)) return value;
    throw this.error(value, at, 'an array');
  }

  text(value: unknown, at: string): string {
    if (typeof value === 'string') return value;
    throw this.error(value, at, 'a text');
  }

  number(value: unknown, at: string): number {
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw this.error(value, at, 'a number');
  }

  error(found: unknown, at: string, wanted: string): InputError {
    return new InputError(this.code, {
      found: `${at} is ${cut(jsonOf(found), 60)}`,
      where: { file: this.file },
      wanted,
      cure: 'is this a HAR 1.2 file, as a proxy or a browser writes it?',
    });
  }
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'missing';
  } catch {
    // A RangeError: the call stack is not deep enough for it.
    return 'nested too deep';
  }
}
