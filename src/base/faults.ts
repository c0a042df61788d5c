/** Several things wrong in one file are told together: nobody should have to mend and try again once for each. */
import { formatWhere, InputError } from './errors.js';

/** How many are told, one below the other; the rest is counted, so that nothing that costs time needs to be found out about it. */
export const MOST_TOLD = 20;

/** The first error; its cure lists the places of the others, and `also` holds them. Undefined when there is none. */
export function asOne(errors: readonly InputError[]): InputError | undefined {
  const [first, ...others] = errors.flatMap((error) => error.each);
  if (!first || others.length === 0) return first;
  const told = others.slice(0, MOST_TOLD - 1).map(({ parts: { where, found } }) => `also ${where ? `${formatWhere(where)}: ` : ''}${found}`);
  const rest = others.length - told.length;
  const cure = [first.parts.cure, ...told, ...(rest > 0 ? [`and ${rest} more`] : [])].filter((line) => line !== undefined).join('\n  ');
  return new InputError(first.code, { ...first.parts, cure }, first.exitCode, others, first);
}

/** Runs parts that do not need each other and keeps what each says is wrong. */
export class Faults {
  readonly #errors: InputError[] = [];

  /** What `part` gives; undefined when it threw an InputError, which is kept. */
  attempt<T>(part: () => T): T | undefined {
    try {
      return part();
    } catch (cause) {
      if (!(cause instanceof InputError)) throw cause;
      this.keep(cause);
      return undefined;
    }
  }

  keep(error: InputError): void {
    this.#errors.push(error);
  }

  get errors(): readonly InputError[] {
    return this.#errors;
  }

  get isEmpty(): boolean {
    return this.#errors.length === 0;
  }

  /** Throws all that was kept as one InputError. */
  settle(): void {
    const error = asOne(this.#errors);
    if (error) throw error;
  }
}
