/** The description of a test in words, as a conformance test specification prints it; made from the scenario and the requirement tables alone. */
import { PIXIT } from '../iut/pixit.js';
import type { Scenario, Step } from '../judge/scenario.js';
import type { Catalogue } from '../scr/item.js';
import { appliesWords, type Condition } from './applies-words.js';
import { checkWords } from './check-words.js';
import { accountsOf, preconditions } from './given-words.js';
import { type FaultWords, mutantWords } from './mutant-words.js';
import { valueWords } from './placeholders.js';
import { absenceWords, actionWords, directionOf, frameKind, type Party, VERB_WORDS } from './step-words.js';

export interface Description {
  readonly id: string;
  readonly title: string;
  readonly side: 'client' | 'server';
  readonly purpose: string;
  readonly file: string;
  readonly line: number;
  readonly items: readonly {
    readonly key: string;
    readonly text: string;
    readonly status: string;
    /** Of the document: `SR 5.2`. */
    readonly section: string;
    readonly assertions: readonly string[];
  }[];
  readonly applies: { readonly expression: string; readonly words: string };
  readonly preconditions: readonly string[];
  readonly accounts: readonly string[];
  readonly pixit: readonly { readonly name: string; readonly unit: string; readonly default?: string; readonly meaning: string }[];
  /** Absent in a scenario that is run once. */
  readonly rows?: readonly { readonly name: string; readonly applies: string; readonly values: readonly (readonly [string, string])[] }[];
  readonly steps: readonly StepDescription[];
  readonly mutants: readonly { readonly id: string; readonly words: string; readonly proves: readonly string[] }[];
}

export interface StepDescription {
  readonly id: string;
  readonly from: Party;
  readonly to: Party;
  readonly verb: Step['verb'];
  readonly what: string;
  readonly direction: string;
  readonly action: string;
  readonly absence: string;
  /** Steps that must hold, or the assertions here prove nothing. */
  readonly controls: readonly string[];
  /** What must hold for this step to be a control. */
  readonly holds: readonly string[];
  readonly criteria: readonly { readonly id: string; readonly items: readonly string[]; readonly words: string; readonly assumption?: string }[];
}

/** Describes one scenario as it stands in its file, placeholders told by name. */
export function describeScenario(scenario: Scenario, catalogue: Catalogue, faultWords: FaultWords = () => undefined): Description {
  return {
    id: scenario.id,
    title: scenario.title,
    side: scenario.side,
    purpose: scenario.purpose,
    file: scenario.file,
    line: scenario.line,
    items: itemsOf(scenario, catalogue),
    applies: { expression: scenario.ics, words: wholeApplies(scenario, catalogue) },
    preconditions: preconditions(scenario),
    accounts: accountsOf(scenario),
    pixit: scenario.pixit.map((name) => ({ name, ...PIXIT[name as keyof typeof PIXIT] })),
    ...rowsOf(scenario, catalogue),
    steps: scenario.steps.map(describeStep),
    mutants: scenario.mutants.map((mutant) => ({
      id: mutant.id,
      words: mutantWords(mutant, faultWords) + (mutant.rows.length ? ` (rows ${mutant.rows.join(', ')})` : ''),
      proves: mutant.kills.length ? mutant.kills : [`the verdict ${mutant.verdict ?? ''}`],
    })),
  };
}

function describeStep(step: Step): StepDescription {
  const kind = frameKind(step);
  return {
    id: step.id,
    from: VERB_WORDS[step.verb].from,
    to: VERB_WORDS[step.verb].to,
    verb: step.verb,
    what: step.what,
    direction: directionOf(step),
    action: actionWords(step),
    absence: absenceWords(step),
    controls: step.controls,
    holds: step.holds.map((check) => checkWords(check, kind)),
    criteria: step.expect.map((a) => ({
      id: a.id,
      items: a.scr,
      words: checkWords(a.check, kind),
      ...(a.assumption === undefined ? {} : { assumption: a.assumption }),
    })),
  };
}

function itemsOf({ steps }: Scenario, catalogue: Catalogue): Description['items'] {
  const assertions = steps.flatMap((step) => step.expect);
  const keys = new Set(assertions.flatMap((a) => a.scr));
  return [...keys].map((key) => {
    const item = catalogue.items.get(key);
    const printed = item?.section.effective ?? '';
    return {
      key,
      text: item?.text ?? '',
      status: item?.['status-printed'] ?? '',
      section: `${key.slice(0, key.indexOf('/'))} ${printed}`.trim(),
      assertions: assertions.filter((a) => a.scr.includes(key)).map((a) => a.id),
    };
  });
}

/** Of the scenario alone; that a row may ask for more is said, as the table of rows has it. */
function wholeApplies(scenario: Scenario, catalogue: Catalogue): string {
  const isPlain = ({ ics, needs }: Condition): boolean => ics.trim() === '' && needs === undefined;
  const own = scenario.rows.filter((row) => !isPlain(row));
  if (own.length === 0) return appliesWords([scenario], catalogue);
  const which =
    own.length === scenario.rows.length
      ? 'each row has a condition of its own'
      : `a condition of their own have ${own.map(({ name }) => name).join(', ')}`;
  return isPlain(scenario) ? `By row: ${which}.` : `${appliesWords([scenario], catalogue)} By row, besides: ${which}.`;
}

function rowsOf(scenario: Scenario, catalogue: Catalogue): Pick<Description, 'rows'> {
  const named = scenario.rows.flatMap((row) =>
    row.name === undefined
      ? []
      : [
          {
            name: row.name,
            applies: appliesWords([scenario, row], catalogue),
            values: Object.entries(row.values).map(([name, value]): readonly [string, string] => [name, valueWords(value)]),
          },
        ],
  );
  return named.length === 0 ? {} : { rows: named };
}
