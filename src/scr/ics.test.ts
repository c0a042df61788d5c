import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError } from '../base/errors.js';
import { EDITIONS, loadCatalogue, type Side } from './catalogue.js';
import { allClaimed, icsFrom, loadIcs } from './ics.js';
import { findItem, meaningOf } from './names.js';
import { proforma } from './proforma.js';
import { staticReview } from './static-review.js';

const catalogue = loadCatalogue();
const folder = mkdtempSync(join(tmpdir(), 'dmct-ics-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const file = (text: string): string => {
  const path = join(folder, `${files++}.yaml`);
  writeFileSync(path, text);
  return path;
};
const fault = (act: () => unknown): { code: string; exitCode: number; message: string; line: number | undefined } => {
  try {
    act();
  } catch (cause) {
    if (cause instanceof InputError) return { code: cause.code, exitCode: cause.exitCode, message: cause.message, line: cause.parts.where?.line };
    throw cause;
  }
  throw new Error('no error');
};

describe('names', () => {
  it('find items by key, by colon, and by an id that one edition has', () => {
    for (const name of ['SR/DM-SR-C-001-M', 'SR:DM-SR-C-001-M', 'DM-SR-C-001-M']) expect(findItem(catalogue, name).key).toBe('SR/DM-SR-C-001-M');
    expect(findItem(catalogue, 'DM-SM-S-004-M', { edition: 'OD' }).key).toBe('OD/DM-SM-S-004-M');
  });

  it.each([
    ['DM-SM-C-001-M', 'ambiguous-item', 'SM/DM-SM-C-001-M or OD/DM-SM-C-001-M'],
    ['SR/DM-SR-C-0O1-M', 'unknown-item', 'SR/DM-SR-C-001-M'],
    ['sr/dm-sr-c-001-m', 'unknown-edition', '"SR"'],
    ['SX/DM-SR-C-001-M', 'unknown-edition', 'SR/DM-SR-C-001-M'],
    ['DM-SR-S-002-M', 'unknown-item', 'goes from 001 to 003'],
    ['SR/DM-SR-S-002', 'unknown-item', 'goes from 001 to 003'],
  ])('%s: %s', (name, code, message) => {
    const error = fault(() => findItem(catalogue, name));
    expect(error).toMatchObject({ code, exitCode: 2 });
    expect(error.message).toContain(message);
  });

  it.each([
    ['AUTH-MD6', 'unknown-name', '"AUTH-MD5"'],
    ['auth-md5', 'unknown-name', '"AUTH-MD5"'],
    ['SX:MCF', 'unknown-edition', '"SR"'],
    ['SR:OCF', 'empty-group', 'SR has no optional client functions'],
    ['SR:MFC', 'unknown-item', '"SR:MFC"'],
  ])('in expressions %s: %s', (name, code, message) => {
    const error = fault(() => meaningOf(catalogue, name));
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
  });
});

describe('an ICS', () => {
  it('that is absent claims everything on the side of the IUT', () => {
    const ics = allClaimed('client');
    expect(ics.applies('SR/DM-SR-C-001-M AND AUTH-MD5 AND NOTI:OCF').value).toBe('yes');
    expect(ics.claimed('SR/DM-SR-S-001-M')).toEqual({ value: 'no', why: 'SR/DM-SR-S-001-M = no (server side)' });
    expect(ics.claimed('SR/DM-SR-C-008-M').value).toBe('yes');
  });

  it('claims the mandatory items of a claimed edition, nothing optional, no capability', () => {
    const ics = icsFrom({ NOTI: 'yes', SR: 'no' }, 'server');
    expect(ics.claimed('NOTI/SCR-DM-NOTI-S-001')).toEqual({ value: 'no', why: 'NOTI/SCR-DM-NOTI-S-001 = no (optional, not answered)' });
    expect(ics.claimed('SR/DM-SR-S-001-M')).toEqual({ value: 'no', why: 'SR/DM-SR-S-001-M = no (SR = no)' });
    expect(ics.claimed('AUTH-MD5')).toEqual({ value: 'no', why: 'AUTH-MD5 = no (not answered)' });
    expect(ics.claimed('OD').value).toBe('no');
    expect(icsFrom({ SR: 'yes' }, 'client').applies('SR:MCF').value).toBe('no'); // C-008 waits for a scheme with nonce
    expect(icsFrom({ SR: 'yes', 'AUTH-MD5': 'yes' }, 'client').applies('SR:MCF').value).toBe('yes');
  });

  it('takes a condition for what it is', () => {
    expect(icsFrom({ SR: 'yes' }, 'client').claimed('SR/DM-SR-C-008-M').value).toBe('no');
    expect(icsFrom({ SR: 'yes', 'AUTH-MD5': 'unknown' }, 'client').claimed('SR/DM-SR-C-008-M').value).toBe('yes');
    expect(icsFrom({ NOTI: 'yes' }, 'server').claimed('NOTI/SCR-DM-NOTI-S-003').value).toBe('no');
    expect(icsFrom({ 'SCR-DM-NOTI-S-002': 'yes' }, 'server').claimed('NOTI/SCR-DM-NOTI-S-003').value).toBe('yes');
  });

  it('lets the particular answer win over the group', () => {
    const ics = icsFrom({ 'NOTI:OCF': 'yes', 'NOTI/SCR-DM-NOTI-C-003': 'no' }, 'client');
    expect(ics.claimed('NOTI').value).toBe('yes');
    expect(ics.claimed('NOTI/SCR-DM-NOTI-C-001').value).toBe('yes');
    expect(ics.claimed('NOTI/SCR-DM-NOTI-C-003').value).toBe('no');
    expect(ics.claimed('NOTI/N-5.1-1')).toMatchObject({ value: 'no' });
  });

  it.each([
    ['ics:\n  SR: yes\n  AUTH-MD6: yes\n', 'unknown-name', 3],
    ['ics:\n  DM-SM-C-001-M: yes\n', 'ambiguous-item', 2],
    ['ics:\n  SR/DM-SR-C-001-M: yes\n  DM-SR-C-001-M: no\n', 'duplicate-answer', 3],
    ['ics:\n  SR: maybe\n', 'schema-value', 2],
    ['isc:\n  SR: yes\n', 'schema-unknown-key', 1],
    ['side: server\nics:\n  SR: yes\n', 'wrong-side', 1],
    ['ics:\n  AUTH-MD5: yes\n', 'ics-claims-nothing', undefined],
    ['ics:\n  SR: yes\n  SR: no\n', 'yaml-duplicate-key', 3],
  ])('with a fault: %j', (text, code, line) => {
    const error = fault(() => loadIcs(file(text), 'client'));
    expect(error).toMatchObject({ code, exitCode: 2, line });
  });

  it('with several faults tells all of them', () => {
    const text = 'ics:\n  SR: maybe\n  BOGUS: yes\n  SR/DM-SR-C-02-M: no\n';
    expect(() => loadIcs(file(text), 'client')).toThrow(
      /:2:7: ics\.SR is "maybe"(.|\n)*:3:10: unknown item or capability "BOGUS"(.|\n)*:4:20: unknown item/,
    );
  });

  it('claims only by what concerns the side, in a form for both as well', () => {
    const shared = loadIcs(file('ics:\n  SR: yes\n  NOTI/SCR-DM-NOTI-S-001: yes\n  NOTI:OSF: yes\n  COPY-IN-COMMAND: yes\n'), 'client');
    expect(['NOTI', 'NOTI/SCR-DM-NOTI-S-001', 'NOTI/N-5-2', 'COPY-IN-COMMAND'].map((name) => shared.claimed(name).value)).toEqual(
      Array(4).fill('no'),
    );
    expect(staticReview(shared).filter(({ severity }) => severity === 'note')).toEqual([]);
    const server = loadIcs(file('ics:\n  NOTI/SCR-DM-NOTI-S-001: yes\n'), 'server');
    expect(server.claimed('NOTI/N-5-2').value).toBe('yes');
    expect(fault(() => loadIcs(file('ics:\n  NOTI:OSF: yes\n'), 'client'))).toMatchObject({ code: 'ics-claims-nothing' });
  });

  it('for one side tells each answer that concerns the other, with its line and the item that was meant', () => {
    const answers = '  SR: yes\n  SR/DM-SR-S-001-M: no\n  COPY-IN-COMMAND: yes\n  NOTI:OSF: yes\n';
    const notes = staticReview(loadIcs(file(`side: client\nics:\n${answers}`))).filter(({ severity }) => severity === 'note');
    expect(notes.map(({ code, where, message }) => [code, where?.line, message])).toEqual([
      ['other-side', 4, "SR/DM-SR-S-001-M = no is not looked at: it concerns a server, and this is a client; the client's is SR/DM-SR-C-001-M"],
      ['other-side', 5, 'COPY-IN-COMMAND = yes is not looked at: it concerns a server, and this is a client'],
      ['other-side', 6, "NOTI:OSF = yes is not looked at: it concerns a server, and this is a client; the client's is NOTI:OCF"],
    ]);
  });

  it('without any answer is none: everything is claimed', () => {
    for (const none of ['ics: {}\n', 'ics:\n  # SR: yes\n']) expect(loadIcs(file(none), 'client').claimed('NOTI').value).toBe('yes');
    expect(icsFrom({}, 'server').stated).toBeUndefined();
  });

  it('gives every item and capability an answer for the report', () => {
    const all = loadIcs(file('side: client\nics:\n  SR: yes\n  AUTH-MD5: yes\n')).all();
    expect(Object.keys(all)).toHaveLength(catalogue.items.size + catalogue.capabilities.size);
    expect(all['SR/DM-SR-C-008-M']).toBe('yes');
    expect(all['AUTH-BASIC']).toBe('no');
  });
});

describe('static review', () => {
  const review = (answers: Record<string, string>, side: Side = 'client') =>
    staticReview(icsFrom(answers, side)).map((p) => `${p.severity} ${p.code} ${p.name}`);

  it('finds a sound ICS sound', () => expect(review({ SR: 'yes', 'AUTH-MD5': 'yes', TLS: 'yes' })).toEqual([]));
  it('finds nothing against an ICS that is absent', () => expect(EDITIONS.flatMap(() => staticReview(allClaimed('client')))).toEqual([]));

  it.each<[string, Record<string, string>, string[], Side?]>([
    ['a mandatory item answered no', { SR: 'yes', 'SR/DM-SR-C-002-M': 'no', TLS: 'yes' }, ['violation mandatory-no SR/DM-SR-C-002-M']],
    [
      'a mandatory group answered no',
      { SR: 'yes', 'SR:MSF': 'no' },
      ['violation mandatory-no SR/DM-SR-S-001-M', 'violation mandatory-no SR/DM-SR-S-003-M'],
      'server',
    ],
    ['a prerequisite that is missing', { 'NOTI/SCR-DM-NOTI-C-001': 'yes' }, ['violation requires NOTI/SCR-DM-NOTI-C-001']],
    ['a prerequisite that is there', { 'NOTI/SCR-DM-NOTI-C-001': 'yes', 'NOTI/SCR-DM-NOTI-C-002': 'yes' }, []],
    ['a row without what it needs', { 'CP/DM-CP-DMSEC-07': 'yes', 'CP:MCF': 'unknown', 'AUTH-MD5': 'no' }, ['violation needs CP/DM-CP-DMSEC-07']],
    ['a row that needs what nobody has answered', { 'CP/DM-CP-DMSEC-07': 'yes', 'CP:MCF': 'unknown' }, ['open needs CP/DM-CP-DMSEC-07']],
    ['an edition that is left open', { CP: 'unknown', TLS: 'no', 'AUTH-HTTP': 'no' }, ['open unanswered CP']],
    ['an item whose condition is denied', { NOTI: 'yes', 'NOTI/SCR-DM-NOTI-S-003': 'yes' }, ['violation when NOTI/SCR-DM-NOTI-S-003'], 'server'],
    ['an item of an edition that is denied', { SR: 'no', 'DM-SR-C-001-M': 'yes', NOTI: 'yes' }, ['violation edition SR/DM-SR-C-001-M']],
    ['an answer left open', { SR: 'yes', TLS: 'unknown', 'AUTH-MAC-SHA256': 'yes' }, ['open unanswered TLS']],
  ])('%s', (_, answers, problems, side) => {
    const found = review(answers, side);
    expect(found.filter((p) => !p.startsWith('open') || problems.includes(p))).toEqual(problems);
  });
});

describe('the proforma', () => {
  it.each<[Side]>([['client'], ['server'], ['both']])('round-trips for the side %s', (side) => {
    const text = proforma(catalogue, { editions: EDITIONS, side, schema: 'x.json' });
    const ics = loadIcs(file(text));
    expect(ics.side).toBe(side);
    const concerned = [...catalogue.items.values()].filter((i) => side === 'both' || i.side === 'both' || i.side === side);
    expect(concerned.length).toBeGreaterThan(70);
    for (const item of concerned) {
      expect(text).toMatch(new RegExp(`^  (# )?${item.key.replaceAll('.', '\\.')}: (yes|unknown)$`, 'm'));
      expect(ics.stated?.has(item.key), item.key).toBe(item.when === undefined);
    }
    expect(staticReview(ics).filter((p) => p.severity === 'violation')).toEqual([]);
  });

  it('has only what was chosen', () => {
    const text = proforma(catalogue, { editions: ['NOTI'], side: 'server', schema: 'x.json' });
    expect(text).toContain('  NOTI/SCR-DM-NOTI-S-001: unknown\n');
    expect(text).toContain('  # NOTI/SCR-DM-NOTI-S-003: yes\n');
    expect(text).not.toContain('SCR-DM-NOTI-C-001:');
    expect(text).not.toContain('SR/DM');
  });
});
