import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { InputError } from '../base/errors.js';
import { compareLock } from '../base/ids-lock.js';
import { packageRoot } from '../base/package-root.js';
import { EDITIONS, loadCatalogue } from './catalogue.js';

const catalogue = loadCatalogue();
const items = [...catalogue.items.values()];
const count = (edition: string, kind: string): number => items.filter((i) => i.edition === edition && i.kind === kind).length;

describe('the requirement tables', () => {
  it('are complete: 43 table rows, 148 profile rows, 105 statements', () => {
    expect(Object.fromEntries(EDITIONS.map((e) => [e, [count(e, 'scr'), count(e, 'row'), count(e, 'statement')]]))).toEqual({
      SR: [10, 0, 11],
      SM: [15, 0, 48],
      OD: [11, 0, 11],
      NOTI: [7, 0, 32],
      CP: [0, 148, 3],
    });
    expect(items.filter((i) => i.kind === 'scr')).toHaveLength(43);
    expect(items.filter((i) => i.kind === 'row')).toHaveLength(148);
    expect(items.filter((i) => i.kind === 'statement')).toHaveLength(105);
  });

  it('have the very keys of the catalogue they were made from', () => {
    const wanted = readFileSync(join(packageRoot, 'tests/data/catalogue-keys.txt'), 'utf8').trim().split('\n');
    expect(wanted).toHaveLength(296);
    expect(items.map((i) => i.key).sort()).toEqual([...wanted].sort());
  });

  it('never lose or rename an id that was published', () => {
    const lock = readFileSync(join(packageRoot, 'scr/ids.lock'), 'utf8');
    expect(compareLock(catalogue.items.keys(), lock), 'new ids: npx dmct scr list --keys > scr/ids.lock').toEqual({ vanished: [], unlocked: [] });
  });

  it('tell a vanished id from a new one', () => {
    const lock = [...catalogue.items.keys(), 'SR/DM-SR-C-999-M'].filter((key) => key !== 'SR/SR-5.5-1').join('\n');
    expect(compareLock(catalogue.items.keys(), lock)).toEqual({ vanished: ['SR/DM-SR-C-999-M'], unlocked: ['SR/SR-5.5-1'] });
  });

  it('give a reason for everything excluded, and exclude little of SR and NOTI', () => {
    const excluded = items.filter((i) => i.excluded !== undefined);
    expect(excluded.filter((i) => i.edition === 'SR').map((i) => i.id)).toEqual(['SR-5.4-2']);
    expect(excluded.filter((i) => i.edition === 'NOTI').map((i) => i.id)).toEqual(['N-5.1-2', 'N-6.2.8-1', 'N-6.2.10-d', 'N-7.2-1']);
    for (const item of excluded) expect(item.excluded, item.key).toMatch(/^[A-Z].{40,}\.$/);
    expect(excluded.filter((i) => i.kind !== 'statement')).toEqual([]);
  });

  it('keep the two meanings of DM-SM-S-004-M apart', () => {
    expect(catalogue.items.get('SM/DM-SM-S-004-M')?.text).toContain("bearer's own security");
    expect(catalogue.items.get('OD/DM-SM-S-004-M')?.text).toContain('signed');
  });

  it('name the printed status and a status in our words', () => {
    const noti = items.filter((i) => i.edition === 'NOTI' && i.kind === 'scr');
    expect(noti.map((i) => `${i['status-printed']} ${i.status}`).sort()).toEqual(
      ['M mandatory', ...Array.from({ length: 6 }, () => 'O optional')].sort(),
    );
    expect(items.filter((i) => i.id.endsWith('-M') && i.kind === 'scr').every((i) => i.status === 'mandatory' && i['status-printed'] === 'M')).toBe(
      true,
    );
  });

  it('say who requires whom in Notification', () => {
    expect(items.filter((i) => i.requires !== '').map((i) => [i.key, i.requires])).toEqual([
      ['NOTI/SCR-DM-NOTI-C-001', 'SCR-DM-NOTI-C-002'],
      ['NOTI/SCR-DM-NOTI-S-001', 'SCR-DM-NOTI-S-002'],
    ]);
  });

  it('have the assumptions U1 to U12', () => {
    expect([...catalogue.assumptions.keys()]).toEqual(Array.from({ length: 12 }, (_, n) => `U${n + 1}`));
    expect(catalogue.items.get('SR/SR-5.2.1-1')?.assumptions).toEqual(['U3']);
  });

  it('are read once', () => expect(loadCatalogue()).toBe(catalogue));
});

