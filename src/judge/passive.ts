/**
 * Judging without having acted: what an assertion asks of every frame of a class is asked of each such frame that somebody else provoked and
 * somebody else recorded. What hangs on a stimulus is not tested, and never passes. Pure, like the judge.
 */

import { SCHEMES } from '../dm/credentials.js';
import type { FrameLine } from '../record/record.js';
import { textOf } from '../wire/document.js';
import { documentOf } from './body.js';
import { crossedOver, EVIDENCE_MOST, evaluate, type Outcome } from './evaluate.js';
import { FRAME_CLASSES, type FrameClass, SENT_BY } from './frame-class.js';
import type { JudgedRow } from './judge.js';
import type { Observed } from './observed.js';
import { factName, handedFact } from './observed-nonces.js';
import { reservation } from './report-answer.js';
import { type Assertion, type Check, type Fields, type Row, rowId, type Scenario, type Step } from './scenario.js';
import { select } from './select.js';
import { type JudgedAssertion, type Result, resultsOf, settled } from './settle.js';
import type { Surroundings } from './surroundings.js';
import { worst } from './verdict.js';

export const NEEDS_STIMULUS = 'needs stimulus';
/** Subjects that stand in an HTTP head, which a capture may lack. */
const OF_A_HEAD = ['http', 'http-status', 'http-method'];
/** Conditions that hang on the nonce in force. */
const OVER_NONCE = ['credential', 'hmac', 'digest'] as const;

/**
 * `bound`: the scenario with the row's values, and those of an account, in what is judged passively; `account` undefined: any will do. `seen`: what
 * was judged in this capture already, so that rows which differ only in what they provoke do not say the same again.
 */
export function judgeObserved(
  bound: (account: string | undefined) => Scenario,
  row: Row,
  observed: Observed,
  surroundings: Surroundings,
  seen: Set<string>,
): JudgedRow {
  const scenario = bound(undefined);
  const encoding = typeof scenario.given.encoding === 'string' ? scenario.given.encoding : undefined;
  const assertions = scenario.steps.flatMap((step) =>
    step.expect.map((assertion): JudgedAssertion => {
      const id = `${scenario.id}/${assertion.id}`;
      const { result, ruledOut } = resultsOf(id, assertion, surroundings);
      if (ruledOut !== undefined) return result('not-applicable', ruledOut);
      if (!assertion.passive) return result('not-tested', NEEDS_STIMULUS);
      const said = JSON.stringify([id, SENT_BY[assertion.passive.of] === 'client' ? encoding : undefined, assertion.passive]);
      if (seen.size === seen.add(said).size) return result('not-tested', `${NEEDS_STIMULUS}: this row differs from another only in what is done`);
      const judge = (frame: FrameLine): JudgedAssertion => onFrame(step, assertion, frame, { observed, surroundings, result, bound });
      return overFrames(assertion.passive.of, observed.framesOf(assertion.passive.of, encoding), judge, result);
    }),
  );
  return { id: rowId(scenario.id, row.name), verdict: worst(assertions.map((a) => a.verdict)), assertions };
}

interface Bench {
  readonly observed: Observed;
  readonly surroundings: Surroundings;
  readonly result: Result;
  readonly bound: (account: string | undefined) => Scenario;
}

function overFrames(of: FrameClass, frames: readonly FrameLine[], judge: (frame: FrameLine) => JudgedAssertion, result: Result): JudgedAssertion {
  const what = FRAME_CLASSES[of];
  if (frames.length === 0) return result('not-tested', `no ${what} stands in the capture`);
  const judged = frames.map(judge);
  const verdict = worst(judged.map((a) => a.verdict));
  const deciding = judged.filter((a) => a.verdict === verdict);
  const first = deciding[0] as JudgedAssertion;
  const counted = `in ${deciding.length} of ${frames.length} (${what})`;
  const evidence = deciding.flatMap((a) => a.evidence.slice(0, 1)).slice(0, EVIDENCE_MOST);
  return { ...first, message: first.message ? `${counted}: ${first.message}` : counted, evidence };
}

