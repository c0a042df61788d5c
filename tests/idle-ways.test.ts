/** A scenario that orders our side to be wrong in a way that changes nothing is told so: when it is read, or by verdicts that do not look good. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openUpperTester } from '../src/iut/adapters/open.js';
import { loadIut } from '../src/iut/iut-file.js';
import { judgeRow } from '../src/judge/judge.js';
import type { Fields, Row } from '../src/judge/scenario.js';
import { loadScenario } from '../src/scenario/load.js';
import { boundScenario, runRow } from '../src/scenario/run-row.js';
import { surroundingsOf } from '../src/scenario/surroundings.js';
import { wayProblems } from '../src/scenario/ways.js';
import { temporaryFolder } from './support/dmct.js';

const folder = temporaryFolder();
const beds = { client: bed('reference-client'), server: bed('reference-server') };
function bed(name: string) {
  const iut = loadIut(name);
  return { iut, upper: openUpperTester(iut) };
}
afterAll(async () => {
  for (const { upper } of Object.values(beds)) await upper.close();
});

const CLIENT = (answers: string): string => `scenario: cp.client.idle
title: Idle
side: client
purpose: A client goes on after an answer that is not right.
given: { encoding: xml, server: { operations: [[{ command: Get, uri: ./DevInfo/DevId }]], answers: ${answers} } }
steps:
  - { id: session, trigger: start-session, otherwise: inconclusive }
  - { id: package1, receive: message, within: 60s, otherwise: inconclusive }
  - id: package3
    receive: message
    within: 60s
    otherwise: fail
    expect:
      - { id: goes-on, scr: [CP/DM-CP-DMREPU-10], message: arrives }
      - { id: understood, scr: [CP/DM-CP-DMREPU-10], at: /SyncML/SyncBody/Results/Item/Data, count: "1", text: nothing-like-it }
mutants:
  - { id: gone, behave: stops-after-package-1, kills: [goes-on] }
`;
const SERVER = (messages: string): string => `scenario: cp.server.idle
title: Idle
side: server
purpose: A server answers a message that is not right.
given: { encoding: xml }
steps:
  - { id: session, send: session, with: { alert: "1201", messages: ${messages} } }
  - id: answer
    receive: http-response
    within: 60s
    otherwise: fail
    expect:
      - { id: goes-on, scr: [CP/DM-CP-DMREPU-10], message: arrives }
mutants:
  - { id: closes, behave: refuses-sessions, kills: [goes-on] }
`;

let files = 0;
function written(text: string): string {
  const file = join(folder, `${files++}.yaml`);
  writeFileSync(file, text);
  return file;
}

/** Verdict and reason by assertion. */
async function verdicts(text: string): Promise<Record<string, string>> {
  const scenario = loadScenario(written(text));
  const { iut, upper } = beds[scenario.side];
  const row = scenario.rows[0] as Row;
  const surroundings = { ...surroundingsOf(iut), claimed: () => ({ value: 'yes', why: '' }) as const };
  const { record } = await runRow({ scenario, row, iut, upper, seed: '1' });
  const { assertions } = judgeRow(boundScenario(scenario, row, iut, '1'), row, record, surroundings);
  return Object.fromEntries(
    assertions.map(({ id, verdict, message }) => [id.split('/')[1], verdict === 'inconclusive' ? `${verdict}: ${message}` : verdict]),
  );
}

describe('of a row whose text does not show it', () => {
  const OPEN = 'inconclusive: our side was not wrong as the scenario orders: ';

  it('a way that changes octets leaves the verdicts as they are', async () => {
    expect(await verdicts(CLIENT('[{ nth: "1", msg-id: "5" }]'))).toEqual({ 'goes-on': 'pass', understood: 'fail' });
    expect(await verdicts(SERVER('[{ nth: "1", cred: none }]'))).toEqual({ 'goes-on': 'pass' });
  });

  it('nothing is said, good or bad, where a way changed no octet', async () => {
    const why = `${OPEN}given.server.answers.0: mac "bad" is right for this IUT and changed no octet of what was sent`;
    expect(await verdicts(CLIENT('[{ mac: bad, max-msg-size: "6000" }]'))).toEqual({ 'goes-on': why, understood: why });
    expect(await verdicts(SERVER('[{ nth: "1", cred: bad, mac: bad }]'))).toEqual({
      'goes-on': `${OPEN}messages.0 of step session: mac "bad" is right for this IUT and changed no octet of what was sent`,
    });
  });

  it('nothing good is said where the message never came', async () => {
    const why = `${OPEN}given.server.answers.0: there was no such message of ours`;
    expect(await verdicts(CLIENT('[{ nth: "9", final: "no" }]'))).toEqual({ 'goes-on': why, understood: 'fail' });
  });

  it('one message that a way changes is enough', async () => {
    // Only the first answer holds a Cred.
    expect(await verdicts(CLIENT('[{ cred: bad }]'))).toMatchObject({ understood: expect.stringMatching(/^(fail|not-tested)$/) });
  });
});

