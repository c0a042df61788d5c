/**
 * The implementation conformance statement: what the vendor says is implemented. Answers are `yes`, `no` or `unknown` by edition
 * (`SR`), group (`SR:OCF`), item or capability; the most particular one counts. What is not answered:
 *   - without any ICS everything is claimed, so everything is tested;
 *   - an edition is claimed when anything in it that concerns the side is answered `yes` or `unknown`;
 *   - in a claimed edition: table rows with status mandatory `yes`, with status optional `no`; statements `yes`;
 *   - capabilities `no`; items of the other side `no`.
 * `unknown` is tested as if claimed: a missing answer never hides a failure. An item whose condition (`when`) is `no` does not apply.
 */
import { createHash } from 'node:crypto';
import { InputError, type Where } from '../base/errors.js';
import { Faults, MOST_TOLD } from '../base/faults.js';
import { checkSchema } from '../base/schema.js';
import { readYaml } from '../base/yaml.js';
import { type Catalogue, EDITIONS, type EditionKey, loadCatalogue, type ScrItem, type Side } from './catalogue.js';
import { type Answer, evaluate, type Tri } from './evaluate.js';
import { parseExpression } from './expression.js';
import { GROUPS, type GroupToken, inGroup, type Meaning, meaningOf, sideOf } from './names.js';

export class Ics {
  readonly #expressions = new Map<string, Answer>();
  /** What is answered, of what concerns this side; undefined: there is no ICS. */
  readonly stated: ReadonlyMap<string, Tri> | undefined;
  /** What is answered of the other side alone, and says nothing about this one. */
  readonly others: ReadonlyMap<string, Tri>;

  /** `answers`: name in its one spelling -> answer; undefined: there is no ICS. */
  constructor(
    readonly catalogue: Catalogue,
    readonly side: Side,
    answers: ReadonlyMap<string, Tri> | undefined,
    /** Of the file's octets, hex; of nothing when there is no file. */
    readonly sha256: string = createHash('sha256').digest('hex'),
    readonly whereOf: (name: string) => Where | undefined = () => undefined,
    /** It is meant for this side alone, so an answer of the other side is a slip. */
    readonly isOneSided = false,
  ) {
    const [own, others] = [true, false].map((isOwn) =>
      [...(answers ?? [])].filter(([name]) => this.#concerns(sideOf(meaningOf(catalogue, name))) === isOwn),
    );
    this.stated = answers && new Map(own);
    this.others = new Map(others);
  }

  /** The answer for one name: item key, edition, group or capability. Throws InputError for an unknown name. */
  claimed(name: string, edition?: EditionKey): Answer {
    return this.answer(meaningOf(this.catalogue, name, edition ? { edition } : {}));
  }

  /** Whether an expression holds; `edition`: the table it is printed in. Throws InputError for bad syntax or an unknown name. */
  applies(expression: string, edition?: EditionKey): Answer {
    const cached = `${edition ?? ''} ${expression}`;
    const known = this.#expressions.get(cached);
    if (known) return known;
    const answer = evaluate(parseExpression(expression).tree, (name) => this.claimed(name, edition));
    this.#expressions.set(cached, answer);
    return answer;
  }

  /** Every item and capability with the answer in force, as a report keeps them. */
  all(): Readonly<Record<string, Tri>> {
    const names = [...this.catalogue.items.keys(), ...this.catalogue.capabilities.keys()];
    return Object.fromEntries(names.map((name) => [name, this.claimed(name).value]));
  }

  answer(meaning: Meaning): Answer {
    const { name } = meaning;
    const stated = this.stated?.get(name);
    // An open answer says nothing against a condition that fails.
    if (stated !== undefined && (stated !== 'unknown' || meaning.kind !== 'item')) return { value: stated, why: `${name} = ${stated}` };
    const because = (value: Tri, reason: string): Answer => ({ value, why: `${name} = ${value} (${reason})` });
    switch (meaning.kind) {
      case 'item':
        return this.#item(meaning.item, because);
      case 'capability': {
        const { side } = meaning.capability;
        if (!this.#concerns(side)) return because('no', `${side} side`);
        return this.stated ? because('no', 'not answered') : because('yes', 'no ICS: all is claimed');
      }
      case 'edition':
        return this.#edition(name, because);
      case 'group': {
        const answers = meaning.items.map((item) => this.answer({ kind: 'item', name: item.key, item }));
        const decisive = (['no', 'unknown'] as const).map((v) => answers.find((a) => a.value === v)).find((a) => a !== undefined);
        return because(decisive?.value ?? 'yes', decisive?.why ?? `all ${answers.length} items`);
      }
    }
  }

  #item(item: ScrItem, because: (value: Tri, reason: string) => Answer): Answer {
    if (!this.#concerns(item.side)) return because('no', `${item.side} side`);
    const edition = this.claimed(item.edition);
    if (edition.value === 'no') return because('no', edition.why);
    if (item.when !== undefined) {
      const condition = this.applies(item.when, item.edition);
      if (condition.value === 'no') return because('no', `applies when ${item.when}: ${condition.why}`);
    }
    if (!this.stated) return because('yes', 'no ICS: all is claimed');
    if (this.stated.has(item.key)) return { value: 'unknown', why: `${item.key} = unknown` };
    for (const token of Object.keys(GROUPS) as GroupToken[]) {
      const group = `${item.edition}:${token}`;
      const value = this.stated.get(group);
      if (value !== undefined && inGroup(item, token)) return because(value, `${group} = ${value}`);
    }
    if (item.kind === 'statement') return because('yes', `statement of ${item.edition}`);
    return item.status === 'mandatory' ? because('yes', 'mandatory') : because('no', `${item.status}, not answered`);
  }

  #edition(name: string, because: (value: Tri, reason: string) => Answer): Answer {
    if (!this.stated) return because('yes', 'no ICS: all is claimed');
    for (const [other, value] of this.stated) {
      if (value !== 'no' && (other.startsWith(`${name}/`) || other.startsWith(`${name}:`))) return because('yes', `${other} = ${value}`);
    }
    return because('no', 'not claimed');
  }

  #concerns(side: Side): boolean {
    return this.side === 'both' || side === 'both' || side === this.side;
  }
}

