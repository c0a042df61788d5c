/** The matrix as a page: one file, no script, nothing loaded. On a narrow screen and on paper each item stands for itself. */
import type { ItemVerdict } from '../judge/verdict.js';
import { isAboutIcs, isAboutIut } from './findings.js';
import { EDITIONS, VERDICT_ORDER } from './index-report.js';
import type { Matrix, MatrixCell, MatrixColumn, MatrixFinding, MatrixRow, MatrixTable } from './matrix.js';
import { documentHtml, SIGNS, verdictWords } from './page/parts.js';
import { STYLE } from './page/style.js';
import { escapeXml } from './text.js';

const MATRIX_STYLE = /* css */ `
.matrix { border-collapse: separate; border-spacing: 0; }
.matrix th, .matrix td { border-bottom: 1px solid var(--line); padding: 6px 12px; text-align: left; vertical-align: top; }
.matrix thead th { position: sticky; top: 0; background: var(--paper); z-index: 1; font-size: .88rem; white-space: nowrap; }
.matrix thead th span { display: block; font-weight: 400; }
.matrix tbody th { font-weight: 400; min-width: 18em; position: sticky; left: 0; background: var(--paper); }
.matrix th:first-child { padding-left: 0; }
.matrix tbody th b { font-family: var(--mono); font-size: .86rem; overflow-wrap: anywhere; }
.matrix tbody th .text { display: block; font-size: .9rem; }
.matrix .edition th { padding-top: 18px; font-weight: 650; }
.matrix td { width: 9.5rem; } .matrix td a { text-decoration: none; } .matrix td a:hover { text-decoration: underline; }
.matrix .differs > * { background: var(--card); } .matrix .differs th { box-shadow: inset 3px 0 var(--fail); padding-left: 10px; }
.choice { display: flex; flex-wrap: wrap; gap: 4px 22px; margin: 14px 0; } .choice label { display: inline-flex; gap: .5em; align-items: center; }
.choice input { min-height: 0; margin: 0; width: 1.05rem; height: 1.05rem; }
.side:has(.only-differing:checked) tr.alike, .side:has(.only-judged:checked) tr.unjudged { display: none; }
.side:has(.only-differing:checked) tr.edition:not(:has(~ tr.differs)), .side:has(.only-judged:checked) tbody:not(:has(tr.judged)) { display: none; }
.legend { display: flex; flex-wrap: wrap; gap: 6px; margin: 10px 0 0; }
@media (max-width: 640px) {
  .matrix, .matrix tbody, .matrix tr, .matrix td, .matrix th { display: block; width: auto; }
  .matrix thead { position: absolute; clip-path: inset(50%); height: 1px; overflow: hidden; }
  .matrix tbody tr { padding: 8px 0 10px; border-bottom: 1px solid var(--line); } .matrix tbody th { min-width: 0; padding: 0 0 4px; border: 0; }
  .matrix .differs > * { background: none; } .matrix .differs th { padding-left: 10px; }
  .matrix td { display: flex; justify-content: space-between; gap: 12px; padding: 3px 0; border: 0; } .matrix td::before { content: attr(data-iut); color: var(--soft); }
}
@media print {
  .choice { display: none; } .matrix thead th { position: static; } .matrix tr { break-inside: avoid; } .matrix .edition { break-after: avoid; }
  .matrix th, .matrix td { padding: 3px 6px; } .matrix td { width: auto; } .matrix tbody th { position: static; } .matrix tbody th .text { font-size: .8rem; }
}
`;

const chip = (verdict: ItemVerdict, text: string, link?: string): string => {
  const attributes = `class="chip v-${verdict}" data-sign="${SIGNS[verdict]}"`;
  return link === undefined ? `<span ${attributes}>${text}</span>` : `<a ${attributes} href="${escapeXml(link)}">${text}</a>`;
};

/** index.html of a matrix. */
export function matrixHtml(matrix: Matrix, title = 'OMA DM conformance, side by side'): string {
  const sides = matrix.tables.map(
    (table) => `<section class="side"><h2 class="section">DM ${table.role}s</h2>
${totals(table)}
${items(table)}</section>`,
  );
  const legend = VERDICT_ORDER.map((verdict) => chip(verdict, verdictWords(verdict))).join('');
  const body = `<div class="page"><header class="top"><div><h1>${escapeXml(title)}</h1>
<p class="soft">Each verdict leads to its octets in the report of that implementation.</p></div></header><main>
<div class="legend" role="note" aria-label="Verdicts">${legend}</div>
${sides.join('\n')}</main></div>`;
  return documentHtml({ title, style: STYLE + MATRIX_STYLE, body });
}

