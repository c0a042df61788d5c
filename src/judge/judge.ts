/**
 * The judge: a pure function of scenario, ICS, PIXIT and record. No input, no output, no clock; the same code live and offline.
 */
import { InputError } from '../base/errors.js';
import type { FrameLine, RowRecord } from '../record/record.js';
import { isCoded, octetsOf } from './body.js';
import { crossedOver, EVIDENCE_MOST, evaluate, evidence, type Outcome, summary, whole } from './evaluate.js';
import { withoutWays } from './idle-ways.js';
import { heedMalformed, whyNoMessage } from './malformed.js';
import { unmetNeed } from './needs.js';
import type { Assertion, Check, Row, Scenario, Step } from './scenario.js';
import { rowId } from './scenario.js';
import { isMacOpen } from './sent-mac.js';
import { type JudgedAssertion, resultsOf, settled } from './settle.js';
import type { Surroundings } from './surroundings.js';
import { type FrameKind, isKind, Timeline } from './timeline.js';
import { headFault, iutTrouble, troubleOf } from './trouble.js';
import { UNREAD } from './unread.js';
import { type Verdict, worst } from './verdict.js';

export interface JudgedRow {
  readonly id: string;
  readonly verdict: Verdict;
  readonly reason?: string;
  readonly assertions: readonly JudgedAssertion[];
}

/** Judges one bound row. `scenario` holds the row's values already put in. `before`: frames of the report before those of this row. */
export function judgeRow(scenario: Scenario, row: Row, record: RowRecord | undefined, surroundings: Surroundings, before = 0): JudgedRow {
  const id = rowId(scenario.id, row.name);
  const all = scenario.steps.flatMap((step) => step.expect.map((assertion) => ({ step, assertion })));
  const uniform = (verdict: Verdict, reason: string): JudgedRow => ({
    id,
    verdict,
    reason,
    assertions: all.map(({ assertion }) => ({ id: `${scenario.id}/${assertion.id}`, items: assertion.scr, verdict, message: reason, evidence: [] })),
  });

  for (const expression of [scenario.ics, row.ics]) {
    if (expression === '') continue;
    const applies = surroundings.applies(expression);
    if (applies.value === 'no') return uniform('not-applicable', `ICS: ${applies.why}`);
  }
  for (const needs of [scenario.needs, row.needs]) {
    const unmet = needs && unmetNeed(needs, surroundings);
    if (unmet !== undefined) return uniform('not-applicable', unmet);
  }
  if (!record) return uniform('not-tested', 'the row was not run');
  if (record.end?.fault !== undefined) return uniform('error', `harness fault: ${record.end.fault}`);

  const timeline = new Timeline(record, scenario.steps, before);
  const judge = new RowJudge(scenario, timeline, surroundings);
  const judged = all.map(({ step, assertion }) => ({ step, assertion: withoutWays(judge.safely(step, assertion), record) }));
  const assertions = heedMalformed(judged, timeline);
  return { id, verdict: worst(assertions.map((a) => a.verdict)), assertions };
}

class RowJudge {
  readonly #holds = new Map<string, string | undefined>();
  constructor(
    private readonly scenario: Scenario,
    private readonly timeline: Timeline,
    private readonly surroundings: Surroundings,
  ) {}

  /** A fault of ours in one assertion is told there and leaves the others judged. */
  safely(step: Step, assertion: Assertion): JudgedAssertion {
    try {
      return this.assertion(step, assertion);
    } catch (cause) {
      if (cause instanceof InputError) throw cause;
      const message = `harness fault in the judge: ${cause instanceof Error ? cause.message : String(cause)}`;
      return { id: `${this.scenario.id}/${assertion.id}`, items: assertion.scr, verdict: 'error', message, evidence: [] };
    }
  }

  /** What failed may only be another reading of U3; a control that held has shown that it is not. */
  assertion(step: Step, assertion: Assertion): JudgedAssertion {
    const judged = this.#judged(step, assertion);
    const isShown = step.controls.length > 0 && this.#unheld(step).length === 0;
    if (judged.verdict !== 'fail' || isShown || !isMacOpen(this.timeline, this.surroundings)) return judged;
    const under = `under that: fail (${judged.message ?? ''})`;
    return {
      ...judged,
      verdict: 'inconclusive',
      message: `assumption U3 is not pinned, and the IUT was sent an HMAC-SHA256 by its default reading; ${under}`,
    };
  }

  #judged(step: Step, assertion: Assertion): JudgedAssertion {
    const id = `${this.scenario.id}/${assertion.id}`;
    const { result, ruledOut } = resultsOf(id, assertion, this.surroundings);
    if (ruledOut !== undefined) return result('not-applicable', ruledOut);

