/** Command messages in scenarios, both sides, against the reference IUTs as programs: sent, observed, judged, and seen to fail. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openUpperTester } from '../iut/adapters/open.js';
import { loadIut } from '../iut/iut-file.js';
import { type JudgedRow, judgeRow } from '../judge/judge.js';
import { loadScenario } from './load.js';
import { boundScenario, runRow } from './run-row.js';
import { surroundingsOf } from './surroundings.js';

const dir = mkdtempSync(join(tmpdir(), 'dmct-command-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Verdicts of every row, mutants included, by `row` and `mutant/row`. */
async function run(yaml: string, iutName: 'reference-client' | 'reference-server'): Promise<Record<string, JudgedRow>> {
  const file = join(dir, `${iutName}.yaml`);
  writeFileSync(file, yaml);
  const scenario = loadScenario(file);
  const iut = loadIut(iutName);
  const given = { ...surroundingsOf(iut), claimed: () => ({ value: 'yes' as const, why: '' }), applies: () => ({ value: 'yes' as const, why: '' }) };
  const upper = openUpperTester(iut);
  const judged: Record<string, JudgedRow> = {};
  try {
    for (const row of scenario.rows) {
      for (const mutant of [undefined, ...scenario.mutants.filter((m) => m.rows.length === 0 || m.rows.includes(row.name ?? ''))]) {
        const { record, edits, editTrouble } = await runRow({ scenario, row, iut, upper, seed: '1', ...(mutant ? { mutant } : {}) });
        if (mutant?.edit) expect([mutant.id, edits, editTrouble]).toEqual([mutant.id, 1, undefined]);
        judged[[mutant?.id, row.name].filter((part) => part !== undefined).join('/')] = judgeRow(
          boundScenario(scenario, row, iut, '1'),
          row,
          record,
          given,
        );
      }
    }
  } finally {
    await upper.close();
  }
  return judged;
}

const failed = (row: JudgedRow | undefined): string[] =>
  (row?.assertions ?? []).filter((a) => a.verdict !== 'pass').map((a) => `${a.id.split('/').at(-1)}: ${a.verdict}`);

describe('a client', () => {
  it('is sent right and wrong messages, and its tree is read', async () => {
    const judged = await run(
      `
scenario: sm.client.trial
title: Commands
side: client
purpose: Trial.
pixit: [apply.within, quiet.for]
given: { bearers: [ota-http], twin: other }
each:
  right: { with: { commands: [{ replace: ./Test/Leaf, data: changed }] }, value: changed }
  over-http: { with: { bearer: ota-http, commands: [{ replace: ./Test/Leaf, data: changed }] }, value: changed }
  object: { with: { commands: [{ delete: ./Test/Leaf }, { add: ./Test/Leaf, object: [{ uri: Leaf, value: x }] }] }, value: x }
  wrong-cred: { with: { cred: { secret: guess }, commands: [{ replace: ./Test/Leaf, data: changed }] }, value: initial }
  stale: { with: { cred: { nonce: stale }, commands: [{ replace: ./Test/Leaf, data: changed }] }, value: initial }
  twice: { with: { account: other, commands: [{ replace: ./Test/Leaf, data: changed }] }, value: initial }
steps:
  - id: send
    send: command
    to: iut
    with: "\${row.with}"
  - id: silence
    quiet: { for: "\${pixit.quiet.for}", of: message }
    controls: [send]
    expect:
      - { id: no-answer, scr: [SM/DM-SM-C-007-M], message: none }
  - id: tree
    observe: read-tree
    with: { uri: ./Test }
    within: "\${pixit.apply.within}"
    expect:
      - { id: value, scr: [SM/DM-SM-C-001-M], oracle: nodes, where: { uri: ./Test/Leaf }, key: value, text: "\${row.value}" }
mutants:
  - { id: deaf, behave: ignores-commands, kills: [value], rows: [right] }
  - { id: answers, behave: answers-commands, kills: [no-answer], rows: [right] }
  - { id: credulous, behave: takes-commands-with-wrong-cred, kills: [value], rows: [wrong-cred, stale] }
  - { id: first-match, behave: takes-first-of-equal-servers, kills: [value], rows: [twice] }
`,
      'reference-client',
    );
    for (const row of ['right', 'over-http', 'object', 'wrong-cred', 'stale', 'twice']) expect([row, failed(judged[row])]).toEqual([row, []]);
    expect(failed(judged['deaf/right'])).toEqual(['value: fail']);
    expect(failed(judged['answers/right'])).toEqual(['no-answer: fail']);
    for (const row of ['credulous/wrong-cred', 'credulous/stale', 'first-match/twice'])
      expect([row, failed(judged[row])]).toEqual([row, ['value: fail']]);
  });
});

