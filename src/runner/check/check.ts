/** `dmct check`: everything that can be known of a run before it, in one go. */
import { InputError } from '../../base/errors.js';
import type { Iut } from '../../iut/iut.js';
import { loadIut } from '../../iut/iut-file.js';
import { portFaults } from '../../scenario/free-port.js';
import { type Selection, selectScenarios, selectsItem } from '../../scenario/selection.js';
import { icsOf } from '../../scenario/surroundings.js';
import type { Ics } from '../../scr/ics.js';
import { type Problem as ReviewProblem, staticReview } from '../../scr/static-review.js';
import { blockers } from '../blockers.js';
import { type RowProspect, rowProspects } from '../prospect.js';
import { askAdapter, unasked } from './adapter.js';
import { agreement } from './agreement.js';
import { exposed, gatewayReached } from './network.js';
import { type EditionOutlook, editionOutlooks, type ItemOutlook, itemOutlooks } from './outlook.js';
import { exitOf, type Problem, problemOf } from './problem.js';

export interface CheckResult {
  readonly format: 'dmct-check/1';
  readonly file: string;
  readonly iut?: {
    readonly name: string;
    readonly vendor: string;
    readonly product: string;
    readonly version: string;
    readonly role: 'client' | 'server';
  };
  readonly problems: readonly Problem[];
  /** Absent when the files cannot be read. */
  readonly editions?: readonly EditionOutlook[];
  readonly items?: readonly ItemOutlook[];
  readonly rows?: { readonly runs: number; readonly lacking: number; readonly 'not-applicable': number; readonly blocked: number };
  /** 0 ready, 1 contradictions, 2 something is missing, 6 nothing would be judged. */
  readonly exit: 0 | 1 | 2 | 6;
}

export interface CheckOptions {
  readonly selection: Selection;
  readonly seed: string;
  /** The adapter is not started and no socket opened. */
  readonly isStatic: boolean;
}

export async function checkIut(file: string, { selection, seed, isStatic }: CheckOptions): Promise<CheckResult> {
  const read = readBoth(file);
  if ('problems' in read) return { format: 'dmct-check/1', file, problems: read.problems, exit: exitOf(read.problems) };
  const { iut, ics } = read;
  const scenarios = selectScenarios(iut.role, selection);
  const network = isStatic ? [] : (await portFaults(iut)).map((error) => problemOf('network', error));
  const gateway = isStatic ? [] : await gatewayReached(iut);
  const problems = [...reviewed(file, ics), ...agreement(iut, ics), ...exposed(iut, network), ...network, ...gateway];
  // An adapter cannot be set up when nothing can listen.
  const canListen = !network.some(({ severity }) => severity === 'missing');
  const probe = isStatic || !canListen ? unasked(iut) : await askAdapter(iut, seed);
  problems.push(...probe.problems);
  const rows = rowProspects(iut, scenarios, seed, probe.lacks);
  problems.push(...blockers(iut, rows).map((error) => problemOf(error.code === 'pixit-unset' ? 'pixit' : 'iut-file', error)));
  if (probe.unknown.length > 0 && !isStatic && canListen)
    problems.push({
      severity: 'note',
      about: 'adapter',
      code: 'not-asked',
      message: `not asked, for it would act: ${probe.unknown.join(', ')}; counted as there`,
      cure: 'list what the adapter has in upper-tester.primitives, and nothing has to be guessed',
    });
  const items = itemOutlooks(iut, rows, (key) => selectsItem(selection, key));
  const isEmpty = !rows.some(({ assertions }) => assertions.some(({ state }) => state === 'tested' || state === 'review'));
  const count = (state: RowProspect['state']): number => rows.filter((row) => row.state === state).length;
  return {
    format: 'dmct-check/1',
    file,
    iut: { name: iut.name, vendor: iut.vendor, product: iut.product, version: iut.version, role: iut.role },
    problems,
    editions: editionOutlooks(items),
    items,
    rows: { runs: count('runs'), lacking: count('lacking'), 'not-applicable': count('not-applicable'), blocked: count('blocked') },
    // What is in the way weighs more: when it is gone, something may be judged.
    exit: isEmpty && exitOf(problems) !== 2 ? 6 : exitOf(problems),
  };
}

/** What an error of one of the files is about, by its code. */
const ABOUT: readonly (readonly [codes: RegExp, about: Problem['about']])[] = [
  [/^(pixit|unknown-(assumption|reading))/, 'pixit'],
  [/^(ics-|unknown-(name|item|edition)|ambiguous-item|empty-group|duplicate-answer|wrong-side)/, 'ics'],
];

function readBoth(file: string): { readonly iut: Iut; readonly ics: Ics } | { readonly problems: readonly Problem[] } {
  let about: Problem['about'] = 'iut-file';
  try {
    const iut = loadIut(file);
    about = 'ics';
    return { iut, ics: icsOf(iut) };
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    return { problems: cause.each.map((error) => problemOf(ABOUT.find(([codes]) => codes.test(error.code))?.[1] ?? about, error)) };
  }
}

const REVIEW_CURES: Readonly<Record<ReviewProblem['code'], string>> = {
  'mandatory-no': 'answer yes if it is implemented; without it nobody conforms to the edition',
  requires: 'answer what it requires with yes, or this with no',
  needs: 'answer what it requires with yes, or this with no',
  when: 'answer what it depends on with yes, or this with no',
  edition: 'answer the edition with yes, or take the answer out',
  unanswered: 'answer yes or no',
  'other-side': 'answer the item of this side, or take the answer out',
};

function reviewed(file: string, ics: Ics): readonly Problem[] {
  if (!ics.stated)
    return [
      {
        severity: 'note',
        about: 'ics',
        code: 'no-ics',
        message: 'there is no ICS: everything is claimed',
        cure: 'dmct ics proforma writes a form to fill in',
      },
    ];
  const found = staticReview(ics);
  // What lacks a capability that nobody has answered is left out of the tests: that is no answer that is open.
  const open = found.filter(({ severity, code }) => severity === 'open' && code === 'unanswered');
  const told = found
    .filter(({ severity }) => severity !== 'open')
    .map(
      ({ severity, code, message, where }): Problem => ({
        severity: severity === 'violation' ? 'contradiction' : 'note',
        about: 'ics',
        code,
        message,
        ...(where ? { where } : {}),
        cure: REVIEW_CURES[code],
      }),
    );
  if (open.length === 0) return told;
  const message = `${open.length} ${open.length === 1 ? 'answer is open, and counts' : 'answers are open, and count'} as yes: ${open
    .slice(0, 6)
    .map(({ name }) => name)
    .join(', ')}${open.length > 6 ? ' …' : ''}`;
  return [...told, { severity: 'note', about: 'ics', code: 'open', message, cure: `dmct ics check ${file} lists them` }];
}
