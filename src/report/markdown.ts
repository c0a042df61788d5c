/** The job summary: GitHub Markdown, well below the one MiB that a job may write. */

import type { ItemVerdict } from '../judge/verdict.js';
import { isAboutIcs, isAboutIut } from './findings.js';
import { cureOf, type Gate, placeOfEntry, unknownOf } from './gate.js';
import {
  assertionKey,
  countBy,
  EDITIONS,
  indexReport,
  joined,
  OPEN_VERDICTS,
  outcomeOf,
  outsideOf,
  scenarioOf,
  sourceOf,
  VERDICT_ORDER,
} from './index-report.js';
import type { Report, ReportAssertion } from './report.js';
import { escapeMarkdown, placeOf, shorten } from './text.js';

export const MARKDOWN_SIGNS: Readonly<Record<ItemVerdict, string>> = {
  pass: '✅ pass',
  fail: '❌ fail',
  error: '💥 error',
  inconclusive: '❓ inconclusive',
  review: '👁 review',
  'not-tested': '⬜ not tested',
  'not-applicable': '➖ not applicable',
  excluded: '🚫 excluded',
};
const MOST_OPEN = 50;
const MOST_KNOWN = 200;

/** Outcome, items by edition and side, then what is open, with the octets; of a gated run what is new, what to do about the baseline, what is known. */
export function markdownSummary(report: Report, gate?: Gate): string {
  const outcome = gate?.outcome ?? outcomeOf(report);
  const { iut, run } = report;
  const used = VERDICT_ORDER.filter((v) => report.items.some((i) => i.verdict === v));
  const rows = [...countBy(report.items, (i) => `${i.edition} ${i.side}`)].map(([key, counts]) => {
    const [edition = '', side = ''] = key.split(' ');
    return `| **${escapeMarkdown(edition)}** ${escapeMarkdown(EDITIONS[edition] ?? '')} | ${side} | ${used.map((v) => counts.get(v) ?? 0).join(' | ')} |`;
  });
  const table = [`| Edition | Side | ${used.map((v) => MARKDOWN_SIGNS[v]).join(' | ')} |`, `|---|---|${used.map(() => '--:').join('|')}|`, ...rows];
  const { scenarios } = indexReport(report);
  const open = OPEN_VERDICTS.flatMap((v) => report.assertions.filter((a) => a.verdict === v && !gate?.known.has(assertionKey(a))));
  const lines = open.slice(0, MOST_OPEN).map((a) => {
    const scenario = scenarios.get(scenarioOf(a));
    const place = scenario ? ` (${escapeMarkdown(sourceOf(scenario, a))})` : '';
    return `- ${MARKDOWN_SIGNS[a.verdict]} **${escapeMarkdown(assertionKey(a))}**${place}: ${a.items.map(escapeMarkdown).join(', ')}<br>${escapeMarkdown(shorten(a.message ?? a.verdict, 300))}${proof(a)}`;
  });
  if (open.length > MOST_OPEN) lines.push(`- … and ${open.length - MOST_OPEN} more: see the report`);
  const outside = outsideOf(open, report.items);
  if (outside !== undefined) lines.push('', `${outside}.`);
  return [
    `## ${outcome.tone === 'good' ? '✅' : outcome.tone === 'open' ? '❓' : '❌'} ${outcome.word}: ${escapeMarkdown(joined(iut.name, iut.version))}`,
    '',
    `${[escapeMarkdown(joined(iut.vendor, iut.product)), `DM ${iut.role}`].filter(Boolean).join(', ')}. In this run ${outcome.sentence} (exit code ${gate?.exit ?? report.exit}).`,
    '',
    ...(report.notes ?? []).flatMap((note) => [`Note: ${escapeMarkdown(shorten(note, 300))}.`, '']),
    ...(rows.length ? [...table, ''] : ['No item was selected.', '']),
    ...(lines.length ? [gate ? '### What is new' : '### What is open', '', ...lines, ''] : []),
    ...findingLines(report, gate),
    ...(gate ? baselineLines(gate) : []),
    `Run \`${run.id.replaceAll('`', "'")}\` of dmct ${escapeMarkdown(run.tool.version)}, ${escapeMarkdown(run.started)}; again with \`${run.command.replace(/[`\r\n]/g, "'")}\``,
    '',
  ].join('\n');
}

function baselineLines(gate: Gate): string[] {
  const { problems, known, policy } = gate;
  const cure = cureOf(gate, 'report.json')?.replace(/[`\r\n]/g, "'");
  const stale = problems.slice(0, MOST_KNOWN).map(({ message }) => `- ${escapeMarkdown(shorten(message, 600))}`);
  if (problems.length > MOST_KNOWN) stale.push(`- … and ${problems.length - MOST_KNOWN} more: see junit.xml`);
  const entries = [...known].slice(0, MOST_KNOWN).map(([key, entry]) => {
    const more = [placeOfEntry(entry), entry.owner, entry.expires === undefined ? undefined : `until ${entry.expires}`].filter(
      (x) => x !== undefined,
    );
    return `- **${escapeMarkdown(key)}** (${more.map(escapeMarkdown).join(', ')}): ${escapeMarkdown(shorten(entry.reason, 300))}`;
  });
  if (known.size > MOST_KNOWN) entries.push(`- … and ${known.size - MOST_KNOWN} more`);
  const head = `${known.size} known${policy === 'strict' ? ', not excused by policy strict' : ''}`;
  return [
    ...(stale.length
      ? ['### What to do about the baseline', '', ...stale, '', ...(cure === undefined ? [] : [`With the report.json of this run: \`${cure}\``, ''])]
      : []),
    ...(entries.length ? ['<details>', `<summary>${head}</summary>`, '', ...entries, '', '</details>', ''] : []),
  ];
}

function findingLines({ findings = [] }: Report, gate: Gate | undefined): string[] {
  const troubles = findings
    .filter(isAboutIut)
    .flatMap((finding) => unknownOf(finding, gate) ?? [])
    .map(
      ({ code, name, message, row = '', count = 1 }) =>
        `- **${code}** in ${escapeMarkdown(name)}${count > 1 ? `, ${count} times, first` : ''} in ${escapeMarkdown(row)}: ${escapeMarkdown(shorten(message, 300))}`,
    );
  const lines = findings.filter(isAboutIcs).map(({ name, message, where, evidence }) => {
    const octets = evidence && evidence.frame !== 0 ? `<br>${placeOf(evidence, undefined, 16).replace(/: (.*)$/, ': `$1`')}` : '';
    return `- **${escapeMarkdown(name)}**${where === undefined ? '' : ` (${escapeMarkdown(where)})`}: ${escapeMarkdown(shorten(message, 300))}${octets}`;
  });
  if (lines.length > MOST_OPEN) lines.splice(MOST_OPEN, lines.length, `- … and ${lines.length - MOST_OPEN} more: see the report`);
  return [
    ...(lines.length ? ['### What is wrong with the ICS', '', ...lines, ''] : []),
    ...(troubles.length ? ['### What went wrong with the implementation', '', ...troubles, ''] : []),
  ];
}

function proof(a: ReportAssertion): string {
  const e = a.evidence[0];
  if (!e) return '';
  const place = placeOf(e, undefined, 16);
  const octets = place === '' ? '' : `<br>${place.replace(/: (.*)$/, ': `$1`')}`;
  return `<br>wanted ${escapeMarkdown(shorten(e.wanted, 200))}<br>got ${escapeMarkdown(shorten(e.got, 200))}${octets}`;
}
