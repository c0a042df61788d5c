/** index.html of one report: one file, nothing loaded from anywhere, made from report.json alone. */
import { createHash } from 'node:crypto';
import { EDITIONS, joined, outcomeOf, VERDICT_ORDER } from './index-report.js';
import { coverHtml } from './page/cover.js';
import { embeddedData, scriptSafe } from './page/data.js';
import { findingsHtml } from './page/findings.js';
import { barHtml, documentHtml, outcomeHtml, SIGNS, totalsHtml, verdictWords } from './page/parts.js';
import { DETAIL } from './page/script-details.js';
import { FRAME } from './page/script-frame.js';
import { LISTS } from './page/script-lists.js';
import { MAIN } from './page/script-main.js';
import { PRINT } from './page/script-print.js';
import { SEQUENCE } from './page/script-sequence.js';
import { STATE } from './page/script-state.js';
import { TREES } from './page/script-trees.js';
import { VISIBLE } from './page/script-visible.js';
import { STYLE } from './page/style.js';
import { PRINT_STYLE } from './page/style-print.js';
import type { Report, ReportFrame } from './report.js';
import { SEQUENCE_STYLE } from './sequence/svg.js';
import { escapeXml } from './text.js';

const SCRIPT = `'use strict';{\n${[STATE, VISIBLE, LISTS, DETAIL, SEQUENCE, TREES, FRAME, PRINT, MAIN].join('\n')}\n}`;

const SIDES: Readonly<Record<Report['items'][number]['side'], string>> = { client: 'Client items', server: 'Server items', both: 'Items of both' };

/** `decode` gives the text shown below a frame's octets, '' for none; it is called once for each body of the same unit and content type. */
export function reportHtml(report: Report, decode?: (frame: ReportFrame) => string): string {
  const { iut } = report;
  const link = (edition: string, kind: string, verdict: string): string =>
    `#${new URLSearchParams(Object.entries({ edition, kind, verdict }).filter(([, v]) => v !== '')).toString()}`;
  const editions = [...new Set(report.items.map((i) => i.edition))];
  const options = editions.map((e) => `<option value="${escapeXml(e)}">${escapeXml(e)}${EDITIONS[e] ? ` ${escapeXml(EDITIONS[e])}` : ''}</option>`);
  const sides = [...new Set(report.items.map((i) => i.side))];
  const buttons = VERDICT_ORDER.map(
    (v) =>
      `<button type="button" class="chip v-${v}" data-sign="${SIGNS[v]}" value="${v}" aria-pressed="false">${verdictWords(v)}<span></span></button>`,
  );
  const body = `<a class="skip" href="#list">To the items</a>
<div class="page">
<header class="top">
<div><p class="print-only">OMA Device Management: conformance test report</p><h1>${escapeXml(iut.product || iut.name)} <span class="soft">${escapeXml(iut.version)}</span></h1>
<p class="soft">${iut.vendor === '' ? '' : `${escapeXml(iut.vendor)} · `}${escapeXml(iut.name)} · DM ${iut.role} under test</p></div>
${outcomeHtml(outcomeOf(report), report.exit)}
</header>
<main>
${barHtml(report.items)}
${totalsHtml(report, link)}
${findingsHtml(report)}${coverHtml(report)}
<noscript><p><b>The lists and octets need scripts to be allowed for this file.</b> The same data stands in report.json.</p></noscript>
<div class="tools" role="search">
<nav class="tabs" aria-label="Lists"><a href="#" data-list="items">Items</a><a href="#list=scenarios" data-list="scenarios">Scenarios</a><a href="#list=assertions" data-list="assertions">Assertions</a></nav>
<input type="search" id="q" placeholder="Search ( / )" aria-label="Search" autocomplete="off" spellcheck="false">
<select id="edition" aria-label="Edition"><option value="">All editions</option>${options.join('')}</select>
<select id="kind" aria-label="Kind"><option value="">All kinds</option><option value="scr">SCR items</option><option value="row">Profile rows</option><option value="statement">Statements</option></select>
<select id="side" aria-label="Side"${sides.length > 1 ? '' : ' hidden'}><option value="">Both sides</option>${sides.map((s) => `<option value="${s}">${SIDES[s]}</option>`).join('')}</select>
<input id="in" list="scenario-names" placeholder="Scenario" aria-label="Scenario, by a part of its name" autocomplete="off" spellcheck="false"><datalist id="scenario-names"></datalist>
<label class="check"><input type="checkbox" id="mandatory"> mandatory only</label>
<fieldset class="verdicts"><legend>Verdict</legend>${buttons.join('')}</fieldset>
<button type="button" id="clear" hidden>Clear</button>
</div>
<div class="panes" id="panes">
<div class="lists"><p class="count" id="count" role="status"></p><ul class="list" id="list" tabindex="-1"></ul><button type="button" class="more" id="more" hidden></button></div>
<section class="detail" id="detail" aria-label="Details"></section>
</div>
<div class="print-only" id="print"></div>
</main>
<p class="keys">By keyboard: <kbd>/</kbd> search · <kbd>1</kbd> <kbd>2</kbd> <kbd>3</kbd> items, scenarios, assertions · <kbd>↑</kbd> <kbd>↓</kbd> along the list · <kbd>Enter</kbd> open · <kbd>n</kbd> <kbd>p</kbd> next and previous · <kbd>Tab</kbd> <kbd>Enter</kbd> from arrow to frame · <kbd>Esc</kbd> back to the list. Every place has an address after the #; filters stand in it, too.</p>
</div>
<script type="application/json" id="signs">${scriptSafe(SIGNS)}</script>
<script type="application/json" id="data">${embeddedData(report, decode)}</script>
<script>${SCRIPT}</script>`;
  const scriptHash = `sha256-${createHash('sha256').update(SCRIPT).digest('base64')}`;
  return documentHtml({
    title: `${joined(iut.product || iut.name, iut.version)}: DM conformance`,
    style: STYLE + SEQUENCE_STYLE + PRINT_STYLE,
    scriptHash,
    body,
  });
}