describe('a server', () => {
  const OBJECT = '[{ uri: Box, type: "urn:dmct:mo:box:1.0", acl: "Get=*" }, { uri: Box/Leaf, value: x }]';
  it('is judged by what it pushes, over every bearer, down into the objects inside', async () => {
    const judged = await run(
      `
scenario: sm.server.trial
title: Commands
side: server
purpose: Trial.
pixit: [start.within]
given: { bearers: [ota-http] }
each:
  udp: { bearer: wsp-udp, form: wbxml }
  http: { bearer: ota-http, form: xml }
  handed: { bearer: exec, form: wbxml }
steps:
  - id: ask
    trigger: send-command
    with: { bearer: "\${row.bearer}", commands: [{ add: ./Inbox, object: ${OBJECT}, form: "\${row.form}" }] }
    otherwise: inconclusive
  - id: push
    receive: push
    within: "\${pixit.start.within}"
    otherwise: fail
    expect:
      - { id: arrives, scr: [SM/DM-SM-S-001-M], message: arrives }
      - { id: source, scr: [SM/DM-SM-S-003-M], at: /SyncML/SyncHdr/Source/LocURI, text: "\${account.default.server-id}" }
      - { id: cred, scr: [SM/DM-SM-S-007-M], at: /SyncML/SyncHdr/Cred, credential: { account: default, nonce: [current] } }
      - { id: mac, scr: [SM/SM-5.4-1], push-header: x-syncml-hmac, hmac: { account: default } }
      - { id: no-get, scr: [SM/DM-SM-S-008-M], at: //Get, absent: "yes" }
      - { id: acl, scr: [SM/DM-SM-S-005-M], at: /SyncML/SyncBody/Add/Item/Data/MgmtTree/Node/RTProperties/ACL, text: "Get=*" }
      - { id: final, scr: [SM/SM-5.2-13], at: /SyncML/SyncBody/Final, count: "1" }
mutants:
  - { id: url, behave: address-as-command-source, kills: [source] }
  - { id: no-mac, behave: command-without-mac, kills: [mac] }
  - { id: client-nonce, behave: command-cred-over-client-nonce, kills: [cred] }
  - { id: acl-apart, behave: object-without-acl, kills: [acl] }
  - { id: edited, edit: { at: /SyncML/SyncHdr/Source/LocURI, content: org.nobody }, kills: [source], also: [mac] }
  - { id: no-final, edit: { at: /SyncML/SyncBody/Final, drop: "yes" }, kills: [final], also: [mac] }
  - { id: edited-inside, edit: { at: /SyncML/SyncBody/Add/Item/Data/MgmtTree/Node/RTProperties/ACL, content: "Get=x" }, kills: [acl], also: [mac], rows: [udp, handed] }
`,
      'reference-server',
    );
    for (const row of ['udp', 'http', 'handed']) {
      expect([row, failed(judged[row])]).toEqual([row, []]);
      for (const { id, evidence } of judged[row]?.assertions ?? []) {
        const [first] = evidence;
        // What is quoted stands at just these octets of the frame.
        if (/\/(source|acl)$/.test(id)) expect(Buffer.from(first?.hex ?? '', 'hex').toString()).toBe(first?.got);
      }
      expect(failed(judged[`url/${row}`])).toEqual(['source: fail']);
      expect(failed(judged[`no-mac/${row}`])).toEqual(['mac: fail']);
      expect(failed(judged[`client-nonce/${row}`])[0]).toBe('cred: fail');
      expect(failed(judged[`acl-apart/${row}`])).toEqual(['acl: fail']);
      expect(failed(judged[`edited/${row}`])).toEqual(['source: fail', 'mac: fail']);
      expect(failed(judged[`no-final/${row}`])).toEqual(['mac: fail', 'final: fail']);
    }
    expect(failed(judged['edited-inside/udp'])).toEqual(['mac: fail', 'acl: fail']);
  });
});
