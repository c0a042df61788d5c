import { describe, expect, it } from 'vitest';
import { assertion, message, ROW, scenario, step, surroundings, syncml, Tape, verdicts } from '../../tests/support/hand-made.js';
import type { Account, AuthType } from '../iut/account.js';
import type { RowRecord } from '../record/record.js';
import { type JudgedRow, judgeRow } from './judge.js';
import type { Assertion, Step } from './scenario.js';
import type { Surroundings } from './surroundings.js';

const GOOD = syncml('<SessionID>0</SessionID>', '<Alert><Data>1230</Data></Alert>');
const ARRIVES = assertion('arrives', { message: 'arrives' });
const SESSION = assertion('session', { at: '/SyncML/SyncHdr/SessionID', ascii: '0' });
const CODE = assertion('code', { at: '/SyncML/SyncBody/Alert/Data', ascii: '1230' });

const fire = step('fire', 'trigger', { otherwise: 'inconclusive' });
const report = (otherwise: Step['otherwise'] = 'fail', expect: readonly Assertion[] = [ARRIVES, SESSION, CODE]): Step =>
  step('report', 'receive', { otherwise, expect });
const STEPS = [fire, report()];

const judge = (steps: readonly Step[], record: RowRecord | undefined, given: Partial<Surroundings> = {}): JudgedRow =>
  judgeRow(scenario(steps), ROW, record, surroundings(given));
const got = (body: string): Tape => new Tape().step('fire').begin('report').frame(body).end('report', 'done', { frame: 1 });

describe('a row that was run', () => {
  it('passes with the octets as evidence', () => {
    const row = judge(STEPS, got(GOOD).record());
    expect(row.verdict).toBe('pass');
    expect(row.assertions[1]).toMatchObject({ id: 'sr.client.x/session', items: ['SR/A'], verdict: 'pass' });
    const [evidence] = row.assertions[1]!.evidence;
    expect(evidence).toEqual({ frame: 1, from: GOOD.indexOf('>0<') + 1, to: GOOD.indexOf('>0<') + 2, hex: '30', wanted: '"0"', got: '0' });
  });

  it('marks where a long text is cut, by which redaction knows the begin of a secret', () => {
    const row = judge(STEPS, got(GOOD.replace('>0<', `>${'7'.repeat(201)}<`)).record());
    expect(row.assertions[1]!.evidence[0]).toMatchObject({ got: `${'7'.repeat(200)}…` });
    expect(message(row, 'session')).toContain(`, got "${'7'.repeat(77)}…"`);
  });

  it('fails just the assertion that does not hold, and says what was there', () => {
    const row = judge(STEPS, got(GOOD.replace('>0<', '>00<')).record());
    expect(verdicts(row)).toEqual({ arrives: 'pass', session: 'fail', code: 'pass' });
    expect(message(row, 'session')).toBe('at /SyncML/SyncHdr/SessionID: wanted "0", got "00" (the same number, but other octets)');
    expect(row.assertions[1]!.evidence[0]).toMatchObject({ hex: '3030', got: '00' });
  });

  it('says of a code for what is not implemented that the ICS would have had to say so', () => {
    const status = assertion('status', { at: '/SyncML/SyncBody/Status/Data', ascii: '200' });
    const answer = got(syncml('<SessionID>0</SessionID>', '<Status><Data>406</Data></Status>')).record();
    const row = judge([fire, report('fail', [status])], answer);
    expect(verdicts(row)).toEqual({ status: 'fail' });
    expect(message(row, 'status')).toMatch(/406 says that the feature is not supported; where that is so, the ICS answers SR\/A with no$/);
    const results = assertion('results', { at: '/SyncML/SyncBody/Results/Item/Data', count: '1' });
    const refused = (code: string) =>
      got(
        syncml(
          '<SessionID>0</SessionID>',
          `<Status><Cmd>SyncHdr</Cmd><Data>212</Data></Status><Status><Cmd>Get</Cmd><TargetRef>./A</TargetRef><Data>${code}</Data></Status>`,
        ),
      ).record();
    const hint = (code: string) => message(judge([fire, report('fail', [results])], refused(code)), 'results');
    expect(hint('501')).toMatch(
      /there are 0\); Status for Get \.\/A: 501 says that the command is not implemented; where that is so, the ICS answers SR\/A with no$/,
    );
    expect(hint('404')).toMatch(/there are 0\)$/);
    const denied = judge([fire, report('fail', [status])], answer, { claimed: () => ({ value: 'no', why: 'SR/A = no' }) });
    expect(verdicts(denied)).toEqual({ status: 'not-applicable' });
  });

  it('counts octets that are no SyncML once: the rest was not reached', () => {
    const row = judge(STEPS, got('hello').record());
    expect(verdicts(row)).toEqual({ arrives: 'fail', session: 'not-tested', code: 'not-tested' });
    expect(message(row, 'arrives')).toContain('cannot be read');
  });
});