/** No ICS: everything on this side is claimed. */
export function allClaimed(side: Side, catalogue: Catalogue = loadCatalogue()): Ics {
  return new Ics(catalogue, side, undefined);
}

/**
 * Reads an ICS file. `side` (the IUT's role) is what counts when the file names none; when both do, they must agree.
 * Throws InputError with the place, for all that is wrong at once: `schema-*`, `unknown-name`, `unknown-item`, `ambiguous-item`,
 * `duplicate-answer`, `wrong-side`, `ics-claims-nothing`.
 */
export function loadIcs(file: string, side?: Side, catalogue: Catalogue = loadCatalogue()): Ics {
  const yaml = readYaml(file);
  const faults = new Faults();
  faults.attempt(() => checkSchema(yaml, 'src/scr/ics.schema.json'));
  const raw = yaml.value as unknown as { readonly side?: Side; readonly ics?: Readonly<Record<string, Tri>> | '' };
  if (raw.side !== undefined && SIDES.includes(raw.side) && side !== undefined && raw.side !== 'both' && raw.side !== side)
    faults.attempt(() => {
      throw yaml.error('wrong-side', ['side'], `the ICS is for a ${raw.side}`, { wanted: `one for the ${side} under test` });
    });
  const whereOf = (name: string): Where => yaml.at(['ics', name]);
  // Answers that the schema refuses are told already; the names are wrong or right without them.
  if (!faults.isEmpty) faults.attempt(() => readAnswers(tolerable(raw.ics), catalogue, whereOf));
  faults.settle();
  return icsFrom(raw.ics || {}, side ?? raw.side ?? 'both', {
    catalogue,
    sha256: createHash('sha256').update(yaml.text).digest('hex'),
    whereOf,
    isOneSided: raw.side !== undefined && raw.side !== 'both',
  });
}

const SIDES: readonly unknown[] = ['client', 'server', 'both'];

function tolerable(answers: unknown): Readonly<Record<string, string>> {
  if (typeof answers !== 'object' || answers === null || Array.isArray(answers)) return {};
  return Object.fromEntries(Object.keys(answers).map((name) => [name, 'unknown']));
}

/** An ICS from answers that stand elsewhere, e.g. in the IUT file; without any it is as if there were none. Errors as loadIcs. */
export function icsFrom(
  answers: Readonly<Record<string, string>>,
  side: Side,
  options: {
    readonly catalogue?: Catalogue;
    readonly sha256?: string;
    readonly whereOf?: (name: string) => Where;
    readonly isOneSided?: boolean;
  } = {},
): Ics {
  const catalogue = options.catalogue ?? loadCatalogue();
  const { stated, places } = readAnswers(answers, catalogue, options.whereOf);
  const sha256 = options.sha256 ?? createHash('sha256').update(JSON.stringify(answers)).digest('hex');
  const ics = new Ics(catalogue, side, stated.size === 0 ? undefined : stated, sha256, (name) => places.get(name), options.isOneSided);
  if (EDITIONS.every((edition) => ics.claimed(edition).value === 'no')) {
    const others = ics.others.size === 0 ? '' : `; ${ics.others.size} of its answers concern the other side alone`;
    throw new InputError('ics-claims-nothing', {
      found: `the ICS claims no edition${side === 'both' ? '' : ` for a ${side}`}, so there is nothing to test${others}`,
      cure: `answer at least one of ${EDITIONS.join(', ')} with yes`,
    });
  }
  return ics;
}

/** By names in their one spelling. Throws InputError for all that is wrong at once. */
function readAnswers(
  answers: Readonly<Record<string, string>>,
  catalogue: Catalogue,
  whereOf: ((name: string) => Where) | undefined,
): { readonly stated: ReadonlyMap<string, Tri>; readonly places: ReadonlyMap<string, Where> } {
  const stated = new Map<string, Tri>();
  const places = new Map<string, Where>();
  const faults = new Faults();
  for (const [given, value] of Object.entries(answers)) {
    const isBrief = faults.errors.length >= MOST_TOLD;
    const where = whereOf?.(given);
    const place = where ? { where } : {};
    const name = faults.attempt(() => meaningOf(catalogue, given, { ...place, isBrief }).name);
    faults.attempt(() => {
      if (name !== undefined && stated.has(name))
        throw new InputError('duplicate-answer', { found: `${name} is answered twice`, ...place, cure: 'remove one of the two' });
      if (value !== 'yes' && value !== 'no' && value !== 'unknown')
        throw new InputError('ics-answer', { found: `the answer to ${given} is "${value}"`, wanted: 'yes | no | unknown', ...place });
      if (name === undefined) return;
      stated.set(name, value);
      if (where) places.set(name, where);
    });
  }
  faults.settle();
  return { stated, places };
}
