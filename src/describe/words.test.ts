/** Everything that a scenario may say has its words, and the words of every scenario hold no gap. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../base/package-root.js';
import { CLIENT_PRIMITIVES, SERVER_PRIMITIVES } from '../iut/primitives.js';
import { CONDITIONS } from '../judge/conditions.js';
import { SUBJECTS } from '../judge/subject.js';
import { loadScenarios } from '../scenario/cache.js';
import { loadCatalogue } from '../scr/catalogue.js';
import { appliesWords } from './applies-words.js';
import { CONDITION_WORDS, checkWords, FRAME_WORDS, MODIFIER_WORDS, SUBJECT_WORDS } from './check-words.js';
import { describeScenario } from './describe.js';
import { mermaid } from './diagram.js';
import { GIVEN_WORDS, SERVER_WORDS } from './given-words.js';
import { EDIT_PLACES, EDIT_WORDS } from './mutant-words.js';
import { inWords, PLACEHOLDER_WORDS } from './placeholders.js';
import { proceduresOf } from './procedure.js';
import { absenceWords, actionWords, PRIMITIVE_WORDS, VERB_WORDS } from './step-words.js';

interface Definition {
  readonly properties?: Readonly<
    Record<string, { readonly enum?: readonly string[]; readonly properties?: Readonly<Record<string, { readonly enum?: readonly string[] }>> }>
  >;
}
const { $defs } = JSON.parse(readFileSync(join(packageRoot, 'src/scenario/scenario.schema.json'), 'utf8')) as {
  $defs: Readonly<Record<string, Definition>>;
};
const keysOf = (definition: string): string[] => Object.keys($defs[definition]?.properties ?? {});
const catalogue = loadCatalogue();
const scenarios = loadScenarios();

describe('there are words', () => {
  it('for every subject, condition and modifier, and for nothing else', () => {
    expect(Object.keys(SUBJECT_WORDS).sort()).toEqual([...SUBJECTS].sort());
    expect(Object.keys(CONDITION_WORDS).sort()).toEqual(Object.keys(CONDITIONS).sort());
    const known = [...Object.keys(SUBJECT_WORDS), ...Object.keys(CONDITION_WORDS), ...Object.keys(MODIFIER_WORDS)];
    expect(known.sort()).toEqual(keysOf('check').sort());
  });

  it('for every verb, primitive and kind of frame', () => {
    const verbs = Object.keys(VERB_WORDS);
    expect(verbs.sort()).toEqual(['observe', 'quiet', 'receive', 'send', 'trigger', 'use']);
    for (const verb of verbs) expect(keysOf(verb)).toContain(verb);
    expect(Object.keys(PRIMITIVE_WORDS).sort()).toEqual([...new Set([...CLIENT_PRIMITIVES, ...SERVER_PRIMITIVES])].sort());
    for (const kind of $defs.receive?.properties?.receive?.enum ?? ['none']) expect(FRAME_WORDS).toHaveProperty(kind);
    const step = { id: 's', with: {}, otherwise: 'inconclusive', controls: [], expect: [], holds: [], line: 1 } as const;
    for (const what of $defs.send?.properties?.send?.enum ?? ['none'])
      expect(actionWords({ ...step, verb: 'send', what })).toMatch(/^Send an? |^Send the /);
    for (const otherwise of ['fail', 'inconclusive', 'continue'] as const)
      expect(absenceWords({ ...step, verb: 'receive', what: 'message', otherwise })).toMatch(/^If none comes in time, .+\.$/);
  });

  it('for every key of an edit', () => {
    expect([...Object.keys(EDIT_WORDS), ...EDIT_PLACES].sort()).toEqual(keysOf('edit').sort());
  });

  it('for every placeholder', () => {
    expect(Object.keys(PLACEHOLDER_WORDS).sort()).toEqual(['account', 'pixit', 'row', 'run', 'with']);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: placeholders of scenarios
    expect(inWords('a${pixit.x.y}b${account.other.server-id}${run.id}')).toBe('a‹PIXIT x.y›b‹server-id of account other›‹text of this run›');
  });

  it('and what has none is told as it is written, not left out', () => {
    expect(checkWords({ at: '/A', colour: 'red' }, 'message')).toBe('element /A: colour red');
    expect(() => checkWords({ text: 'x' }, 'message')).toThrow('without a subject');
  });
});

describe('every scenario', () => {
  it('is described in full: nothing undefined, no placeholder left, every assertion once', () => {
    expect(scenarios.length).toBeGreaterThan(40);
    for (const scenario of scenarios) {
      const d = describeScenario(scenario, catalogue);
      const text = JSON.stringify(d);
      expect(text, scenario.id).not.toMatch(/\$\{|undefined|\[object/);
      expect(d.steps.flatMap((s) => s.criteria.map((c) => c.id))).toEqual(scenario.steps.flatMap((s) => s.expect.map((a) => a.id)));
      expect(new Set(d.items.flatMap((i) => i.assertions))).toEqual(new Set(scenario.steps.flatMap((s) => s.expect.map((a) => a.id))));
      for (const item of d.items) expect([item.key, item.text, item.section].join(), scenario.id).not.toMatch(/,,|,$/);
      for (const p of d.pixit) expect(p.meaning, `${scenario.id} ${p.name}`).toBeTypeOf('string');
      for (const key of Object.keys(scenario.given)) expect(GIVEN_WORDS, scenario.id).toHaveProperty(key);
      const { server } = scenario.given;
      if (typeof server === 'object') for (const key of Object.keys(server)) expect(SERVER_WORDS, scenario.id).toHaveProperty(key);
      for (const step of scenario.steps)
        if (step.verb === 'trigger' || step.verb === 'observe') expect(PRIMITIVE_WORDS, scenario.id).toHaveProperty(step.what);
      expect(mermaid(d).split('\n')).toHaveLength(
        1 + new Set(d.steps.some((s) => s.from === 'Upper tester' || s.to === 'Upper tester') ? [1, 2, 3] : [1, 2]).size + d.steps.length,
      );
    }
  });

  it('reads as a person would say it', () => {
    const report = describeScenario(scenarios.find((s) => s.id === 'sr.client.report') as (typeof scenarios)[number], catalogue);
    const words = new Map(report.steps.flatMap((s) => s.criteria.map((c) => [c.id, c.words] as const)));
    expect(words.get('arrives')).toBe('a DM message comes');
    expect(words.get('session-zero')).toBe('element /SyncML/SyncHdr/SessionID: there is exactly 1; is the octets of "0", no more and no less');
    expect(words.get('cred-value')).toBe(
      'element /SyncML/SyncHdr/Cred: holds the right credentials of the client for account default over the last-used or current nonce',
    );
    expect(words.get('alerts-only')).toBe('element /SyncML/SyncBody: holds Alert and nothing else (Final beside them does no harm)');
    expect(words.get('no-session')).toBe('no DM message comes');
    expect(report.steps.find((s) => s.id === 'report')).toMatchObject({
      direction: 'IUT → tester',
      action: 'Take the next DM message, within ‹PIXIT report.within›',
      absence: 'If none comes in time, the assertions of this step fail.',
    });
    expect(report.mutants.find((m) => m.id === 'session-00')).toEqual({
      id: 'session-00',
      words: 'On the wire the text of /SyncML/SyncHdr/SessionID becomes "00"',
      proves: ['session-zero'],
    });
  });

  it('applies in words, brackets where and meets or', () => {
    expect(appliesWords([{ ics: '' }], catalogue)).toBe('Always.');
    expect(appliesWords([{ ics: 'XML AND (SMS OR NOT UI)' }], catalogue)).toBe(
      'Where the ICS says that XML (Messages can be sent and received as XML) is supported and (SMS (Pushes can travel in short messages) is supported or UI (The device has a user interface that can tell and ask the user) is not supported).',
    );
    expect(() => appliesWords([{ ics: 'XML AND' }], catalogue)).toThrow('ends too early');
  });

  it('applies, of a scenario with rows, where the row asks for it besides', () => {
    const [xml, sms] = ['XML (Messages can be sent and received as XML)', 'SMS (Pushes can travel in short messages)'];
    const nonce = { ics: 'SMS', needs: { client: 'nonce' as const } };
    expect(appliesWords([{ ics: 'XML OR SMS' }, nonce], catalogue)).toBe(
      `Where the ICS says that (${xml} is supported or ${sms} is supported) and ${sms} is supported. Where in the account default the client shows credentials over a nonce, of a type that the ICS claims.`,
    );
    expect(appliesWords([{ ics: '', needs: { client: 'credentials' } }, { ics: '' }], catalogue)).toMatch(/^Where in the account default/);
    const both = { ics: '', needs: { client: 'credentials' as const, server: 'own' as const } };
    expect(appliesWords([both], catalogue)).toBe(
      'Where in the account default the client shows credentials and the server shows credentials of another name or secret than the client, of a type that the ICS claims.',
    );
    const report = scenarios.find((s) => s.id === 'sr.client.report');
    if (!report) throw new Error('sr.client.report is gone');
    const { applies, rows } = describeScenario(report, catalogue);
    expect(applies).toEqual({ expression: '', words: 'By row: each row has a condition of its own.' });
    expect(rows?.map((row) => row.applies)).toContain(`Where the ICS says that ${xml} is supported.`);
    const told = proceduresOf([report], catalogue)[0];
    expect(told?.applied).toEqual(Object.fromEntries((rows ?? []).map((row) => [row.name, row.applies])));
    const half = {
      ...report,
      ics: 'SMS',
      rows: [
        { name: 'a', ics: '', values: {} },
        { name: 'b', ics: 'XML', values: {} },
      ],
    };
    expect(describeScenario(half, catalogue).applies.words).toBe(
      `Where the ICS says that ${sms} is supported. By row, besides: a condition of their own have b.`,
    );
  });
});
