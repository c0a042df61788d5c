/** The page over several reports of one run: one line each with its outcome, then the items by edition and side. */
import { countBy, EDITIONS, joined, outcomeOf, VERDICT_ORDER } from './index-report.js';
import { barHtml, documentHtml, outcomeHtml, SIGNS, verdictWords } from './page/parts.js';
import { STYLE } from './page/style.js';
import type { Report } from './report.js';
import { escapeXml } from './text.js';

export interface OverviewEntry {
  readonly report: Report;
  /** The folder that holds its index.html, relative to the overview, e.g. `reference-client`. */
  readonly folder: string;
}

/** index.html over the reports, without any script; `earlier` are folders of runs before, which are linked and not counted. */
export function overviewHtml(entries: readonly OverviewEntry[], title = 'OMA DM conformance', earlier: readonly string[] = []): string {
  const cards = entries.map(
    ({ report, folder }) => `<section class="card over"><header class="top">
<div><h2><a href="${escapeXml(hrefOf(folder))}">${escapeXml(joined(report.iut.product || report.iut.name, report.iut.version))}</a></h2>
<p class="soft">${report.iut.vendor === '' ? '' : `${escapeXml(report.iut.vendor)} · `}${escapeXml(report.iut.name)} · DM ${report.iut.role} · ${escapeXml(report.run.started.slice(0, 16).replace('T', ' '))} UTC</p></div>
${outcomeHtml(outcomeOf(report), report.exit)}
</header>${barHtml(report.items)}</section>`,
  );
  const used = VERDICT_ORDER.filter((v) => entries.some(({ report }) => report.items.some((i) => i.verdict === v)));
  const rows = entries.flatMap(({ report, folder }) =>
    [...countBy(report.items, (i) => `${i.edition} ${i.side}`)].map(([key, counts]) => {
      const [edition = '', side = ''] = key.split(' ');
      const cells = used.map((v) => {
        const n = counts.get(v) ?? 0;
        const tone = ['not-tested', 'not-applicable', 'excluded'].includes(v) ? 'other' : v;
        return n === 0
          ? '<td class="zero">–</td>'
          : `<td><a class="t-${tone}" href="${escapeXml(`${hrefOf(folder)}#edition=${edition}&verdict=${v}`)}">${n}</a></td>`;
      });
      return `<tr><th scope="row"><b>${escapeXml(edition)}</b> <span class="long">${escapeXml(EDITIONS[edition] ?? '')}</span> <span class="soft">${side}, ${escapeXml(report.iut.name)}</span></th>${cells.join('')}</tr>`;
    }),
  );
  const head = used.map((v) => `<th scope="col"><span class="chip v-${v}" data-sign="${SIGNS[v]}">${verdictWords(v)}</span></th>`).join('');
  const table = `<div class="scroll"><table class="totals"><thead><tr><th scope="col">Edition and side</th>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
  const none = '<p><b>Nothing was run.</b> There is no report to show, and so nothing is conformant.</p>';
  const links = earlier.map((folder) => `<a href="${escapeXml(hrefOf(folder))}">${escapeXml(folder)}</a>`);
  const before = links.length ? `<p class="soft">Of earlier runs, not of this one: ${links.join(', ')}</p>` : '';
  const body = `<div class="page"><header class="top"><h1>${escapeXml(title)}</h1></header><main>${entries.length ? `${cards.join('')}<h2 class="section">Items by edition and side</h2>${table}` : none}${before}</main></div>`;
  return documentHtml({ title, style: STYLE, body });
}

function hrefOf(folder: string): string {
  return `${folder.split('/').map(encodeURIComponent).join('/')}/index.html`;
}
