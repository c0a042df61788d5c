import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { EDITIONS, loadCatalogue } from './catalogue.js';
import type { Tri } from './evaluate.js';
import { readFilledForm } from './filled-form.js';
import { loadIcs } from './ics.js';
import { proforma } from './proforma.js';

const catalogue = loadCatalogue();
const folder = mkdtempSync(join(tmpdir(), 'dmct-form-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const file = (text: string): string => {
  const path = join(folder, `${files++}.yaml`);
  writeFileSync(path, text);
  return path;
};
const again = (path: string): string => {
  const from = readFilledForm(path, catalogue);
  return proforma(catalogue, { editions: from.editions, side: from.side, schema: 'x.json', from });
};

/** Text that a person may write behind a #. */
const remark = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme-ascii' }).map((text) => ` told: ${text.trimEnd()}`);
const answer = fc.constantFrom<Tri>('yes', 'no', 'unknown');

describe('a form that was filled in', () => {
  it('keeps every answer and every remark in a new form, which is then the same for ever', () => {
    const editions = fc.shuffledSubarray([...EDITIONS], { minLength: 1 }).map((some) => EDITIONS.filter((e) => some.includes(e)));
    fc.assert(
      fc.property(
        editions,
        fc.constantFrom('client', 'server', 'both'),
        fc.array(fc.tuple(answer, fc.option(remark), fc.option(remark)), { minLength: 1, maxLength: 30 }),
        (some, side, fills) => {
          const form = proforma(catalogue, { editions: some, side, schema: 'x.json' });
          const filled: Record<string, { value: Tri; above: string[]; beside?: string }> = {};
          let n = 0;
          const lines = form.split('\n').flatMap((line) => {
            const [, name] = /^ {2}([A-Z][A-Za-z0-9:/._-]*): (?:yes|unknown)$/.exec(line) ?? [];
            if (name === undefined) return [line];
            const [value, above, beside] = fills[n++ % fills.length] as [Tri, string | null, string | null];
            const claim = (EDITIONS as readonly string[]).includes(name) ? 'yes' : value;
            filled[name] = { value: claim, above: above === null ? [] : [above], ...(beside === null ? {} : { beside }) };
            return [...(above === null ? [] : [`  #${above}`]), `  ${name}: ${claim}${beside === null ? '' : ` #${beside}`}`];
          });
          const path = file(lines.join('\n'));
          const next = file(again(path));
          expect(Object.fromEntries(readFilledForm(next, catalogue).answers)).toEqual(filled);
          expect(loadIcs(next).stated).toEqual(loadIcs(path).stated);
          expect(again(next)).toBe(again(path));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keeps what the new form has no line for: groups, other editions, an answer to a conditional item, remarks at head and foot', () => {
    const path = file(`# Acme, filled in by Jo
side: client
# asked the firmware team
ics: # all of it
  # as agreed in May
  SR: "yes"
  "SR:MCF": yes
  NOTI/SCR-DM-NOTI-C-001: no # next release
  OD/DM-SM-C-001-M: "no"
  AUTH-MD5: yes
  # to be continued
`);
    const from = readFilledForm(path, catalogue);
    expect(from.editions).toEqual(['SR', 'OD', 'NOTI']);
    const text = proforma(catalogue, { editions: ['SR'], side: 'client', schema: 'x.json', from });
    for (const told of ['# Acme, filled in by Jo', '# asked the firmware team', '# all of it', '# as agreed in May', '# to be continued'])
      expect(text).toContain(told);
    expect(text).toContain('  NOTI/SCR-DM-NOTI-C-001: no # next release\n');
    expect(text).toContain('  SR:MCF: yes\n');
    expect(Object.fromEntries(loadIcs(file(text)).stated ?? [])).toMatchObject(Object.fromEntries(loadIcs(path).stated ?? []));
    expect(proforma(catalogue, { editions: ['SR'], side: 'client', schema: 'x.json', from: readFilledForm(file(text), catalogue) })).toBe(text);
  });

  it('of known answers stands on them', () => {
    const text = proforma(catalogue, { editions: ['SR'], side: 'client', schema: 'x.json', answers: { WBXML: 'no', 'SR/DM-SR-C-001-M': 'no' } });
    expect(text).toContain('  WBXML: no\n');
    expect(text).toContain('  SR/DM-SR-C-001-M: no\n');
    expect(text).toContain('  XML: unknown\n');
  });
});