describe('a step that got nothing', () => {
  const silent = (otherwise: Step['otherwise'], expect?: readonly Assertion[]) =>
    judge(
      [fire, report(otherwise, expect), step('later', 'receive', { expect: [assertion('later', { message: 'arrives' })] })],
      new Tape()
        .step('fire')
        .step('report', 'absent', { why: 'no message came within 5 ms' })
        .step('later', 'skipped', { why: 'step "report": absent' })
        .record(),
    );

  it('otherwise: fail is one fault, one count', () => {
    const row = silent('fail');
    expect(verdicts(row)).toEqual({ arrives: 'fail', session: 'not-tested', code: 'not-tested', later: 'not-tested' });
    expect(message(row, 'arrives')).toBe('no message came within 5 ms');
  });

  it('tells after which frame of ours it was waited for, and cites it', () => {
    const tape = (direction: 'to-iut' | 'from-iut') =>
      new Tape().frame(GOOD, { direction: 'to-iut' }).step('fire').frame(GOOD).frame(GOOD, { direction, unit: 'response' });
    const waited = (direction: 'to-iut' | 'from-iut') =>
      judge(STEPS, tape(direction).step('report', 'absent', { why: 'no message came within 5 ms' }).record()).assertions[0];
    expect(waited('to-iut')).toMatchObject({
      message: 'no message came within 5 ms; it was waited for after frame 3',
      evidence: [{ frame: 3, from: 0, to: GOOD.length, wanted: 'something arrives', got: 'nothing' }],
    });
    // What was sent before the act was not what it waited for.
    expect(waited('from-iut')).toMatchObject({
      message: 'no message came within 5 ms',
      evidence: [{ frame: 0, wanted: 'something arrives', got: 'nothing' }],
    });
  });

  it('otherwise: fail without an "arrives" counts at the first assertion', () => {
    expect(verdicts(silent('fail', [CODE, SESSION]))).toEqual({ code: 'fail', session: 'not-tested', later: 'not-tested' });
  });

  it('otherwise: inconclusive leaves all open', () => {
    expect(verdicts(silent('inconclusive'))).toEqual({
      arrives: 'inconclusive',
      session: 'inconclusive',
      code: 'inconclusive',
      later: 'inconclusive',
    });
  });

  it('otherwise: continue judges what is there, which is nothing', () => {
    const quiet = assertion('no-body', { body: 'yes', empty: 'yes' });
    expect(verdicts(silent('continue', [quiet]))).toMatchObject({ 'no-body': 'pass' });
  });
});

describe('an act that could not be done', () => {
  const failed = (why: string) => judge(STEPS, new Tape().step('fire', 'failed', { why }).step('report', 'skipped').record());

  it('leaves everything after it inconclusive', () => {
    const row = failed('the upper tester refused "send-report": busy');
    expect(row.verdict).toBe('inconclusive');
    expect(message(row, 'session')).toBe('step "fire": the upper tester refused "send-report": busy');
  });

  it('is not applicable when the upper tester has no such primitive', () => {
    expect(failed('unsupported: the upper tester has no "send-report"').verdict).toBe('not-applicable');
  });

  it('asks a person when it is only the look at the effect that is missing', () => {
    const look = step('store', 'observe', { otherwise: 'inconclusive', expect: [assertion('stored', { oracle: 'reports', has: 'x' })] });
    const after = step('after', 'receive', { expect: [assertion('after', { message: 'arrives' })] });
    const row = judge(
      [fire, look, after],
      new Tape().step('fire').step('store', 'failed', { why: 'unsupported: no "read-reports"' }).step('after', 'skipped').record(),
    );
    expect(verdicts(row)).toMatchObject({ after: 'review' });
  });

  it('is inconclusive for all when the set-up failed', () => {
    const row = judge(STEPS, new Tape().step('set-up', 'failed', { why: '"configure" refused' }).record());
    expect(new Set(Object.values(verdicts(row)))).toEqual(new Set(['inconclusive']));
    expect(message(row, 'arrives')).toBe('set-up: "configure" refused');
  });
});

