/** A difference of two reports for people: sections with a head and lines, set for a terminal or as Markdown. */
import { type Change, type Diff, type DiffSide, type FindingChange, isWorse, type OneSided, type VerdictChange } from './diff.js';
import { isAboutIcs, isAboutIut } from './findings.js';
import { escapeMarkdown, oneLine, shorten } from './text.js';

export interface DiffSection {
  readonly head: string;
  readonly lines: readonly string[];
  /** Whether it is why B is worse than A. */
  readonly worse?: true;
}

/** In the order of what matters; only those that have a line. */
export function diffSections(d: Diff): DiffSection[] {
  const { selection, suite } = d;
  const sections: DiffSection[] = [
    { head: 'newly failing', lines: d.newlyFailing.map(verdictLine), worse: true },
    { head: 'newly wrong with the ICS', lines: d.newFindings.filter(isAboutIcs).map(findingLine), worse: true },
    { head: 'new trouble with the implementation', lines: d.newFindings.filter(isAboutIut).map(findingLine), worse: true },
    { head: 'failing in another way', lines: d.failingDifferently.map(verdictLine) },
    { head: 'newly passing', lines: d.newlyPassing.map(verdictLine) },
    { head: 'no longer wrong with the ICS', lines: d.goneFindings.filter(isAboutIcs).map(findingLine) },
    { head: 'trouble with the implementation that is gone', lines: d.goneFindings.filter(isAboutIut).map(findingLine) },
    { head: 'other verdicts', lines: d.otherChanges.map(verdictLine) },
    {
      head: 'selection changed',
      lines: [
        ...(selection.options
          ? [`selected by ${selection.options.from || 'nothing: everything'}, now by ${selection.options.to || 'nothing: everything'}`]
          : []),
        ...selection.itemsOnlyInA.map((x) => `item only in A: ${named(x)}`),
        ...selection.itemsOnlyInB.map((x) => `item only in B: ${named(x)}`),
        ...selection.rowsOnlyInA.map((x) => `scenario only in A: ${named(x)}`),
        ...selection.rowsOnlyInB.map((x) => `scenario only in B: ${named(x)}`),
        ...selection.findingsOnlyInA.map((x) => `${aboutWhat(x)} only in A: ${findingLine(x)}`),
        ...selection.findingsOnlyInB.map((x) => `${aboutWhat(x)} only in B: ${findingLine(x)}`),
        ...selection.applicability.map(verdictLine),
      ],
    },
    {
      head: 'suite changed',
      lines: [
        ...(suite.identity ? [`version ${suite.identity.from}, now ${suite.identity.to}`] : []),
        ...suite.rowsRemoved.map((x) => `scenario removed: ${named(x)}`),
        ...suite.rowsAdded.map((x) => `scenario added: ${named(x)}`),
        ...suite.assertionsRemoved.map((x) => `assertion removed: ${named(x)}`),
        ...suite.assertionsAdded.map((x) => `assertion added: ${named(x)}`),
        ...suite.itemsMoved.map(({ name, from, to }) => `${name} counted for ${from || 'no item'}, now for ${to || 'no item'}`),
      ],
    },
    { head: 'circumstances', lines: d.circumstances.map(changeLine) },
  ];
  return sections.filter(({ lines }) => lines.length > 0);
}

const named = ({ name, verdict }: OneSided): string => (verdict === undefined ? name : `${name} (${verdict})`);
const changeLine = ({ name, from, to }: Change): string => `${name}: ${from || 'nothing'} → ${to || 'nothing'}`;
const findingLine = ({ finding, message }: FindingChange): string => `${finding}: ${message}`;
const aboutWhat = (x: FindingChange): string => (isAboutIut(x) ? 'trouble with the implementation' : 'wrong with the ICS');
const verdictLine = ({ assertion, from, to, items, message }: VerdictChange): string =>
  `${assertion}: ${from === to ? to : `${from} → ${to}`} (${items.join(', ')})${message === undefined || to === 'pass' ? '' : `: ${message}`}`;

/** The whole in one sentence. */
export function diffSentence(d: Diff): string {
  const { newlyFailing, newlyPassing, failingDifferently, otherChanges, newFindings, same } = d;
  const [wrong, troubles] = [newFindings.filter(isAboutIcs).length, newFindings.filter(isAboutIut).length];
  const told = [
    `${newlyFailing.length} newly failing`,
    ...(wrong ? [`${wrong} newly wrong with the ICS`] : []),
    ...(troubles ? [`${troubles} new trouble with the implementation`] : []),
    `${newlyPassing.length} newly passing`,
    ...(failingDifferently.length ? [`${failingDifferently.length} failing in another way`] : []),
    ...(otherChanges.length ? [`${otherChanges.length} other`] : []),
    `${same} as before`,
  ];
  return told.join(', ');
}

const sideText = ({ iut, version, run, exit }: DiffSide): string => `${iut} ${version}, run ${run}, exit ${exit}`;

/** Lines of a section on the terminal that makes B no worse. */
const MOST_ASIDE = 20;

/** For a terminal: what is worse stands at the end, where it is seen, and whole; of the rest as much as can be looked over. */
export function diffText(d: Diff): string {
  const clean = (text: string): string => shorten(oneLine(text), 400);
  const sections = diffSections(d);
  const part = ({ head, lines, worse }: DiffSection): string[] => {
    const shown = worse ? lines : lines.slice(0, MOST_ASIDE);
    const more = lines.length - shown.length;
    return [head, ...shown.map((line) => `  ${clean(line)}`), ...(more > 0 ? [`  … and ${more} more (--json has all)`] : []), ''];
  };
  return [
    `A  ${clean(sideText(d.a))}`,
    `B  ${clean(sideText(d.b))}`,
    '',
    ...[...sections.filter((s) => !s.worse), ...sections.filter((s) => s.worse)].flatMap(part),
    clean(diffSentence(d)),
    '',
  ].join('\n');
}

/** For a job summary: long sections are cut off after fifty lines. */
export function diffMarkdown(d: Diff): string {
  const most = 50;
  const clean = (text: string): string => escapeMarkdown(shorten(text, 400));
  return [
    `## ${isWorse(d) ? '❌' : '✅'} ${diffSentence(d)}`,
    '',
    '| | IUT | Version | Run | Exit |',
    '|---|---|---|---|--:|',
    ...(['a', 'b'] as const).map((x) => `| **${x.toUpperCase()}** | ${[d[x].iut, d[x].version, d[x].run].map(clean).join(' | ')} | ${d[x].exit} |`),
    '',
    ...diffSections(d).flatMap(({ head, lines }) => [
      `### ${head.charAt(0).toUpperCase()}${head.slice(1)}`,
      '',
      ...lines.slice(0, most).map((line) => `- ${clean(line)}`),
      ...(lines.length > most ? [`- … and ${lines.length - most} more (--json has all)`] : []),
      '',
    ]),
  ].join('\n');
}
