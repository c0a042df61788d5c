/** Faults by name: the list is the folder, a fault is loaded when asked for. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { unknownName } from '../../src/base/errors.js';
import { CHAINED, type ClientFault, type Fault, type ServerFault } from './fault.js';

type Side = Fault['side'];

const files = new Map<Side, ReadonlyMap<string, string>>();

function filesOf(side: Side): ReadonlyMap<string, string> {
  let found = files.get(side);
  if (!found) {
    const folder = new URL(`./${side}/`, import.meta.url);
    // `.ts` when run from the sources by a test, `.js` when built; never `.d.ts` or `.test.ts`.
    const names = readdirSync(fileURLToPath(folder)).filter((name) => /^[a-z0-9-]+\.[jt]s$/.test(name));
    found = new Map(names.sort().map((name) => [name.replace(/\.[jt]s$/, ''), new URL(name, folder).href]));
    files.set(side, found);
  }
  return found;
}

/** Ids of all faults of a side, sorted. */
export function faultIds(side: Side): string[] {
  return [...filesOf(side).keys()];
}

/** The faults with these ids, in that order. Throws InputError `unknown-fault` with the nearest name. */
export async function loadFaults(side: 'client', ids: readonly string[]): Promise<ClientFault[]>;
export async function loadFaults(side: 'server', ids: readonly string[]): Promise<ServerFault[]>;
export async function loadFaults(side: Side, ids: readonly string[]): Promise<Fault[]> {
  const known = filesOf(side);
  return Promise.all(
    ids.map(async (id) => {
      const file = known.get(id);
      if (file === undefined) throw unknownName('unknown-fault', `${side} fault`, id, known.keys());
      return ((await import(file)) as { fault: Fault }).fault;
    }),
  );
}

type Decision = (value: unknown, ...context: unknown[]) => unknown;

/** All overrides of some faults in one. Chained decisions are applied in the order of the faults; of others the last one stands. */
export function merged<T extends object>(overrides: readonly (Partial<T> | undefined)[]): Partial<T> {
  const out: Record<string, unknown> = {};
  for (const override of overrides) {
    for (const [name, decision] of Object.entries(override ?? {})) {
      const earlier = out[name];
      out[name] = CHAINED.has(name) && typeof earlier === 'function' ? chain(earlier as Decision, decision as Decision) : decision;
    }
  }
  return out as Partial<T>;
}

function chain(first: Decision, second: Decision): Decision {
  return (value, ...context) => {
    const between = first(value, ...context);
    return between === undefined ? undefined : second(between, ...context);
  };
}
