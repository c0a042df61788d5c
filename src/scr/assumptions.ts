/**
 * Assumptions U1..U12: places where the specifications refer to a text that is not at hand, and the readings a PIXIT may pin.
 * scr/assumptions.yaml is the one source; a test holds that code knows the readings that it acts on (src/dm/mac.ts).
 */
import { join } from 'node:path';
import { readCheckedYaml } from '../base/checked-yaml.js';
import { unknownName } from '../base/errors.js';
import { nearest } from '../base/nearest.js';
import { packageRoot } from '../base/package-root.js';
import type { YamlFile } from '../base/yaml.js';

export interface Assumption {
  readonly id: string;
  readonly question: string;
  /** The reading that is tried first; a verdict under it stays inconclusive until it is pinned. */
  readonly default: string;
  /** Pin token -> meaning. */
  readonly readings: Readonly<Record<string, string>>;
  /** Any other value may be pinned too, e.g. a file that holds the missing data. */
  readonly open?: 'yes';
  /** Keys of the items whose verdict rests on it. */
  readonly items: readonly string[];
}

/** Reads scr/assumptions.yaml. Throws InputError with the place. */
export function readAssumptions(file: string): { readonly byId: ReadonlyMap<string, Assumption>; readonly source: YamlFile } {
  const source = readCheckedYaml(file, 'src/scr/assumptions.schema.json');
  const { assumptions } = source.value as unknown as { assumptions: readonly Assumption[] };
  const byId = new Map<string, Assumption>();
  for (const [n, assumption] of assumptions.entries()) {
    if (byId.has(assumption.id)) throw source.error('duplicate-assumption', ['assumptions', n, 'id'], `${assumption.id} stands here twice`);
    if (!(assumption.default in assumption.readings))
      throw source.error('unknown-reading', ['assumptions', n, 'default'], `the default "${assumption.default}" is none of the readings`);
    byId.set(assumption.id, assumption);
  }
  return { byId, source };
}

let packaged: ReadonlyMap<string, Assumption> | undefined;

/** The assumptions of the package, by id; read once a process. */
export function loadAssumptions(): ReadonlyMap<string, Assumption> {
  packaged ??= readAssumptions(join(packageRoot, 'scr/assumptions.yaml')).byId;
  return packaged;
}

/**
 * Checks the pins at `path` of a YAML file, assumption id -> reading.
 * Throws InputError `unknown-assumption`, `unknown-reading` with the place and the nearest right name.
 */
export function checkPins(yaml: YamlFile, path: readonly string[], pins: Readonly<Record<string, string>>): void {
  const assumptions = loadAssumptions();
  for (const [id, value] of Object.entries(pins)) {
    const assumption = assumptions.get(id);
    if (!assumption) throw unknownName('unknown-assumption', 'assumption', id, assumptions.keys(), yaml.keyAt([...path, id]));
    const readings = Object.keys(assumption.readings);
    if (assumption.open || readings.includes(value)) continue;
    const [near] = nearest(value, readings);
    throw yaml.error('unknown-reading', [...path, id], `${id} cannot be pinned to "${value}"`, {
      wanted: readings.join(' | '),
      cure: near === undefined ? `${id}: ${assumption.question}` : `did you mean "${near}"?`,
    });
  }
}

/** Every assumption with the reading in force: the pinned one, else the default. Shape of report.json's `assumptions`. */
export function readingsInForce(
  assumptions: Iterable<Assumption>,
  pins: Readonly<Record<string, string>>,
): { readonly id: string; readonly pinned: boolean; readonly value: string }[] {
  return [...assumptions].map(({ id, default: fallback }) => ({ id, pinned: Object.hasOwn(pins, id), value: pins[id] ?? fallback }));
}