describe('a table with a fault', () => {
  let folder = '';
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const broken = (file: string, from: string, to: string): InputError => {
    folder = mkdtempSync(join(tmpdir(), 'dmct-scr-'));
    cpSync(join(packageRoot, 'scr'), folder, { recursive: true });
    const path = join(folder, file);
    const text = readFileSync(path, 'utf8');
    expect(text).toContain(from);
    writeFileSync(path, text.replace(from, to));
    try {
      loadCatalogue(folder);
    } catch (cause) {
      if (cause instanceof InputError) return cause;
      throw cause;
    }
    throw new Error('the fault was not seen');
  };

  it.each([
    ['noti.yaml', 'counts: { scr: 7,', 'counts: { scr: 8,', 'wrong-count', 'NOTI has 7 items of the kind scr'],
    ['sr.yaml', 'id: DM-SR-C-002-M', 'id: DM-SR-C-001-M', 'duplicate-id', 'stands here twice'],
    ['sr.yaml', 'id: DM-SR-S-003-M', 'id: DM-SR-S-002', 'gap-exists', 'gaps'],
    ['noti.yaml', 'requires: SCR-DM-NOTI-C-002', 'requires: SCR-DM-NOTI-C-020', 'unknown-name', 'SCR-DM-NOTI-C-002'],
    ['noti.yaml', 'requires: SCR-DM-NOTI-C-002', 'requires: SCR-DM-NOTI-C-002 AND', 'expression-syntax', 'ends too early'],
    ['noti.yaml', 'requires: SCR-DM-NOTI-C-002', 'requires: SCR-DM-NOTI-C-002 AND UI OR SMS', 'expression-mix', 'mixed'],
    ['sr.yaml', 'when: AUTH-MD5 OR AUTH-MAC-MD5 OR AUTH-MAC-SHA256', 'when: NOTI/SCR-DM-NOTI-S-003', 'when-chain', 'itself has a condition'],
    ['sr.yaml', 'assumptions: [U3]', 'assumptions: [U13]', 'unknown-assumption', 'U13'],
    ['sr.yaml', 'assumptions: [U3]', 'assumptions: [U3, U4]', 'assumption-one-sided', 'U4 does not list'],
    ['assumptions.yaml', 'items: [SR/SR-5.4-1]', 'items: [SR/SR-5.4-1, SR/SR-5.4-2]', 'assumption-one-sided', 'U6'],
    ['assumptions.yaml', 'default: layout-a', 'default: layout-z', 'unknown-reading', 'layout-z'],
    ['cp.yaml', 'same-as: [SR/DM-SR-C-001-M]', 'same-as: [DM-SR-C-001-M]', 'not-a-key', 'SR/DM-SR-C-001-M'],
    ['sr.yaml', 'observability: wire', 'observabilty: wire', 'schema-unknown-key', 'unknown key "observabilty"'],
    ['sr.yaml', 'stage: candidate', 'stage: candidate\nstag: candidate', 'schema-unknown-key', '"stage"'],
    ['sr.yaml', 'status: mandatory', 'status: mandatry', 'schema-value', 'mandatory'],
    ['noti.yaml', 'excluded: >-', 'excluded: no\n    note: >-', 'schema-value', 'why no black-box tester'],
  ])('%s: %s -> %s', (file, from, to, code, message) => {
    const error = broken(file, from, to);
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
    expect(error.parts.where?.file).toContain(file);
    expect(error.parts.where?.line).toBeGreaterThan(1);
  });
});
