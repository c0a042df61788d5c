/** What a certification engineer asks first: what was tested, by which tests, under which statements, who answered, and how to get the same again. */
import { counted } from '../../base/counted.js';
import { joined } from '../index-report.js';
import type { Report } from '../report.js';
import { escapeXml } from '../text.js';
import { SIGNS, verdictWords } from './parts.js';
import { reproduce } from './reproduce.js';

type Fact = readonly [name: string, html: string];

const code = (text: string): string => `<code>${escapeXml(text)}</code>`;
const list = (facts: readonly Fact[]): string => `<dl>${facts.map(([name, html]) => `<dt>${escapeXml(name)}</dt><dd>${html}</dd>`).join('')}</dl>`;
const time = (iso: string): string => `${escapeXml(iso.slice(0, 19).replace('T', ' '))} UTC`;
const fold = (name: string, summary: string, body: string): string => `<details class="facts ${name}"><summary>${summary}</summary>${body}</details>`;

/** Folded on the screen, open on paper. */
export function coverHtml(report: Report): string {
  return [identity(report), signatureHtml(), statements(report), operators(report), again(report), legend()].join('');
}

function identity({ run, iut, ics, pixit, assumptions, notes = [] }: Report): string {
  const pinned = assumptions.filter((a) => a.pinned);
  const suite = run.suite && `${code(run.suite.version)}, ${counted(run.suite.scenarios, 'scenario')}, ${code(`sha256 ${run.suite.sha256}`)}`;
  const facts: Fact[] = [
    ['Implementation', `${escapeXml(joined(iut.vendor, iut.product, iut.version))} (${code(iut.name)}), DM ${iut.role}`],
    ['Test run', `${code(run.id)}, ${time(run.started)} to ${time(run.finished)}`],
    ...(run.capture
      ? [
          [
            'Judged from a capture',
            `${code(run.capture.file)} (${run.capture.format}, ${code(`sha256 ${run.capture.sha256}`)}): nothing was provoked${run.capture.notes.map((note) => `<br>${escapeXml(note)}`).join('')}`,
          ] satisfies Fact,
        ]
      : []),
    ['Seed', code(run.seed)],
    ['Test suite', suite ?? 'not told by this version of report'],
    ['Test tool', `dmct ${escapeXml(run.tool.version)}`],
    ['ICS', code(`sha256 ${ics.sha256}`)],
    ['PIXIT', code(`sha256 ${pixit.sha256}`)],
    ['Pinned assumptions', pinned.length ? pinned.map((a) => code(`${a.id}: ${a.value}`)).join(', ') : 'none'],
    ['Command', code(run.command)],
    ...notes.map((note): Fact => ['Note', escapeXml(note)]),
  ];
  const summary = `Run ${escapeXml(run.id)}, seed ${escapeXml(run.seed)}, ${escapeXml(run.started.slice(0, 16).replace('T', ' '))} UTC${run.suite ? `, suite ${escapeXml(run.suite.version)}` : ''}: who, what, which statements`;
  return fold('identity', summary, list(facts));
}

function statements({ ics, pixit, assumptions }: Report): string {
  const answers = Object.entries(ics.answers);
  const facts: Fact[] = [
    ...Object.entries(pixit.values).map(([name, value]): Fact => [`PIXIT ${name}`, code(value)]),
    ...assumptions.map(
      (a): Fact => [
        `Assumption ${a.id}`,
        `${code(a.value)}, ${a.pinned ? 'pinned by the PIXIT' : 'not pinned: verdicts that rest on it stay inconclusive'}`,
      ],
    ),
  ];
  const by = [...new Set(answers.map(([, answer]) => answer))].map(
    (answer): Fact => [
      `ICS answer ${answer}`,
      answers
        .filter(([, a]) => a === answer)
        .map(([name]) => code(name))
        .join(' '),
    ],
  );
  return fold('statements', `ICS (${answers.length} answers), PIXIT and assumptions in force`, list([...facts, ...by]));
}

function operators({ operators: people }: Report): string {
  if (!people) return '';
  const rows = people.flatMap(({ name, answers }) =>
    answers.map(
      (a) =>
        `<tr><td>${escapeXml(name)}</td><td>${time(a.at)}</td><td>${code(a.primitive)}: ${escapeXml(a.outcome)}</td><td><a href="#${escapeXml(new URLSearchParams({ scenario: a.row }).toString())}">${escapeXml(a.row)}</a></td></tr>`,
    ),
  );
  const told = people.map(({ name, answers }) => `${escapeXml(name)} (${answers.length})`).join(', ');
  const table = `<div class="scroll"><table class="plain"><thead><tr><th scope="col">who</th><th scope="col">when</th><th scope="col">answered</th><th scope="col">for</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
  return fold('operators', `Answered by people: ${told}`, table);
}

function again(report: Report): string {
  const { folder, run, judge, wireshark } = reproduce(report);
  const soft = (text: string): string => `<span class="soft">${text}</span>`;
  const here =
    folder === undefined ? 'in the folder of this page; the path of an IUT file is to be one from there' : 'no device, no network, the same verdicts';
  const where: Fact[] =
    folder === undefined
      ? []
      : [['In the folder', `${code(folder)} ${soft('all commands of this page are given there; elsewhere with paths of your own')}`]];
  const live: Fact[] = [
    ...where,
    ['Run again', `${code(run)} ${soft('the same seed gives the same octets, as far as the implementation does the same')}`],
    ['Judge again', `${code(judge)} ${soft(here)}`],
    ['One row', 'each scenario below tells its own command'],
    ['Octets', `${code(wireshark)} ${soft('each frame below tells the filter that finds it')}`],
  ];
  const captured: Fact[] = [
    ...where,
    ...(run === judge ? [] : [['Record again', code(run)] satisfies Fact]),
    ['Judge again', `${code(judge)} ${soft('no device, no network, the same verdicts')}`],
  ];
  return fold('again', 'How to get the same again', list(report.run.capture ? captured : live));
}

const MEANINGS: Readonly<Record<keyof typeof SIGNS, string>> = {
  pass: 'it was executed, and the octets named are right',
  fail: 'the octets named are wrong',
  error: 'the tester itself failed: nothing is said about the implementation',
  inconclusive: 'nothing can be said: set-up or control failed, or the verdict rests on an assumption that nobody pinned',
  review: 'a person must look',
  'not-tested': 'nothing that was run covers it, or it was not reached',
  'not-applicable': 'the ICS says that it is not implemented, or the adapter has no such primitive',
  excluded: 'no black-box tester can observe it',
};

function legend(): string {
  const chip = (verdict: keyof typeof SIGNS): string =>
    `<span class="chip v-${verdict}" data-sign="${SIGNS[verdict]}">${verdictWords(verdict)}</span>`;
  const rows = (Object.keys(MEANINGS) as (keyof typeof SIGNS)[]).map((v) => `<dt>${chip(v)}</dt><dd>${MEANINGS[v]}</dd>`);
  return fold('legend', 'What the verdicts mean', `<dl>${rows.join('')}</dl>`);
}

/** On paper only: the place for names and dates, at the end of the first page. */
function signatureHtml(): string {
  const line = (who: string): string => `<div><span></span>${who}: name, date, signature</div>`;
  return `<div class="print-only signatures">${line('Tested by')}${line('Approved by')}</div>`;
}
