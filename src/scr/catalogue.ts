/**
 * The requirement tables (scr/*.yaml) in memory: what must be true, item by item, keyed `edition/id` because the same id means
 * different things in the two sessionless documents.
 */
import { join } from 'node:path';
import { readCheckedYaml } from '../base/checked-yaml.js';
import { packageRoot } from '../base/package-root.js';
import { readAssumptions } from './assumptions.js';
import { checkCatalogue } from './check.js';
import { type Capability, type Catalogue, EDITIONS, type Edition, type EditionKey, type Kind, type ScrItem } from './item.js';

export * from './item.js';

const cache = new Map<string, Catalogue>();

/** Reads and checks all tables; once a process. Throws InputError naming file, line and column of what is wrong. */
export function loadCatalogue(folder: string = join(packageRoot, 'scr')): Catalogue {
  const known = cache.get(folder);
  if (known) return known;
  const editions = new Map(EDITIONS.map((key) => [key, readEdition(join(folder, `${key.toLowerCase()}.yaml`))]));
  const items = new Map([...editions.values()].flatMap((edition) => edition.items.map((item) => [item.key, item] as const)));
  const assumptions = readAssumptions(join(folder, 'assumptions.yaml'));
  const catalogue: Catalogue = { editions, items, capabilities: readCapabilities(join(folder, 'capabilities.yaml')), assumptions: assumptions.byId };
  checkCatalogue(catalogue, assumptions.source);
  cache.set(folder, catalogue);
  return catalogue;
}

type RawItem = Omit<ScrItem, 'key' | 'edition' | 'assumptions' | 'same-as'> & Partial<Pick<ScrItem, 'assumptions' | 'same-as'>>;
interface RawEdition {
  readonly edition: EditionKey;
  readonly title: string;
  readonly document: string;
  readonly version: string;
  readonly date: string;
  readonly stage: string;
  readonly counts: Readonly<Record<Kind, string>>;
  readonly gaps?: Edition['gaps'];
  readonly groups?: Edition['groups'];
  readonly items: readonly RawItem[];
}

function readEdition(file: string): Edition {
  const source = readCheckedYaml(file, 'src/scr/catalogue.schema.json');
  const raw = source.value as unknown as RawEdition;
  const { edition: key, title, document, version, date, stage, counts } = raw;
  return {
    key,
    title,
    document,
    version,
    date,
    stage,
    counts: { scr: Number(counts.scr), row: Number(counts.row), statement: Number(counts.statement) },
    gaps: raw.gaps ?? [],
    groups: raw.groups ?? {},
    items: raw.items.map((item) => ({ assumptions: [], 'same-as': [], ...item, edition: key, key: `${key}/${item.id}` })),
    source,
  };
}

function readCapabilities(file: string): ReadonlyMap<string, Capability> {
  const source = readCheckedYaml(file, 'src/scr/capabilities.schema.json');
  const { capabilities } = source.value as unknown as { capabilities: Readonly<Record<string, Omit<Capability, 'token'>>> };
  return new Map(Object.entries(capabilities).map(([token, { side, text }]) => [token, { token, side, text }]));
}
