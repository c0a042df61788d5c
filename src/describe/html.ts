/** Test descriptions as one HTML file: a table of contents, then a test a sheet. No script, nothing loaded, made to be printed. */
import { counted } from '../base/counted.js';
import { EDITIONS } from '../report/index-report.js';
import { documentHtml } from '../report/page/parts.js';
import { STYLE } from '../report/page/style.js';
import { PRINT_STYLE } from '../report/page/style-print.js';
import type { Suite } from '../report/report.js';
import { SEQUENCE_STYLE, sequenceSvg } from '../report/sequence/svg.js';
import { escapeXml } from '../report/text.js';
import type { Description, StepDescription } from './describe.js';
import { diagramOf } from './diagram.js';

const OWN_STYLE = /* css */ `
.page { max-width: 1000px; } .test { border-top: 2px solid var(--ink); margin: 40px 0 0; padding: 14px 0 0; } .test > h3 { margin: 20px 0 4px; }
.toc { columns: 2; column-gap: 40px; padding: 0; list-style: none; } .toc li { break-inside: avoid; padding: 2px 0; overflow-wrap: anywhere; } .toc a { font-family: var(--mono); font-size: .84rem; } .toc span { display: block; font-size: .86rem; color: var(--soft); }
.plain { overflow-wrap: break-word; } .plain .id { overflow-wrap: anywhere; } .plain td:first-child .id { white-space: nowrap; } .plain .words, .plain td:not(:first-child) code { overflow-wrap: anywhere; } .plain code { font-size: .82rem; } .plain ul { margin: 4px 0 0; padding-left: 1.1em; } .plain .id { font-family: var(--mono); font-size: .8rem; }
.diagram { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; background: var(--card); padding: 4px 0; }
@media (max-width: 640px) { .toc { columns: 1; } .plain, .plain tbody, .plain tr, .plain td { display: block; } .plain thead { position: absolute; clip-path: inset(50%); } .plain tr { padding: 6px 0; border-bottom: 1px solid var(--line); } .plain td { border: 0; padding: 1px 0; overflow-wrap: anywhere; } .plain td:first-child .id { white-space: normal; } }
@media print { .test { break-before: page; margin: 0; border: 0; } .diagram { border: 0; overflow: visible; } .toc { columns: 2; } }
`;

const code = (text: string): string => `<code>${escapeXml(text)}</code>`;
const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<table class="plain"><thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead><tbody>${rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('')}</tbody></table>`;
const items = (list: readonly string[]): string => `<ul>${list.map((entry) => `<li>${entry}</li>`).join('')}</ul>`;

/** descriptions.html. */
export function descriptionsHtml(descriptions: readonly Description[], suite: Suite): string {
  const title = 'OMA DM conformance: test descriptions';
  const parts = (['client', 'server'] as const).flatMap((side) => {
    const own = descriptions.filter((d) => d.side === side);
    if (own.length === 0) return [];
    const links = own.map((d) => `<li><a href="#${escapeXml(d.id)}">${escapeXml(d.id)}</a><span>${escapeXml(d.title)}</span></li>`);
    return [`<h2 class="section">Tests of a DM ${side}</h2><ul class="toc">${links.join('')}</ul>`];
  });
  const body = `<div class="page"><header class="top"><div><h1>${title}</h1>
<p class="soft">${counted(descriptions.length, 'test')} of suite ${code(suite.version)}, generated from the scenarios: what stands here is what is run.</p>
<p class="soft">‹…› stands for what is filled in when a test runs: a PIXIT value, a value of the row, a field of an account.</p></div></header>
<nav aria-label="Contents">${parts.join('')}</nav>
<main>${descriptions.map(test).join('\n')}</main></div>`;
  return documentHtml({
    title,
    style: STYLE + SEQUENCE_STYLE + PRINT_STYLE.replace('dmct conformance report', `dmct test descriptions, suite ${suite.version}`) + OWN_STYLE,
    body,
  });
}

function test(d: Description): string {
  const { parties, lines } = diagramOf(d);
  const section = (name: string, html: string): string => (html === '' ? '' : `<h3>${name}</h3>${html}`);
  return `<section class="test" id="${escapeXml(d.id)}"><h2>${escapeXml(d.id)}</h2>