    const blocked = this.#blockedBy(step);
    if (blocked) return result(blocked.verdict, blocked.why);

    const run = this.timeline.run(step.id);
    if (!run || run.state === 'missing') return result('not-tested', run?.why ?? 'this step was not reached');
    if (run.state === 'skipped') return result('not-tested', run.why);
    if (run.state === 'failed' || run.state === 'absent') {
      const arrives = 'message' in assertion.check && assertion.check.message === 'arrives';
      const why = this.timeline.why(step);
      if (run.why?.startsWith('unsupported')) return result(lackOf(step), why);
      if (step.otherwise === 'inconclusive') return result('inconclusive', why);
      if (step.otherwise === 'fail') {
        const first = step.expect.find((a) => 'message' in a.check) ?? step.expect[0];
        if (arrives || assertion === first) return result('fail', why, [whole(this.timeline.waitedAfter(step), 'something arrives')]);
        return result('not-tested', `not reached: ${why}`);
      }
    }

    const broken = assertion.check.message === 'arrives' ? this.#brokenArrival(step) : undefined;
    if (broken) return result(broken.verdict ?? 'fail', broken.why, [whole(broken.frame, broken.wanted)]);

    const gone = step.verb === 'quiet' ? iutTrouble(this.timeline.calls(step.id)) : undefined;
    if (gone !== undefined) return result('inconclusive', `silence of an IUT that is gone proves nothing: ${gone}`);
    const over = assertion.check['only-over'];
    const { frame } = run;
    const own = (): JudgedAssertion =>
      over !== undefined && frame && !crossedOver(frame, String(over))
        ? result('not-applicable', `this is demanded over ${String(over)} only; the frame crossed over ${frame.transport}`)
        : settled(assertion, this.#evaluate(step, assertion.check), this.#frames(step, assertion.check), this.surroundings, result);
    const unheld = this.#unheld(step);
    const [first] = unheld;
    if (!first) return own();
    // A pass needs what only the adapter could show; what is wrong by itself is wrong without it.
    const judged = unheld.every(({ isUnseen }) => isUnseen) ? own() : undefined;
    return judged?.verdict === 'fail' ? judged : result(first.verdict, `control "${first.control}" does not hold: ${first.why}`);
  }