describe('a record that ends too early', () => {
  it('tests nothing in the steps it does not reach', () => {
    const row = judge(STEPS, new Tape().step('fire').begin('report').record());
    expect(new Set(Object.values(verdicts(row)))).toEqual(new Set(['not-tested']));
    expect(message(row, 'arrives')).toBe('the record ends inside this step');
    expect(message(judge(STEPS, new Tape().step('fire').record()), 'arrives')).toBe('this step was not reached');
  });

  it('was not run at all without one, and is an error when the tester failed', () => {
    expect(judge(STEPS, undefined)).toMatchObject({ verdict: 'not-tested', reason: 'the row was not run' });
    expect(judge(STEPS, got(GOOD).record('port in use'))).toMatchObject({ verdict: 'error', reason: 'harness fault: port in use' });
  });

  it('is an error in the one assertion that the judge cannot judge', () => {
    const odd = report('fail', [ARRIVES, assertion('odd', { at: 'no path', ascii: 'x' }), CODE]);
    const row = judge([fire, odd], got(GOOD).record());
    expect(verdicts(row)).toEqual({ arrives: 'pass', odd: 'error', code: 'pass' });
    expect(message(row, 'odd')).toContain('harness fault in the judge');
  });
});

describe('silence', () => {
  const control = (id: string): Step => step(id, 'receive', { otherwise: 'inconclusive', holds: [{ at: '/SyncML/SyncHdr/SessionID', ascii: '0' }] });
  const window = step('window', 'quiet', {
    with: { of: 'message' },
    controls: ['before', 'after'],
    expect: [assertion('silent', { message: 'none' })],
  });
  const bad = step('bad', 'send');
  const steps = [control('before'), bad, window, control('after')];
  const run = (options: { before?: string; late?: boolean; ours?: boolean; after?: string }): JudgedRow => {
    const tape = new Tape();
    if (options.before === undefined) tape.step('before', 'absent');
    else tape.begin('before').frame(options.before).end('before', 'done', { frame: 1 });
    tape.begin('bad').end('bad').begin('window');
    if (options.ours) tape.frame(GOOD, { direction: 'to-iut' });
    if (options.late) tape.frame(GOOD);
    tape.end('window');
    if (options.after === undefined) tape.step('after', 'absent', { why: 'no message came' });
    else
      tape
        .begin('after')
        .frame(options.after)
        .end('after', 'done', { frame: (options.late ? 3 : 2) + (options.ours ? 1 : 0) });
    return judge(steps, tape.record());
  };

  it('passes between two controls that hold; what we send is no noise', () => {
    expect(run({ before: GOOD, after: GOOD }).verdict).toBe('pass');
    expect(run({ before: GOOD, after: GOOD, ours: true }).verdict).toBe('pass');
  });

  it('fails when something comes, with the frame as evidence', () => {
    const row = run({ before: GOOD, after: GOOD, late: true });
    expect(row.verdict).toBe('fail');
    expect(row.assertions[0]).toMatchObject({ message: '1 came', evidence: [{ frame: 2, wanted: 'no message in the quiet window' }] });
  });

  it('proves nothing when a control does not hold, before or after', () => {
    expect(run({ after: GOOD }).verdict).toBe('inconclusive');
    expect(run({ before: GOOD.replace('>0<', '>1<'), after: GOOD })).toMatchObject({ verdict: 'inconclusive' });
    const row = run({ before: GOOD });
    expect(row.verdict).toBe('inconclusive');
    expect(message(row, 'silent')).toBe('control "after" does not hold: no message came');
  });

  it('of an IUT that is gone proves nothing', () => {
    const tape = new Tape().begin('window').call('quiesce', 'iut-crash', {}, 'it ended by SIGSEGV').end('window');
    const row = judge([{ ...window, controls: [] }], tape.record());
    expect(row.verdict).toBe('inconclusive');
    expect(message(row, 'silent')).toContain('iut-crash: it ended by SIGSEGV');
  });
});

