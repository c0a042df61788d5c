/** Assumptions U1..U12: places where the specifications refer to a text that is not at hand, and the readings a PIXIT may pin. */
import { InputError, unknownName, type Where } from '../base/errors.js';
import { nearest } from '../base/nearest.js';
import { checkSchema } from '../base/schema.js';
import { readYaml, type YamlFile } from '../base/yaml.js';

export interface Assumption {
  readonly id: string;
  readonly question: string;
  /** The reading that is tried first; a verdict under it stays inconclusive until it is pinned. */
  readonly default: string;
  /** Pin token -> meaning. */
  readonly readings: Readonly<Record<string, string>>;
  /** Keys of the items whose verdict rests on it. */
  readonly items: readonly string[];
}

/** Reads scr/assumptions.yaml. Throws InputError with the place. */
export function readAssumptions(file: string): { readonly byId: ReadonlyMap<string, Assumption>; readonly source: YamlFile } {
  const source = readYaml(file);
  checkSchema(source, 'src/scr/assumptions.schema.json');
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

/** Checks a PIXIT's `assume` map. Throws InputError `unknown-assumption`, `unknown-reading` with the nearest right name. */
export function checkPins(
  assumptions: ReadonlyMap<string, Assumption>,
  pins: Readonly<Record<string, string>>,
  whereOf: (id: string) => Where | undefined = () => undefined,
): void {
  for (const [id, reading] of Object.entries(pins)) {
    const assumption = assumptions.get(id);
    const where = whereOf(id);
    if (!assumption) throw unknownName('unknown-assumption', 'assumption', id, assumptions.keys(), where);
    if (Object.hasOwn(assumption.readings, reading)) continue;
    const known = Object.keys(assumption.readings);
    const [near] = nearest(reading, known);
    throw new InputError('unknown-reading', {
      found: `${id} cannot be pinned to "${reading}"`,
      wanted: known.join(' | '),
      ...(where ? { where } : {}),
      ...(near ? { cure: `did you mean "${near}"?` } : {}),
    });
  }
}
