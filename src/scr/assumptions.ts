/**
 * Assumptions U1..U12: places where the specifications refer to a text that is not at hand, and the readings a PIXIT may pin.
 * src/iut/assumptions.ts holds the tokens that code acts on; a test keeps the two together. */
import { checkSchema } from '../base/schema.js';
import { readYaml, type YamlFile } from '../base/yaml.js';

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