describe('a procedure as control', () => {
  const use = step('control', 'use', { what: 'lives', otherwise: 'inconclusive' });
  const parts = [
    step('control/ask', 'trigger', { group: 'control' }),
    step('control/report', 'receive', { group: 'control', holds: [{ at: '/SyncML/SyncHdr/SessionID', ascii: '0' }] }),
  ];
  const after = step('look', 'receive', { controls: ['control'], expect: [ARRIVES] });
  const steps = [use, ...parts, after];
  const run = (body: string, state: 'done' | 'failed' = 'done') =>
    judge(
      steps,
      new Tape()
        .begin('control')
        .step('control/ask')
        .begin('control/report')
        .frame(body)
        .end('control/report', 'done', { frame: 1 })
        .end('control', state)
        .begin('look')
        .frame(GOOD)
        .end('look', 'done', { frame: 2 })
        .record(),
    );

  it('holds when each of its steps does what it says', () => expect(run(GOOD).verdict).toBe('pass'));

  it('blocks what follows when one does not, and names it', () => {
    const row = run(GOOD.replace('>0<', '>9<'));
    expect(row.verdict).toBe('inconclusive');
    expect(message(row, 'arrives')).toMatch(
      /^control "control" does not hold: control\/report: at \/SyncML\/SyncHdr\/SessionID: wanted "0", got "9"/,
    );
  });
});