function totals({ columns, rows, notCommon }: MatrixTable): string {
  const used = VERDICT_ORDER.filter((verdict) => columns.some(({ counts }) => counts[verdict]));
  const head = used.map((verdict) => `<th scope="col">${chip(verdict, verdictWords(verdict))}</th>`).join('');
  const line = (column: MatrixColumn): string => {
    const cells = used.map((verdict) => {
      const n = column.counts[verdict] ?? 0;
      const tone = ['not-tested', 'not-applicable', 'excluded'].includes(verdict) ? 'other' : verdict;
      return n === 0 ? '<td class="zero">–</td>' : `<td><a class="t-${tone}" href="${escapeXml(column.href)}#verdict=${verdict}">${n}</a></td>`;
    });
    const name = `<a href="${escapeXml(column.href)}"><b>${escapeXml(column.product)} ${escapeXml(column.version)}</b></a> <span class="soft">${column.vendor === '' ? '' : `${escapeXml(column.vendor)} · `}${escapeXml(column.told)}</span>`;
    const outcome = `<span class="${column.outcome.tone}"><b>${escapeXml(column.outcome.word)}</b></span>`;
    return `<tr><th scope="row">${name}<br>${outcome}</th>${cells.join('')}</tr>`;
  };
  const lost = notCommon.length === 0 ? '' : ` ${notCommon.length} items are not in every report; matrix.json names them.`;
  const differing = rows.filter((row) => row.differs).length;
  return `<div class="scroll"><table class="totals"><thead><tr><th scope="col">Implementation</th>${head}</tr></thead><tbody>${columns.map(line).join('')}</tbody></table></div>
<p class="soft">${rows.length} common items, ${differing} with different verdicts.${lost}</p>${suites(columns)}${findings(columns)}`;
}

/** Verdicts of different tests are no comparison: so that is said. */
function suites(columns: readonly MatrixColumn[]): string {
  const known = new Set(columns.map(({ suite }) => suite ?? 'unknown'));
  if (known.size < 2) return '';
  const told = columns.map(({ label, suite }) => `${escapeXml(label)}: <code>${escapeXml(suite ?? 'not told')}</code>`);
  return `<p class="t-fail"><b>Judged by different suites.</b> ${told.join(', ')}</p>`;
}

/** An implementation may be non-conformant with every verdict a pass: then this is why. */
function findings(columns: readonly MatrixColumn[]): string {
  const list = (head: string, wanted: (finding: MatrixFinding) => boolean): string => {
    const lines = columns.flatMap((column) =>
      column.findings
        .filter(wanted)
        .map(
          ({ finding, message, href }) =>
            `<li><b>${escapeXml(column.label)}</b>: <a href="${escapeXml(href)}">${escapeXml(finding)}</a>: ${escapeXml(message)}</li>`,
        ),
    );
    return lines.length === 0 ? '' : `<h3>${head}</h3><ul class="findings">${lines.join('')}</ul>`;
  };
  return list('What is wrong with an ICS', isAboutIcs) + list('What went wrong with an implementation', isAboutIut);
}

function items({ columns, rows, role }: MatrixTable): string {
  if (rows.length === 0) return '<p>These reports have no item in common.</p>';
  const head = columns.map(
    ({ product, version, told }) => `<th scope="col">${escapeXml(product)} ${escapeXml(version)}<span class="soft">${escapeXml(told)}</span></th>`,
  );
  const editions = [...new Set(rows.map((row) => row.edition))];
  const bodies = editions.map((edition) => {
    const own = rows.filter((row) => row.edition === edition);
    const title = `<tr class="edition"><th scope="rowgroup" colspan="${columns.length + 1}">${escapeXml(edition)} <span class="soft">${escapeXml(EDITIONS[edition] ?? '')}</span></th></tr>`;
    return `<tbody>${title}${own.map((row) => itemRow(row, columns)).join('')}</tbody>`;
  });
  return `<div class="choice" role="group" aria-label="Rows">
<label><input type="checkbox" class="only-differing" id="${role}-differing"> only where verdicts differ</label>
<label><input type="checkbox" class="only-judged" id="${role}-judged"> only what was judged</label>
</div>
<table class="matrix"><thead><tr><th scope="col">Item</th>${head.join('')}</tr></thead>${bodies.join('')}</table>`;
}

function itemRow({ key, status, text, cells, differs, judged }: MatrixRow, columns: readonly MatrixColumn[]): string {
  const cell = ({ verdict, reason, href }: MatrixCell, n: number): string => {
    const link = chip(verdict, verdictWords(verdict), href);
    const why = reason === undefined ? link : link.replace('<a ', `<a title="${escapeXml(reason)}" `);
    return `<td data-iut="${escapeXml(columns[n]?.label ?? '')}">${why}</td>`;
  };
  const kind = `${differs ? 'differs' : 'alike'} ${judged ? 'judged' : 'unjudged'}`;
  return `<tr class="${kind}"><th scope="row"><b>${escapeXml(key)}</b> <small class="soft">${escapeXml(status)}</small><span class="soft text">${escapeXml(text)}</span></th>${cells.map(cell).join('')}</tr>`;
}
