/** An ICS form to fill in: every item of the chosen editions and side with its text beside the answer. `loadIcs` reads it back. */
import type { Catalogue, EditionKey, ScrItem, Side } from './catalogue.js';

export interface ProformaChoice {
  readonly editions: readonly EditionKey[];
  readonly side: Side;
  /** Where the form's JSON Schema is, as seen from the form. */
  readonly schema: string;
}

/**
 * The form as YAML. Mandatory items and statements stand on `yes`, for a claim of the edition includes them; optional items and
 * capabilities on `unknown` until a person answers. An item that applies under a condition is a comment: its answer follows from the condition.
 */
export function proforma(catalogue: Catalogue, { editions, side, schema }: ProformaChoice): string {
  const concerns = (other: Side): boolean => side === 'both' || other === 'both' || other === side;
  const lines = [
    `# yaml-language-server: $schema=${schema}`,
    '# Implementation conformance statement (ICS). Answer each line with yes, no or unknown.',
    '# A line taken out means: mandatory yes, statement yes, optional no, capability no. unknown is tested as if it were yes.',
    '# Lines that are comments follow from their condition; take the # away to answer them all the same.',
    '# Check it with: dmct ics check FILE',
    `side: ${side}`,
    'ics:',
  ];
  for (const key of editions) {
    const edition = catalogue.editions.get(key);
    if (!edition) continue;
    lines.push('', `  # ${key}: ${edition.title} ${edition.version} (${edition.date}, ${edition.stage})`, `  ${key}: yes`);
    for (const item of edition.items) if (concerns(item.side)) lines.push(...entry(item));
  }
  lines.push('', '  # Capabilities: what the tables have no row for');
  for (const capability of catalogue.capabilities.values()) {
    if (concerns(capability.side)) lines.push('', ...comment(`${capability.text}`), `  ${capability.token}: unknown`);
  }
  return `${lines.join('\n')}\n`;
}

function entry(item: ScrItem): readonly string[] {
  const head = `${item.status} (${item['status-printed']}), ${item.side}, section ${item.section.printed}${item.kind === 'statement' ? ', statement' : ''}`;
  const answer = item.status === 'mandatory' || item.kind === 'statement' ? 'yes' : 'unknown';
  const conditions = [
    item.requires && `requires ${item.requires}`,
    item.when && `applies when ${item.when}`,
    item.needs && `needs ${item.needs}`,
  ].filter(Boolean);
  const line = `${item.when === undefined ? '' : '# '}${item.key}: ${answer}`;
  return ['', ...comment(head), ...comment(item.text), ...conditions.flatMap((c) => comment(String(c))), `  ${line}`];
}

const comment = (text: string): readonly string[] => wrap(text, 110).map((line) => `  # ${line}`);

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