describe('ICS and assumptions', () => {
  const no = (why: string) => ({ value: 'no' as const, why });
  const yes = { value: 'yes' as const, why: '' };

  it('a scenario, a row or all items of an assertion that are not claimed do not apply', () => {
    const applies = (text: string) => (text === 'UI' ? no('UI = no') : yes);
    const record = got(GOOD).record();
    expect(judgeRow(scenario(STEPS, { ics: 'UI' }), ROW, record, surroundings({ applies }))).toMatchObject({
      verdict: 'not-applicable',
      reason: 'ICS: UI = no',
    });
    expect(judgeRow(scenario(STEPS), { ...ROW, ics: 'UI' }, record, surroundings({ applies })).verdict).toBe('not-applicable');
    const claimed = (key: string) => (key === 'SR/B' ? no('SR/B = no') : yes);
    const both = [assertion('b', CODE.check, { scr: ['SR/B'] }), assertion('ab', CODE.check, { scr: ['SR/B', 'SR/A'] })];
    expect(verdicts(judge([fire, report('fail', both)], record, { claimed }))).toEqual({ b: 'not-applicable', ab: 'pass' });
  });

  it('an unknown answer is tested as if claimed', () => {
    expect(judge(STEPS, got(GOOD).record(), { claimed: () => ({ value: 'unknown', why: '' }) }).verdict).toBe('pass');
  });

  it('an open assumption of an item or of the assertion leaves the verdict open until it is pinned', () => {
    const assumptionsOf = (key: string) => (key === 'SR/A' ? ['U3'] : []);
    const row = judge(STEPS, got(GOOD.replace('1230', '1')).record(), { assumptionsOf });
    expect(verdicts(row)).toEqual({ arrives: 'inconclusive', session: 'inconclusive', code: 'inconclusive' });
    expect(message(row, 'session')).toBe('assumption U3 is not pinned; under the default reading: pass');
    expect(message(row, 'code')).toMatch(/^assumption U3 is not pinned; under the default reading: fail \(/);
    expect(judge(STEPS, got(GOOD).record(), { assumptionsOf, assume: { U3: 'composed-sha256' } }).verdict).toBe('pass');
    const named = report('fail', [assertion('named', CODE.check, { assumption: 'U8' })]);
    expect(message(judge([fire, named], got(GOOD).record()), 'named')).toContain('assumption U8');
  });

  it('an account without what the test needs is not asked, nor one of a type that the ICS denies', () => {
    const needing = (client: 'credentials' | 'nonce', type: AuthType, given: Partial<Surroundings> = {}) => {
      const { accounts } = surroundings();
      const account = accounts.default as Account;
      const own = surroundings({ ...given, accounts: { default: { ...account, client: { ...account.client, type } } } });
      const { verdict, reason } = judgeRow(scenario(STEPS, { needs: { client } }), ROW, got(GOOD).record(), own);
      return reason ?? verdict;
    };
    expect(needing('credentials', 'none')).toBe('the client of the account default shows no credentials');
    expect(needing('nonce', 'basic')).toBe('the client of the account default has credentials of type basic, which take no nonce');
    expect((['md5', 'mac-md5', 'mac-sha256'] as const).map((type) => needing('nonce', type))).toEqual(['pass', 'pass', 'pass']);
    expect(needing('credentials', 'basic')).toBe('pass');
    const applies = (text: string) => (text === 'AUTH-MAC-MD5' ? no('AUTH-MAC-MD5 = no') : yes);
    expect(needing('nonce', 'mac-md5', { applies })).toBe('ICS: AUTH-MAC-MD5 = no');
    expect(needing('nonce', 'md5', { applies })).toBe('pass');
  });

  it("an account both sides of which show the same name and secret is not asked what is wrong by the other one's", () => {
    const needing = (server: Partial<Account['server']>) => {
      const account = surroundings().accounts.default as Account;
      const own = surroundings({ accounts: { default: { ...account, server: { ...account.client, ...server } } } });
      const { verdict, reason } = judgeRow(scenario(STEPS, { needs: { server: 'own' } }), ROW, got(GOOD).record(), own);
      return reason ?? verdict;
    };
    expect(needing({ nonce: 'b3RoZXI=' })).toBe('both sides of the account default have the same name and secret');
    expect(needing({ name: 'another' })).toBe('pass');
    expect(needing({ secret: 'another' })).toBe('pass');
  });

  it('after an HMAC-SHA256 of ours a fail stays open while U3 is, but for what a control has shown to be read as we do', () => {
    const sent = (algorithm: string) =>
      new Tape()
        .step('fire')
        .frame('', {
          direction: 'to-iut',
          head: { version: '1.1', status: 200, headers: [['x-syncml-hmac', `algorithm=${algorithm}, username="s", mac=AA==`]] },
        })
        .begin('report')
        .frame(GOOD.replace('>0<', '>1<'))
        .end('report', 'done', { frame: 2 })
        .record();
    expect(verdicts(judge(STEPS, sent('SHA256')))).toEqual({ arrives: 'pass', session: 'inconclusive', code: 'pass' });
    expect(message(judge(STEPS, sent('SHA256')), 'session')).toMatch(/^assumption U3 is not pinned, .* under that: fail \(at .* got "1"\)$/);
    const failing = { arrives: 'pass', session: 'fail', code: 'pass' };
    expect(verdicts(judge(STEPS, sent('MD5')))).toEqual(failing);
    expect(verdicts(judge(STEPS, sent('SHA256'), { assume: { U3: 'composed-sha256' } }))).toEqual(failing);
    expect(verdicts(judge(STEPS, sent('SHA256'), { applies: (text) => (text === 'AUTH-MAC-SHA256' ? no('no') : yes) }))).toEqual(failing);
    expect(verdicts(judge([fire, { ...report(), controls: ['fire'] }], sent('SHA256')))).toEqual(failing);
  });

  it('what no item demands is for a person to look at, not a failure', () => {
    const isDemanded = (key: string) => key === 'SR/A';
    const wrong = got(GOOD.replace('1230', '1226')).record();
    const asked = (...scr: string[]) => report('fail', [assertion('code', CODE.check, { scr })]);
    const row = judge([fire, asked('SR/SHOULD')], wrong, { isDemanded });
    expect(row.verdict).toBe('review');
    expect(row.assertions[0]).toMatchObject({ advisory: true, evidence: [{ frame: 1, got: '1226' }] });
    expect(message(row, 'code')).toBe('recommended, not demanded: at /SyncML/SyncBody/Alert/Data: wanted "1230", got "1226"');
    expect(judge([fire, asked('SR/SHOULD', 'SR/A')], wrong, { isDemanded }).verdict).toBe('fail');
    expect(judge([fire, asked('SR/SHOULD')], got(GOOD).record(), { isDemanded })).toMatchObject({
      verdict: 'pass',
      assertions: [{ verdict: 'pass' }],
    });
    // The demanded item is not claimed: what remains is the recommendation.
    const claimed = (key: string) => (key === 'SR/A' ? no('') : yes);
    expect(judge([fire, asked('SR/SHOULD', 'SR/A')], wrong, { isDemanded, claimed }).verdict).toBe('review');
  });
});
