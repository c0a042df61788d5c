/** A PIXIT to fill in: every parameter with unit, meaning and default, every assumption with its readings. `loadIut` reads it back. */
import { loadAssumptions } from '../scr/assumptions.js';
import { PIXIT, type PixitParameter } from './pixit.js';

export interface PixitChoice {
  /** Where the JSON Schema is, as seen from the file. */
  readonly schema: string;
  /** Values that are set; the other parameters are comments. */
  readonly values?: Readonly<Record<string, string>>;
  /** Every assumption is pinned to its default reading, instead of none. */
  readonly defaultReadings?: boolean;
  /** Lines at the head of the file. */
  readonly remark?: readonly string[];
}

const UNITS: Readonly<Record<PixitParameter['unit'], string>> = {
  duration: 'a time: 500ms, 20s, 5m, 1h',
  text: 'text',
  uri: 'a URI from the root of the tree: ./Node/Leaf',
};

export function pixitProforma({ schema, values = {}, defaultReadings = false, remark = [] }: PixitChoice): string {
  const lines = [
    `# yaml-language-server: $schema=${schema}`,
    '# PIXIT: what the tester must know of the implementation to run. A line that is a comment stands on its default.',
    '# What has no default and is not set: the scenarios that need it cannot run (dmct check FILE names them).',
    ...remark.map((line) => `# ${line}`),
    'pixit:',
  ];
  for (const [name, parameter] of Object.entries(PIXIT) as [string, PixitParameter][]) {
    const value = values[name];
    lines.push(
      '',
      `  # ${parameter.meaning}`,
      `  # unit: ${UNITS[parameter.unit]}; default: ${parameter.default ?? 'none'}`,
      value === undefined ? `  # ${name}: ${parameter.default ?? ''}`.trimEnd() : `  ${name}: ${JSON.stringify(value)}`,
    );
  }
  lines.push(
    '',
    '  # Where the specifications refer to a text that is not at hand: how the implementation reads it. What is not pinned leaves verdicts that',
    '  # rest on it inconclusive.',
    '  assume:',
  );
  for (const { id, question, default: first, readings, open } of loadAssumptions().values()) {
    lines.push('', `    # ${id}: ${question}`);
    for (const [reading, meaning] of Object.entries(readings)) lines.push(`    #   ${reading}: ${meaning}`);
    if (open) lines.push('    #   or another value of your own');
    lines.push(`    ${defaultReadings ? '' : '# '}${id}: ${first}`);
  }
  return `${lines.join('\n')}\n`;
}
