/** A matrix shows every report of a side and the items that all have. */
import { describe, expect, test } from 'vitest';
import { count, sampleReport } from '../../tests/fixtures/sample-report.js';
import type { Finding } from './findings.js';
import { reportHtml } from './html.js';
import { matrixOf } from './matrix.js';
import { matrixHtml } from './matrix-html.js';
import { matrixMarkdown } from './matrix-markdown.js';
import type { Report } from './report.js';

const base = sampleReport({ rows: 12, verdicts: [['pass', 1]] });

describe('matrix', () => {
  const named = (name: string, report: Report): Report => ({ ...report, iut: { ...report.iut, name, product: `${name} product` } });
  const a = named('acme', base);
  const [first, second, ...rest] = base.items as [Report['items'][number], Report['items'][number], ...Report['items'][number][]];
  const items = [{ ...first, verdict: 'fail' as const, reason: 'said <so>' }, ...rest];
  const b = named('globex', { ...base, items, totals: { ...base.totals, items: count(items) }, exit: 1 });
  const server = named('mdm', sampleReport({ rows: 3, role: 'server' }));
  const matrix = matrixOf([
    { report: a, href: 'acme/index.html' },
    { report: server, href: 'mdm/index.html' },
    { report: b, href: 'globex%20x/index.html' },
  ]);

  test('a table for each side; rows are the items that all have, the others are named', () => {
    expect(matrix.tables.map(({ role, columns }) => [role, columns.map((c) => c.name)])).toEqual([
      ['client', ['acme', 'globex']],
      ['server', ['mdm']],
    ]);
    const [clients] = matrix.tables;
    expect(clients?.notCommon).toEqual([second.key]);
    expect(clients?.rows.map((row) => row.key)).toEqual(items.map((item) => item.key));
    expect(clients?.rows[0]).toMatchObject({ key: first.key, cells: [{ verdict: first.verdict }, { verdict: 'fail', reason: 'said <so>' }] });
    expect(clients?.rows[0]?.differs).toBe(first.verdict !== 'fail' && !['not-tested', 'not-applicable', 'excluded'].includes(first.verdict));
    for (const column of clients?.columns ?? []) expect(Object.values(column.counts).reduce((x, y) => x + y, 0)).toBe(items.length);
  });

  test('each cell leads to the item in the report of its column', () => {
    const cell = matrix.tables[0]?.rows[0]?.cells[1];
    expect(cell?.href).toBe(`globex%20x/index.html#item=${encodeURIComponent(first.key).replaceAll('%2F', '/')}`);
    expect(matrixHtml(matrix)).toContain(`<a title="said &lt;so&gt;" class="chip v-fail" data-sign="✕" href="${cell?.href}">fail</a>`);
    expect(matrixMarkdown(matrix)).toContain(`[❌ fail](${cell?.href})`);
  });

  test('a vendor that nobody has filled in leaves no empty brackets', () => {
    const nameless = {
      ...matrix,
      tables: matrix.tables.map((table) => ({ ...table, columns: table.columns.map((column) => ({ ...column, vendor: '' })) })),
    };
    const bare = / \(\) \||<span class="soft"> · /;
    expect([matrixMarkdown(nameless), matrixHtml(nameless)].filter((text) => bare.test(text))).toEqual([]);
    expect(matrixMarkdown(matrix)).toContain('** (Acme Mobile) |');
  });

  test('what is wrong with an ICS stands below the totals, and leads to its octets', () => {
    const evidence = { frame: 3, from: 4, to: 9, hex: '', wanted: '', got: '' };
    const findings: Finding[] = [
      { kind: 'wire', code: 'contradicted', name: 'AUTH-MD5', message: 'seen <so>', evidence },
      { kind: 'static', code: 'requires', name: 'SR/X', message: 'said' },
    ];
    const told = matrixOf([
      { report: a, href: 'acme/index.html' },
      { report: { ...b, findings }, href: 'globex%20x/index.html' },
    ]);
    expect(told.tables[0]?.columns.map((c) => c.findings.map((f) => f.href))).toEqual([
      [],
      ['globex%20x/index.html#frame=3&octets=4-9', 'globex%20x/index.html#findings'],
    ]);
    expect(matrixHtml(told)).toContain('<a href="globex%20x/index.html#frame=3&amp;octets=4-9">AUTH-MD5 (contradicted)</a>: seen &lt;so&gt;</li>');
    expect(matrixMarkdown(told)).toContain('[SR/X (requires)](globex%20x/index.html#findings): said');
    expect(reportHtml({ ...b, findings })).toContain('id="findings"');
    for (const text of [matrixHtml(matrix), matrixMarkdown(matrix)]) expect(text).not.toContain('wrong with an ICS');
  });

  test('a crash stands below the totals, apart from what is wrong with an ICS, and leads to the findings of its report', () => {
    const crash: Finding = { kind: 'iut', code: 'iut-crash', name: 'send-report', message: 'it <ended>', row: 'sr-one', count: 10 };
    const told = matrixOf([
      { report: a, href: 'acme/index.html' },
      { report: { ...b, findings: [crash] }, href: 'globex%20x/index.html' },
    ]);
    expect(told.tables[0]?.columns.map((c) => c.findings.map((f) => [f.kind, f.href]))).toEqual([[], [['iut', 'globex%20x/index.html#trouble']]]);
    expect(matrixHtml(told)).toContain(
      '<a href="globex%20x/index.html#trouble">send-report (iut-crash)</a>: it &lt;ended&gt; (10 times, first in sr-one)</li>',
    );
    expect(matrixMarkdown(told)).toMatch(
      /### What went wrong with an implementation\n\n- \*\*.*\[send-report \(iut-crash\)\]\(globex%20x\/index.html#trouble\): it /,
    );
    for (const text of [matrixHtml(told), matrixMarkdown(told)]) expect(text).not.toContain('wrong with an ICS');
    expect(reportHtml({ ...b, findings: [crash] })).toContain('id="trouble"');
    for (const text of [matrixHtml(matrix), matrixMarkdown(matrix)]) expect(text).not.toContain('wrong with an implementation');
  });

  test('items that nobody was judged on are rows all the same, and differ from nothing', () => {
    const silent = matrixOf(
      [a, b].map((report) => ({ report: { ...report, items: report.items.map((i) => ({ ...i, verdict: 'not-tested' as const })) }, href: 'x' })),
    );
    expect(silent.tables[0]?.rows.length).toBe(items.length);
    expect(silent.tables[0]?.rows.some((row) => row.differs || row.judged)).toBe(false);
  });
});
