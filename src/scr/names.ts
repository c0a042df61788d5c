/**
 * What a name in an expression, an ICS or on the command line means: an edition (`SR`), a group of functions (`SR:MCF`), an item
 * (`SR/DM-SR-C-001-M`, `NOTI:SCR-DM-NOTI-C-002`, or the bare id where only one edition has it), a capability (`AUTH-MD5`).
 */
import { InputError, unknownName, type Where } from '../base/errors.js';
import { type Capability, type Catalogue, EDITIONS, type Edition, type EditionKey, type ScrItem, type Side } from './item.js';

export const GROUPS = {
  MCF: { status: 'mandatory', side: 'client' },
  OCF: { status: 'optional', side: 'client' },
  MSF: { status: 'mandatory', side: 'server' },
  OSF: { status: 'optional', side: 'server' },
} as const;
export type GroupToken = keyof typeof GROUPS;

export type Meaning =
  | { readonly kind: 'edition'; readonly name: string; readonly edition: Edition }
  | { readonly kind: 'group'; readonly name: string; readonly edition: Edition; readonly token: GroupToken; readonly items: readonly ScrItem[] }
  | { readonly kind: 'item'; readonly name: string; readonly item: ScrItem }
  | { readonly kind: 'capability'; readonly name: string; readonly capability: Capability };

export function sideOf(meaning: Meaning): Side {
  switch (meaning.kind) {
    case 'item':
      return meaning.item.side;
    case 'capability':
      return meaning.capability.side;
    case 'edition':
      return 'both';
    case 'group':
      return GROUPS[meaning.token].side;
  }
}

export interface Context {
  /** The edition in which a bare id is looked up first: that of the table in which it stands. */
  readonly edition?: EditionKey;
  readonly where?: Where;
  /** Errors name no near names: to look for them takes long where there are many errors. */
  readonly isBrief?: boolean;
}

/** Whether an item of edition X is one of the functions `X:token`. Statements are no functions and stay out. */
export function inGroup(item: ScrItem, token: GroupToken): boolean {
  const { status, side } = GROUPS[token];
  return item.kind !== 'statement' && item.status === status && (item.side === side || item.side === 'both');
}

/** Meaning of a name; `name` in the answer is its one spelling. Throws InputError `unknown-item`, `ambiguous-item`, `unknown-edition`, `empty-group`. */
export function meaningOf(catalogue: Catalogue, name: string, context: Context = {}): Meaning {
  const edition = editionOf(catalogue, name);
  if (edition) return { kind: 'edition', name, edition };
  const capability = catalogue.capabilities.get(name);
  if (capability) return { kind: 'capability', name, capability };
  const [spec, token] = name.split(':');
  if (token !== undefined && Object.hasOwn(GROUPS, token)) {
    const owner = editionOf(catalogue, spec as string);
    if (!owner) throw unknownName('unknown-edition', 'edition', spec as string, EDITIONS, context.where);
    const items = owner.items.filter((item) => inGroup(item, token as GroupToken));
    if (items.length === 0) {
      throw new InputError('empty-group', {
        found: `${owner.key} has no ${GROUPS[token as GroupToken].status} ${GROUPS[token as GroupToken].side} functions, so "${name}" means nothing`,
        ...(context.where ? { where: context.where } : {}),
      });
    }
    return { kind: 'group', name, edition: owner, token: token as GroupToken, items };
  }
  const item = findItem(catalogue, name, context, true);
  return { kind: 'item', name: item.key, item };
}

/** The item with this key or unambiguous id. Throws InputError `unknown-item`, `unknown-edition`, `ambiguous-item`. */
export function findItem(catalogue: Catalogue, name: string, context: Context = {}, otherNames = false): ScrItem {
  const place = context.where ? { where: context.where } : {};
  const key = name.replace(':', '/');
  const exact = catalogue.items.get(key) ?? (context.edition ? catalogue.items.get(`${context.edition}/${name}`) : undefined);
  if (exact) return exact;
  const slash = key.indexOf('/');
  if (slash >= 0 && !editionOf(catalogue, key.slice(0, slash))) {
    const id = key.slice(slash + 1);
    const owners = EDITIONS.filter((e) => catalogue.items.has(`${e}/${id}`));
    if (owners.length === 0) throw unknownName('unknown-edition', 'edition', key.slice(0, slash), EDITIONS, context.where);
    throw new InputError('unknown-edition', {
      found: `unknown edition "${key.slice(0, slash)}"`,
      ...place,
      cure: `did you mean ${owners.map((e) => `"${e}/${id}"`).join(' or ')}?`,
    });
  }
  if (slash < 0) {
    const owners = itemsById(catalogue).get(name) ?? [];
    if (owners.length === 1) return owners[0] as ScrItem;
    if (owners.length > 1) {
      throw new InputError('ambiguous-item', {
        found: `"${name}" stands in ${owners.length} editions and means other things in each`,
        wanted: owners.map((o) => o.key).join(' or '),
        ...place,
        cure: owners.map((o) => `${o.key}: ${o.text}`).join('\n  '),
      });
    }
  }
  const bare = key.replace(/^[^/]*\//, '').replace(/-[MO]$/, '');
  for (const edition of catalogue.editions.values()) {
    const gap = edition.gaps.find((g) => bare === g.id);
    if (gap && (slash < 0 || key.startsWith(`${edition.key}/`))) {
      throw new InputError('unknown-item', { found: `${name} does not exist`, ...place, cure: gap.note });
    }
  }
  if (context.isBrief) throw new InputError('unknown-item', { found: `unknown item "${name}"`, ...place });
  const known = slash >= 0 ? [...catalogue.items.keys()] : [...catalogue.items.values()].map((item) => item.id);
  const others = otherNames
    ? [...catalogue.capabilities.keys(), ...EDITIONS, ...EDITIONS.flatMap((e) => Object.keys(GROUPS).map((g) => `${e}:${g}`))]
    : [];
  throw unknownName(
    otherNames && slash < 0 ? 'unknown-name' : 'unknown-item',
    otherNames && slash < 0 ? 'item or capability' : 'item',
    name,
    new Set([...known, ...others]),
    context.where,
  );
}

const indexed = new WeakMap<Catalogue, ReadonlyMap<string, readonly ScrItem[]>>();

/** Several editions may have an item of the same id. */
function itemsById(catalogue: Catalogue): ReadonlyMap<string, readonly ScrItem[]> {
  const known = indexed.get(catalogue);
  if (known) return known;
  const made = new Map<string, ScrItem[]>();
  for (const item of catalogue.items.values()) made.set(item.id, [...(made.get(item.id) ?? []), item]);
  indexed.set(catalogue, made);
  return made;
}

function editionOf(catalogue: Catalogue, name: string): Edition | undefined {
  return catalogue.editions.get(name as EditionKey);
}