describe('a scenario whose text shows it is refused', () => {
  const answers = (...entries: Fields[]): Fields => ({ server: { answers: entries } });
  it.each<[Fields, string]>([
    [answers({ strings: 'table' }), 'strings changes nothing: the message is XML'],
    [answers({ encoding: 'xml' }), 'encoding changes nothing: the message is xml by itself'],
    [{ server: { encoding: 'wbxml', answers: [{ encoding: 'xml', 'public-id': 'string' }] } }, 'public-id changes nothing: the message is XML'],
    [{ messages: [{ 'wbxml-version': '1.0' }] }, 'wbxml-version changes nothing: the message is XML'],
    [{ server: { serverAuth: 'md5', answers: [{ mac: 'bad' }] } }, 'mac changes nothing: by md5 there is no x-syncml-hmac'],
    [answers({ chal: 'none', http: { drop: 'before-head' } }), 'chal changes nothing: the connection ends before anything is sent'],
    [answers({ chal: 'none', http: { status: '503' } }), 'chal changes nothing: the message has no body'],
    [answers({ http: { status: '503', body: 'empty' } }), 'http.body changes nothing: an answer with a status of its own has no body anyway'],
    [answers({ http: { body: 'empty', drop: 'mid-body' } }), 'http.drop changes nothing: of a body that is not there nothing can be left out'],
    [answers({ http: { version: '1.0', chunked: 'yes' } }), 'http.chunked changes nothing: HTTP/1.0 has no chunks'],
    [answers({ http: { length: 'none', chunked: 'yes' } }), 'http.length changes nothing: a message in chunks has no Content-Length'],
    [answers({ commands: 'none', 'cmd-ids': 'zero' }), 'cmd-ids changes nothing: no command is left that has it'],
    [answers({ nth: '1' }), 'nothing is to be done otherwise here'],
    [{ message: {} }, 'nothing is to be done otherwise here'],
    [answers({ final: 'no' }, { nth: '2', chal: 'none' }), 'this is never done: all that it picks is picked by entry 0 before it'],
  ])('%j', (fields, found) => {
    expect(wayProblems(fields).map((p) => p.found)).toEqual([found]);
  });

  it.each<Fields>([
    answers({ nth: '1' }, { final: 'no' }),
    answers({ to: 'report', http: { status: '503' } }, { final: 'no' }),
    answers({ encoding: 'wbxml', strings: 'table' }),
    answers({ http: { drop: 'before-head', delay: '1s' } }),
    { server: { encoding: `\${row.encoding}`, answers: [{ strings: 'table' }] } },
  ])('%j is not', (fields) => {
    expect(wayProblems(fields)).toEqual([]);
  });

  it('with its place', () => {
    const file = written(CLIENT('[{ nth: "1", strings: table }]'));
    expect(() => loadScenario(file)).toThrow(/:5:\d+: strings changes nothing: the message is XML/);
  });
});

describe('a slip in what is to be done wrong is told as one', () => {
  it.each([
    ['[{ nth: "1", chal: md4 }]', 'given.server.answers.0.chal is "md4"; wanted none | basic | md5 |', 'did you mean "md5"?'],
    ['[{ nth: "1", http: { staus: "503" } }]', 'unknown key "staus"', 'did you mean "status"?'],
    ['[{ nth: "1", finl: "no" }]', 'unknown key "finl"', 'did you mean "final"?'],
    ['[{ nth: "1", http: { drop: middle } }]', 'given.server.answers.0.http.drop is "middle"; wanted before-head | after-head | mid-body', ''],
    ['{ nth: "1", chal: md5 }', 'given.server.answers is a map; wanted a list or a placeholder', ''],
  ])('%s', (text, found, cure) => {
    const file = written(CLIENT(text));
    let message = '';
    try {
      loadScenario(file);
    } catch (cause) {
      message = (cause as Error).message;
    }
    expect(message).toMatch(new RegExp(`^${file.replaceAll('.', '\\.')}:5:\\d+: `));
    expect(message).toContain(found);
    expect(message).toContain(cure);
    expect(message).not.toMatch(/a list; wanted text|also /);
  });
});