function onFrame(step: Step, assertion: Assertion, frame: FrameLine, bench: Bench): JudgedAssertion {
  const { observed, surroundings, result, bound } = bench;
  const account = observed.accountOf(frame);
  const check = forAccount(checkIn(bound(account), assertion.id), account);
  const over = check['only-over'];
  if (over !== undefined && !crossedOver(frame, String(over))) return result('not-applicable', `demanded over ${String(over)} only`);
  if (OF_A_HEAD.some((name) => name in check) && !frame.head) return result('not-tested', 'the capture holds no HTTP head of it');
  if (check.field === 'wdp.port' && frame.transport === 'file') return result('not-tested', 'a file does not tell the port that it went to');
  if (check.at !== undefined && frame.body !== '' && !documentOf(frame).root) return result('not-tested', 'its body cannot be read as SyncML');
  const look = (asked: Check, of = frame): Outcome => evaluate(asked, { step, steps: [], timeline: observed.timeline, surroundings, frames: [of] });
  const outcome = look(check);
  const reserved =
    assertion.passive?.of === 'report-answer' ? reservation(outcome, check, frame, { observed, surroundings, account, look }) : undefined;
  if (reserved) return result(reserved.verdict, reserved.why, outcome.evidence);
  const open = outcome.ok || outcome.unreadable ? undefined : whyOpen(check, account, frame, outcome, look, bench);
  return open === undefined ? settled(assertion, outcome, [frame], surroundings, result) : result('inconclusive', open, outcome.evidence);
}

function checkIn(scenario: Scenario, id: string): Check {
  const found = scenario.steps.flatMap((step) => step.expect).find((assertion) => assertion.id === id)?.passive;
  if (!found) throw new Error(`${scenario.id} has no passive assertion "${id}"`);
  return found.check;
}

/** A condition on credentials asks for those of the account that the frame is about. */
function forAccount(check: Check, account: string | undefined): Check {
  if (account === undefined) return check;
  return Object.fromEntries(
    Object.entries(check).map(([name, value]) => [
      name,
      (OVER_NONCE as readonly string[]).includes(name) && typeof value === 'object' && !Array.isArray(value)
        ? { ...(value as Fields), account }
        : value,
    ]),
  );
}

/**
 * Why credentials that do not verify prove nothing here: a capture may begin after the nonce in force was handed over, and a bystander then
 * does not know it. Basic credentials need none.
 */
function whyOpen(
  check: Check,
  account: string | undefined,
  frame: FrameLine,
  outcome: Outcome,
  look: (check: Check) => Outcome,
  { observed, surroundings }: Bench,
): string | undefined {
  const condition = OVER_NONCE.find((name) => name in check);
  if (condition === undefined) return undefined;
  const detail = outcome.message === undefined ? '' : `; ${outcome.message}`;
  if (account === undefined) return `which account this is about cannot be told${detail}`;
  const wanted = check[condition] as Fields;
  const direction = condition === 'digest' ? 'server' : ((wanted.direction as 'client' | 'server' | undefined) ?? surroundings.role);
  const isBasic = select(documentOf(frame).root, '/SyncML/SyncHdr/Cred/Meta/Type').some((type) => textOf(type) === SCHEMES.basic);
  if (isBasic && condition === 'credential') return undefined;
  const { timeline } = observed;
  const isKnown = (nonce: string): boolean =>
    timeline.factBefore(nonce === 'last-used' ? factName(direction, 'used', account) : handedFact(direction, account), frame) !== undefined;
  const asked = [wanted.nonce ?? 'current'].flat().map(String);
  if (!asked.every(isKnown)) return `the nonce in force was not handed over within the capture${detail}`;
  // Somebody who set the account up anew in between did so unseen.
  const anew = look({ ...check, [condition]: { ...wanted, nonce: ['first'] } });
  return anew.ok ? `it is right over the first nonce of the account, as after a reset${detail}` : undefined;
}
