/** Pieces of HTML that stand in the file itself, so that the outcome is there without any script. */
import type { ItemVerdict } from '../../judge/verdict.js';
import { countBy, EDITIONS, type Outcome, VERDICT_ORDER } from '../index-report.js';
import type { Report, ReportItem } from '../report.js';
import { escapeXml } from '../text.js';

/** Beside each verdict's word: a sign of its own shape, for those who see no colours. */
export const SIGNS: Readonly<Record<ItemVerdict, string>> = {
  pass: '✓',
  fail: '✕',
  error: '!',
  inconclusive: '?',
  review: '◉',
  'not-tested': '○',
  'not-applicable': '–',
  excluded: '⊘',
};
const KINDS: Readonly<Record<ReportItem['kind'], string>> = { scr: 'SCR items', row: 'profile rows', statement: 'statements' };

const FILLS: Readonly<Record<ItemVerdict, string>> = {
  pass: 'pass',
  fail: 'fail',
  error: 'error',
  inconclusive: 'inconclusive',
  review: 'review',
  'not-tested': 'none',
  'not-applicable': 'none',
  excluded: 'none',
};

export function verdictWords(verdict: ItemVerdict): string {
  return verdict.replaceAll('-', ' ');
}

export function outcomeHtml(outcome: Outcome, exit: number): string {
  return `<div class="outcome ${outcome.tone}"><b>${outcome.word}</b><span>${escapeXml(outcome.sentence)} (exit ${exit})</span></div>`;
}

/** A bar of all items; a colour only for what was judged. */
export function barHtml(items: readonly ReportItem[]): string {
  if (items.length === 0) return '';
  let x = 0;
  const rects = VERDICT_ORDER.map((v) => {
    const n = items.filter((i) => i.verdict === v).length;
    const rect = n === 0 ? '' : `<rect class="fill-${FILLS[v]}" x="${x}" y="0" width="${n}" height="1"><title>${n} ${verdictWords(v)}</title></rect>`;
    x += n;
    return rect;
  });
  const told = VERDICT_ORDER.map((v) => [items.filter((i) => i.verdict === v).length, v] as const).filter(([n]) => n > 0);
  const label = told.map(([n, v]) => `${n} ${verdictWords(v)}`).join(', ');
  return `<svg class="bar" role="img" aria-label="${label}" viewBox="0 0 ${items.length} 1" preserveAspectRatio="none">${rects.join('')}</svg>`;
}

/** Items by edition and kind; each number leads to the list of those items. `href` makes the link, '' for none. */
export function totalsHtml(report: Report, href: (edition: string, kind: string, verdict: string) => string): string {
  const used = VERDICT_ORDER.filter((v) => report.items.some((i) => i.verdict === v));
  const groups = [...countBy(report.items, (i) => `${i.edition} ${i.kind}`)];
  if (groups.length === 0) return '<p>No item was selected.</p>';
  const cell = (n: number, v: ItemVerdict, link: string): string => {
    if (n === 0) return '<td class="zero">–</td>';
    const tone = FILLS[v] === 'none' ? 'other' : v;
    return `<td>${link ? `<a class="t-${tone}" href="${escapeXml(link)}">${n}</a>` : `<span class="t-${tone}">${n}</span>`}</td>`;
  };
  const rows = groups.map(([key, counts]) => {
    const [edition = '', kind = ''] = key.split(' ') as [string, ReportItem['kind']];
    const total = [...counts.values()].reduce((a, b) => a + b, 0);
    const name = `<b>${escapeXml(edition)}</b> <span class="long">${escapeXml(EDITIONS[edition] ?? '')}</span> <span class="soft">${KINDS[kind as ReportItem['kind']]}</span>`;
    return `<tr><th scope="row">${name}</th>${used.map((v) => cell(counts.get(v) ?? 0, v, href(edition, kind, v))).join('')}<td>${total}</td></tr>`;
  });
  const all = used.map((v) => cell(report.items.filter((i) => i.verdict === v).length, v, href('', '', v)));
  const head = used.map((v) => `<th scope="col"><span class="chip v-${v}" data-sign="${SIGNS[v]}">${verdictWords(v)}</span></th>`);
  return `<div class="scroll"><table class="totals"><thead><tr><th scope="col">Edition</th>${head.join('')}<th scope="col">all</th></tr></thead><tbody>${rows.join('')}</tbody><tfoot><tr><th scope="row">All items</th>${all.join('')}<td>${report.items.length}</td></tr></tfoot></table></div>`;
}

/** The whole document; `script` runs by its hash only, and nothing can be loaded from anywhere. */
export function documentHtml(parts: { readonly title: string; readonly style: string; readonly scriptHash?: string; readonly body: string }): string {
  const script = parts.scriptHash === undefined ? "'none'" : `'${parts.scriptHash}'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src ${script}; img-src data:; base-uri 'none'; form-action 'none'">
<link rel="icon" href="data:,">
<title>${escapeXml(parts.title)}</title>
<style>${parts.style}</style>
</head>
<body>
${parts.body}
</body>
</html>
`;
}
