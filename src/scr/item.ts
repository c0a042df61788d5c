/** The words of the requirement tables: editions, items, capabilities. The fields are those of scr/*.yaml; catalogue.schema.json explains each. */
import type { YamlFile } from '../base/yaml.js';
import type { Assumption } from './assumptions.js';

export const EDITIONS = ['SR', 'SM', 'OD', 'NOTI', 'CP'] as const;
export type EditionKey = (typeof EDITIONS)[number];
export type Kind = 'scr' | 'row' | 'statement';
export type Side = 'client' | 'server' | 'both';
export type Status = 'mandatory' | 'recommended' | 'optional' | 'informative';
export type Observability = 'wire' | 'after-effect' | 'provisional' | 'declared';

/** One row or statement; the fields are those of the YAML (catalogue.schema.json explains each), plus its key. */
export interface ScrItem {
  /** `edition/id`. */
  readonly key: string;
  readonly edition: EditionKey;
  readonly id: string;
  readonly kind: Kind;
  readonly side: Side;
  readonly group?: string;
  readonly status: Status;
  readonly 'status-printed': string;
  readonly section: { readonly printed: string; readonly effective: string };
  readonly requires: string;
  readonly when?: string;
  readonly needs?: string;
  readonly observability: Observability;
  readonly assumptions: readonly string[];
  readonly 'same-as': readonly string[];
  readonly text: string;
  readonly note?: string;
  readonly excluded?: string;
}

/**
 * Whether an item must hold once it is claimed: what is mandatory, and table rows that are optional to claim. A statement that only
 * recommends (SHOULD), allows (MAY) or tells is not demanded, and doing otherwise is no failure.
 */
export function isDemanded(item: Pick<ScrItem, 'kind' | 'status'>): boolean {
  return item.status === 'mandatory' || (item.status === 'optional' && item.kind !== 'statement');
}

export interface Edition {
  readonly key: EditionKey;
  readonly title: string;
  readonly document: string;
  readonly version: string;
  readonly date: string;
  readonly stage: string;
  readonly counts: Readonly<Record<Kind, number>>;
  readonly gaps: readonly { readonly id: string; readonly note: string }[];
  readonly groups: Readonly<Record<string, string>>;
  /** In the order of the file. */
  readonly items: readonly ScrItem[];
  readonly source: YamlFile;
}

export interface Capability {
  readonly token: string;
  readonly side: Side;
  readonly text: string;
}

export interface Catalogue {
  readonly editions: ReadonlyMap<EditionKey, Edition>;
  /** By key, in the order of EDITIONS and files. */
  readonly items: ReadonlyMap<string, ScrItem>;
  readonly capabilities: ReadonlyMap<string, Capability>;
  readonly assumptions: ReadonlyMap<string, Assumption>;
}