  /** The controls of a step that do not hold, and what each leaves; `isUnseen`: all that is known of it is right, but nobody could look. */
  #unheld(step: Step): { readonly control: string; readonly why: string; readonly verdict: Verdict; readonly isUnseen: boolean }[] {
    return step.controls.flatMap((control) => {
      const why = this.#whyControlFails(control);
      if (!why) return [];
      const verdict = this.#unsettled(control, why);
      return [{ control, why, verdict, isUnseen: verdict === 'review' && !why.includes(UNREAD) }];
    });
  }

  /** What is wrong with the frame that a step received, before anybody asks what it says; no control has to hold for that. */
  #brokenArrival(step: Step): { why: string; wanted: string; frame: FrameLine; verdict?: 'inconclusive' } | undefined {
    const frame = this.timeline.run(step.id)?.frame;
    if (!frame) return undefined;
    const spoilt = troubleOf(frame);
    if (spoilt !== undefined) return { why: `what came is not whole: ${spoilt}`, wanted: 'a whole HTTP message', frame };
    const wrong = headFault(frame);
    if (wrong !== undefined) return { why: `what came is malformed: ${wrong}`, wanted: 'a right HTTP request', frame };
    // RFC 9112, 6.3 (RFC 2616, 4.4): where a message ends is told by its head; octets beyond belong to none.
    const surplus = frame.unit === 'response' ? this.timeline.surplusOf(frame) : undefined;
    if (surplus) return { why: `the answer is not all that came: ${troubleOf(surplus)}`, wanted: 'nothing after the answer', frame: surplus };
    if (step.what !== 'message') return undefined;
    const why = whyNoMessage(frame);
    if (why === undefined) return undefined;
    return { why, wanted: 'a SyncML message', frame, ...(isCoded(frame) ? { verdict: 'inconclusive' as const } : {}) };
  }

  /** An earlier step that could not do its work and says what that means for all that follow. */
  #blockedBy(step: Step): { verdict: Verdict; why: string } | undefined {
    const setUp = this.timeline.run('set-up');
    if (setUp) return { verdict: 'inconclusive', why: `set-up: ${setUp.why ?? 'failed'}` };
    for (const earlier of this.scenario.steps) {
      if (earlier.id === step.id) return undefined;
      const run = this.timeline.run(earlier.id);
      if (!run) continue;
      if (earlier.verb === 'use' && earlier.otherwise === 'inconclusive') {
        const why = this.#whyControlFails(earlier.id);
        if (why) return { verdict: this.#unsettled(earlier.id, why), why: `control "${earlier.id}" does not hold: ${why}` };
      }
      if (run.state !== 'failed' && run.state !== 'absent') continue;
      const why = `step "${earlier.id}": ${this.timeline.why(earlier)}`;
      if (run.why?.startsWith('unsupported')) return { verdict: lackOf(earlier), why };
      if (earlier.group !== undefined && earlier.group !== step.group) continue;
      if (earlier.otherwise === 'inconclusive') return { verdict: 'inconclusive', why };
      // Its own assertion has failed already: one fault, one count.
      if (earlier.otherwise === 'fail') return { verdict: earlier.expect.length ? 'not-tested' : 'fail', why };
    }
    return undefined;
  }

  /**
   * What a failed control leaves. Where the adapter lacks the primitive that provokes, nothing of it can be tested; where it lacks the one
   * that looks, a person can still look; otherwise nothing is known.
   */
  #unsettled(control: string, why: string): Verdict {
    if (why.includes(UNREAD)) return 'review';
    if (!/(^|: )unsupported: /.test(why)) return 'inconclusive';
    const parts = this.scenario.steps.filter((s) => s.id === control || s.group === control);
    const lacking = parts.find((s) => this.timeline.run(s.id)?.why?.startsWith('unsupported'));
    return lacking ? lackOf(lacking) : 'not-applicable';
  }

  /** Why a control does not hold; undefined when it does. */
  #whyControlFails(id: string): string | undefined {
    if (this.#holds.has(id)) return this.#holds.get(id);
    this.#holds.set(id, undefined);
    const why = this.#examineControl(id);
    this.#holds.set(id, why);
    return why;
  }

  #examineControl(id: string): string | undefined {
    const step = this.scenario.steps.find((s) => s.id === id);
    if (!step) return 'there is no such step';
    const run = this.timeline.run(id);
    if (step.verb === 'use') {
      const parts = this.scenario.steps.filter((s) => s.group === id);
      for (const part of parts) {
        const why = this.#whyControlFails(part.id);
        if (why) return `${part.id}: ${why}`;
      }
      return undefined;
    }
    if (run?.state !== 'done') return this.timeline.why(step);
    const broken = this.#brokenArrival(step);
    if (broken) return broken.why;
    const checks = step.holds.length ? step.holds : step.group === undefined ? step.expect.map((a) => a.check) : [];
    for (const check of checks) {
      const outcome = this.#evaluate(step, check);
      if (outcome.unreadable) return outcome.unreadable;
      if (!outcome.ok) return outcome.message ?? 'a condition failed';
    }
    return undefined;
  }

  #evaluate(step: Step, check: Check): Outcome {
    if (check.message === 'none') return this.#silence(step, check);
    const { scenario, timeline, surroundings } = this;
    return evaluate(check, { step, steps: scenario.steps, timeline, surroundings, frames: this.#frames(step, check) });
  }

  #frames(step: Step, check: Check): FrameLine[] {
    const of = check.frames as FrameKind | undefined;
    if (of !== undefined) {
      const end = this.timeline.run(step.id)?.end ?? this.timeline.record.events.length;
      const begin = step.verb === 'use' ? (this.timeline.run(step.id)?.begin ?? 0) : this.timeline.actBefore(step);
      return this.timeline.framesBetween(begin, end).filter((f) => isKind(f, of));
    }
    const frame = this.timeline.run(step.id)?.frame;
    return frame ? [frame] : [];
  }

  /** Frames of the named kind that came since the last act and that no step has received. */
  #silence(step: Step, check: Check): Outcome {
    const run = this.timeline.run(step.id);
    const of = String(check.frames ?? step.with.of ?? 'any') as FrameKind;
    const frames = this.timeline
      .framesBetween(this.timeline.actBefore(step), run?.end ?? 0)
      .filter((f) => isKind(f, of) && !this.timeline.isTaken(f));
    const wanted = `no ${of === 'any' ? 'frame' : of} in the quiet window`;
    if (frames.length === 0) return { ok: true, evidence: [{ frame: 0, from: 0, to: 0, hex: '', wanted, got: 'silence' }] };
    return {
      ok: false,
      message: `${frames.length} came`,
      evidence: frames
        .slice(0, EVIDENCE_MOST)
        .map((frame) => evidence({ frame, from: 0, to: octetsOf(frame).length, octets: octetsOf(frame), text: summary(frame) }, wanted)),
    };
  }
}

/** What is left where the adapter lacks the primitive of a step: a person can still look, but nobody can provoke. */
const lackOf = ({ verb }: Step): Verdict => (verb === 'observe' ? 'review' : 'not-applicable');