<p><b>${escapeXml(d.title)}</b></p>
${section('Purpose', `<p>${escapeXml(d.purpose)}</p>`)}
${section(
  'Items',
  table(
    ['item', 'section', 'status', 'requirement', 'judged by'],
    d.items.map((i) => [
      `<span class="id">${escapeXml(i.key)}</span>`,
      escapeXml(sectionWords(i.section)),
      escapeXml(i.status),
      escapeXml(i.text),
      escapeXml(i.assertions.join(', ')),
    ]),
  ),
)}
${section('Applicability', `<p>${escapeXml(d.applies.words)}${d.applies.expression === '' ? '' : ` <span class="soft">(${code(d.applies.expression)})</span>`}</p>`)}
${section('Preconditions', items(d.preconditions.map(escapeXml)))}
${section(
  'PIXIT',
  d.pixit.length === 0
    ? ''
    : table(
        ['parameter', 'unit', 'default', 'meaning'],
        d.pixit.map((p) => [code(p.name), escapeXml(p.unit), p.default === undefined ? 'the vendor says it' : code(p.default), escapeXml(p.meaning)]),
      ),
)}
${section(
  'Rows',
  d.rows === undefined
    ? ''
    : table(
        ['row', 'applicability', 'values'],
        d.rows.map((r) => [code(r.name), escapeXml(r.applies), r.values.map(([name, value]) => `${escapeXml(name)} = ${code(value)}`).join('<br>')]),
      ),
)}
${section('Sequence', `<div class="diagram">${sequenceSvg(parties, lines, { width: 640, label: `Sequence of ${d.id}` })}</div>`)}
${section(
  'Procedure',
  table(
    ['step', 'direction', 'action'],
    d.steps.map((s) => [`<span class="id">${escapeXml(s.id)}</span>`, escapeXml(s.direction), action(s)]),
  ),
)}
${section(
  'Pass criteria',
  table(
    ['assertion', 'step', 'must hold', 'items'],
    d.steps.flatMap((s) =>
      s.criteria.map((c) => [
        `<span class="id">${escapeXml(c.id)}</span>`,
        escapeXml(s.id),
        `<span class="words">${escapeXml(c.words)}</span>${c.assumption ? ` <span class="soft">(assumption ${escapeXml(c.assumption)})</span>` : ''}`,
        escapeXml(c.items.join(', ')),
      ]),
    ),
  ),
)}
${section(
  'Proved by',
  d.mutants.length === 0
    ? ''
    : table(
        ['mutant', 'does wrong', 'must be caught by'],
        d.mutants.map((m) => [`<span class="id">${escapeXml(m.id)}</span>`, escapeXml(m.words), escapeXml(m.proves.join(', '))]),
      ),
)}
<p class="soft">Written in ${code(`${d.file}:${d.line}`)}</p></section>`;
}

function action(s: StepDescription): string {
  const notes = [
    ...(s.controls.length ? [`Its assertions count only when ${s.controls.join(' and ')} ${s.controls.length === 1 ? 'holds' : 'hold'}.`] : []),
    ...(s.holds.length ? [`It holds when ${s.holds.join('; and ')}.`] : []),
    ...(s.absence === '' ? [] : [s.absence]),
  ];
  return `${escapeXml(s.action)}.${notes.map((note) => `<br><span class="soft">${escapeXml(note)}</span>`).join('')}`;
}

/** `SR 5.2` with the name of the document. */
export function sectionWords(section: string): string {
  const [edition = '', ...rest] = section.split(' ');
  return `${EDITIONS[edition] ?? edition}, ${rest.join(' ')}`;
}
