/** An ICS form to fill in: every item of the chosen editions and side with its text beside the answer. `loadIcs` reads it back. */
import type { Catalogue, EditionKey, ScrItem, Side } from './catalogue.js';
import type { Tri } from './evaluate.js';
import type { FilledForm } from './filled-form.js';

export interface ProformaChoice {
  readonly editions: readonly EditionKey[];
  readonly side: Side;
  /** Where the form's JSON Schema is, as seen from the form. */
  readonly schema: string;
  /** Answers that are known already, by the name that stands in the form; the others stand on what `proforma` says. */
  readonly answers?: Readonly<Record<string, Tri>>;
  /** A form that was filled in before: its answers and what a person wrote beside them stay. */
  readonly from?: FilledForm;
}

const HEAD = [
  '# Implementation conformance statement (ICS). Answer each line with yes, no or unknown.',
  '# A line taken out means: mandatory yes, statement yes, optional no, capability no. unknown is tested as if it were yes.',
  '# Lines that are comments follow from their condition; take the # away to answer them all the same.',
  '# Check it with: dmct ics check FILE',
];
const CAPABILITIES = '  # Capabilities: what the tables have no row for';
const FURTHER = '  # Further answers, kept from the form before';

/**
 * The form as YAML. Mandatory items and statements stand on `yes`, for a claim of the edition includes them; optional items and
 * capabilities on `unknown` until a person answers. An item that applies under a condition is a comment: its answer follows from the condition.
 */
export function proforma(catalogue: Catalogue, { editions, side, schema, answers = {}, from }: ProformaChoice): string {
  const concerns = (other: Side): boolean => side === 'both' || other === 'both' || other === side;
  const written = new Set<string>();
  /** One answer with what the old form says of it. */
  const answer = (name: string, fallback: Tri, isComment = false): readonly string[] => {
    written.add(name);
    const old = from?.answers.get(name);
    const value = old?.value ?? answers[name] ?? fallback;
    const hidden = isComment && old === undefined && answers[name] === undefined;
    return [
      ...(old?.above ?? []).map((line) => `  #${line}`),
      `  ${hidden ? '# ' : ''}${name}: ${value}${old?.beside === undefined ? '' : ` #${old.beside}`}`,
    ];
  };
  const lines = [`# yaml-language-server: $schema=${schema}`, ...HEAD, ...(from?.head ?? []).map((line) => `#${line}`), `side: ${side}`, 'ics:'];
  for (const key of editions) {
    const edition = catalogue.editions.get(key);
    if (!edition) continue;
    lines.push('', `  # ${key}: ${edition.title} ${edition.version} (${edition.date}, ${edition.stage})`, ...answer(key, 'yes'));
    for (const item of edition.items) if (concerns(item.side)) lines.push(...about(item), ...answer(item.key, usual(item), item.when !== undefined));
  }
  lines.push('', CAPABILITIES);
  for (const capability of catalogue.capabilities.values()) {
    if (concerns(capability.side)) lines.push('', ...comment(`${capability.text}`), ...answer(capability.token, 'unknown'));
  }
  const others = [...new Set([...Object.keys(answers), ...(from?.answers.keys() ?? [])])].filter((name) => !written.has(name));
  if (others.length > 0) lines.push('', FURTHER, ...others.flatMap((name) => answer(name, 'unknown')));
  lines.push(...(from?.foot ?? []).map((line) => `  #${line}`));
  return `${lines.join('\n')}\n`;
}

/** What the form says before a person has answered. */
const usual = (item: ScrItem): Tri => (item.status === 'mandatory' || item.kind === 'statement' ? 'yes' : 'unknown');

function about(item: ScrItem): readonly string[] {
  const head = `${item.status} (${item['status-printed']}), ${item.side}, section ${item.section.printed}${item.kind === 'statement' ? ', statement' : ''}`;
  const conditions = [
    item.requires && `requires ${item.requires}`,
    item.when && `applies when ${item.when}`,
    item.needs && `needs ${item.needs}`,
  ].filter(Boolean);
  return ['', ...comment(head), ...comment(item.text), ...conditions.flatMap((c) => comment(String(c)))];
}

const comment = (text: string): readonly string[] => wrap(text, 110).map((line) => `  # ${line}`);

/** Every comment line that forms of this catalogue hold by themselves, without its #: what else an old form holds is a person's. */
export function printedComments(catalogue: Catalogue): ReadonlySet<string> {
  const lines = [...HEAD, CAPABILITIES, FURTHER];
  for (const { key, title, version, date, stage, items } of catalogue.editions.values()) {
    lines.push(`# ${key}: ${title} ${version} (${date}, ${stage})`);
    for (const item of items) lines.push(...about(item), `# ${item.key}: ${usual(item)}`);
  }
  for (const { text } of catalogue.capabilities.values()) lines.push(...comment(text));
  return new Set(lines.filter((line) => line !== '').map((line) => line.trim().slice(1)));
}

/** Breaks text at blanks into lines of at most `width` characters; a longer word stands alone. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((w) => w !== '')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
