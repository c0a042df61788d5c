/** Static conformance review (ISO/IEC 9646): does the ICS agree with the requirement tables, before anything is run? */
import type { Where } from '../base/errors.js';
import { EDITIONS, type ScrItem, type Side } from './catalogue.js';
import { type Answer, evaluate } from './evaluate.js';
import { parseExpression } from './expression.js';
import type { Ics } from './ics.js';
import { meaningOf } from './names.js';

export interface Problem {
  /** `violation`: the answers cannot belong to a conformant implementation. `open`: an answer is missing. `note`: one says nothing here. */
  readonly severity: 'violation' | 'open' | 'note';
  readonly code: 'mandatory-no' | 'requires' | 'needs' | 'when' | 'edition' | 'unanswered' | 'other-side';
  /** Item, edition or capability. */
  readonly name: string;
  readonly message: string;
  readonly where?: Where;
}

/** All problems of an ICS, in the order of the tables; empty: the ICS is sound and complete. */
export function staticReview(ics: Ics): readonly Problem[] {
  const problems: Problem[] = [];
  const report = (severity: Problem['severity'], code: Problem['code'], name: string, message: string): void => {
    // An item that is not answered itself follows from its edition.
    const where = ics.whereOf(name) ?? ics.whereOf(name.replace(/[/:].*/, ''));
    problems.push({ severity, code, name, message, ...(where ? { where } : {}) });
  };
  for (const edition of EDITIONS) {
    const { value } = ics.claimed(edition);
    if (value === 'unknown') report('open', 'unanswered', edition, `${edition}: it is not said whether the edition is claimed`);
    const first = [...(ics.stated ?? [])].find(
      ([name, answer]) => answer === 'yes' && (name.startsWith(`${edition}/`) || name.startsWith(`${edition}:`)),
    );
    if (value === 'no' && first) report('violation', 'edition', first[0], `${first[0]} = yes, but ${edition} = no`);
  }
  if (ics.isOneSided)
    for (const [name, value] of ics.others) report('note', 'other-side', name, `${name} = ${value} is not looked at: ${counterpart(ics, name)}`);
  for (const item of ics.catalogue.items.values()) {
    if (ics.side !== 'both' && item.side !== 'both' && item.side !== ics.side) continue;
    if (ics.claimed(item.edition).value !== 'no') reviewItem(ics, item, report);
  }
  for (const token of ics.catalogue.capabilities.keys()) {
    if (ics.claimed(token).value === 'unknown') report('open', 'unanswered', token, `${token}: it is not said whether the implementation has it`);
  }
  return problems;
}

/** Items of the two sides are easily mixed up: C and S are all the difference. */
function counterpart({ catalogue, side }: Ics, name: string): string {
  const [own, other] = side === 'client' ? ['C', 'server'] : ['S', 'client'];
  const near = [name.replace(/-[CS]-(?=[^/]*$)/, `-${own}-`), name.replace(/:([MO])[CS]F$/, `:$1${own}F`)].find((n) => n !== name);
  const isThere = near !== undefined && (near.includes(':') || catalogue.items.has(near));
  return `it concerns a ${other}, and this is a ${side}${isThere ? `; the ${side}'s is ${near}` : ''}`;
}

type Report = (severity: Problem['severity'], code: Problem['code'], name: string, message: string) => void;

function reviewItem(ics: Ics, item: ScrItem, tell: Report): void {
  const { value, why } = ics.claimed(item.key);
  // Whoever leaves open whether the edition is claimed has claimed nothing in it yet, but what is answered itself.
  const isClaimed = ics.claimed(item.edition).value === 'yes' || ics.stated?.get(item.key) === 'yes';
  const report: Report = (severity, ...about) => tell(isClaimed ? severity : 'open', ...about);
  const condition = item.when === undefined ? undefined : ics.applies(item.when, item.edition);
  if (value === 'unknown') report('open', 'unanswered', item.key, `${item.key}: it is not said whether the implementation has it`);
  if (value === 'no') {
    // Only a condition that fails takes the duty away.
    if (item.status === 'mandatory' && condition?.value !== 'no')
      report('violation', 'mandatory-no', item.key, `${why}, but ${item.edition} is claimed and the item is mandatory`);
    return;
  }
  if (value !== 'yes') return;
  if (condition?.value === 'no') report('violation', 'when', item.key, `${item.key} = yes, but it applies only when ${item.when}: ${condition.why}`);
  for (const field of ['requires', 'needs'] as const) {
    const expression = item[field];
    if (!expression) continue;
    const answer = ics.applies(expression, item.edition);
    // Unknown: the open answer itself is reported already.
    if (answer.value !== 'no') continue;
    const message = `${item.key} = yes requires ${expression}, but ${answer.why}`;
    report(firmly(ics, expression, item).value === 'no' ? 'violation' : 'open', field, item.key, message);
  }
}

/** What an expression comes to when a capability that nobody has answered counts as open: what was not said is no contradiction. */
function firmly(ics: Ics, expression: string, { edition }: ScrItem): Answer {
  return evaluate(parseExpression(expression).tree, (name) => {
    const meaning = meaningOf(ics.catalogue, name, { edition });
    const isOpen = meaning.kind === 'capability' && ics.stated?.has(meaning.name) === false && ics.side !== otherThan(meaning.capability.side);
    return isOpen ? { value: 'unknown', why: `${name} is not answered` } : ics.answer(meaning);
  });
}

/** The side that a capability of one side does not concern; nothing is that for both. */
const otherThan = (side: Side): Side | undefined => (side === 'client' ? 'server' : side === 'server' ? 'client' : undefined);
