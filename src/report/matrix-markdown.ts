/** The matrix in GitHub Markdown: totals, then where verdicts differ, then every item that somebody was judged on. */
import type { ItemVerdict } from '../judge/verdict.js';
import { isAboutIcs, isAboutIut } from './findings.js';
import { VERDICT_ORDER } from './index-report.js';
import { MARKDOWN_SIGNS } from './markdown.js';
import type { Matrix, MatrixColumn, MatrixFinding, MatrixRow, MatrixTable } from './matrix.js';
import { escapeMarkdown, shorten } from './text.js';

export function matrixMarkdown({ tables }: Matrix): string {
  return ['# OMA DM conformance, side by side', '', ...tables.flatMap(tableLines)].join('\n');
}

const link = (text: string, href: string): string => `[${text}](${href.replace(/[()\s]/g, encodeURIComponent)})`;
const sign = (verdict: ItemVerdict): string => MARKDOWN_SIGNS[verdict];

function tableLines({ role, columns, rows, notCommon }: MatrixTable): string[] {
  const used = VERDICT_ORDER.filter((verdict) => columns.some(({ counts }) => counts[verdict]));
  const name = ({ label, href }: MatrixColumn): string => link(escapeMarkdown(label), href);
  const totals = columns.map(
    (column) =>
      `| **${name(column)}**${column.vendor === '' ? '' : ` (${escapeMarkdown(column.vendor)})`} | ${column.outcome.word} | ${used.map((v) => column.counts[v] ?? 0).join(' | ')} |`,
  );
  const items = (own: readonly MatrixRow[]): string[] => [
    `| Item | ${columns.map(name).join(' | ')} |`,
    `|---|${columns.map(() => '---').join('|')}|`,
    ...own.map(({ key, text, cells }) => {
      const verdicts = cells.map(({ verdict, href }) => link(sign(verdict), href));
      return `| **${escapeMarkdown(key)}** ${escapeMarkdown(shorten(text, 160))} | ${verdicts.join(' | ')} |`;
    }),
    '',
  ];
  const found = (head: string, wanted: (finding: MatrixFinding) => boolean): string[] => {
    const lines = columns.flatMap((column) =>
      column.findings
        .filter(wanted)
        .map(
          ({ finding, message, href }) => `- **${name(column)}**: ${link(escapeMarkdown(finding), href)}: ${escapeMarkdown(shorten(message, 300))}`,
        ),
    );
    return lines.length ? [`### ${head}`, '', ...lines, ''] : [];
  };
  const differing = rows.filter((row) => row.differs);
  const judged = rows.filter((row) => row.judged);
  return [
    `## DM ${role}s`,
    '',
    `| | | ${used.map(sign).join(' | ')} |`,
    `|---|---|${used.map(() => '--:').join('|')}|`,
    ...totals,
    '',
    `${rows.length} common items, ${differing.length} with different verdicts, ${rows.length - judged.length} that nobody was judged on${notCommon.length ? `; ${notCommon.length} items are not in every report` : ''}.`,
    '',
    ...found('What is wrong with an ICS', isAboutIcs),
    ...found('What went wrong with an implementation', isAboutIut),
    ...(differing.length ? ['### Where verdicts differ', '', ...items(differing)] : []),
    ...(judged.length ? ['### Every item that was judged', '', ...items(judged)] : []),
  ];
}
