/** Reads as much of a report.json as coverage needs, from a file that anybody may have made. */
import { readFileSync } from 'node:fs';
import { InputError } from '../base/errors.js';
import type { Report } from './report.js';

type Part = Pick<Report, 'iut' | 'items' | 'assertions'>;
type Json = Readonly<Record<string, unknown>>;

const FORMAT = 'dmct-report/1';

/** Throws InputError `file-missing`, `report-syntax`, `report-format`, `report-shape`. */
export function readCoverageInput(file: string): Part {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new InputError('file-missing', { found: `cannot read ${file}`, cure: 'give the report.json of a run, e.g. reports/latest/report.json' });
  }
  let report: unknown;
  try {
    report = JSON.parse(text);
  } catch (cause) {
    throw new InputError('report-syntax', { found: `not JSON: ${(cause as Error).message}`, where: { file } });
  }
  const fail = (path: string, wanted: string): InputError =>
    new InputError('report-shape', { found: `${path} is missing or wrong`, where: { file }, wanted });
  if (!isMap(report))
    throw new InputError('report-format', { found: 'the file holds no JSON object', where: { file }, wanted: `a report with "format": "${FORMAT}"` });
  if (report.format !== FORMAT) {
    const found = typeof report.format === 'string' ? `the format is "${report.format.slice(0, 80)}"` : 'the file has no "format"';
    throw new InputError('report-format', {
      found,
      where: { file },
      wanted: `"${FORMAT}"`,
      cure: 'make the report anew with `dmct run` or `dmct judge`',
    });
  }
  const { iut, items, assertions } = report;
  if (!isMap(iut) || (iut.role !== 'client' && iut.role !== 'server')) throw fail('iut.role', 'client or server');
  if (!Array.isArray(items)) throw fail('items', 'a list');
  if (!Array.isArray(assertions)) throw fail('assertions', 'a list');
  const keys = new Set<string>();
  for (const [n, item] of (items as unknown[]).entries()) {
    if (!isMap(item)) throw fail(`items[${n}]`, 'an object');
    for (const field of ['key', 'edition', 'id', 'side', 'status', 'verdict'])
      if (typeof item[field] !== 'string') throw fail(`items[${n}].${field}`, 'a text');
    if (keys.has(item.key as string)) throw fail(`items[${n}].key`, `each item once ("${item.key}" is there twice)`);
    keys.add(item.key as string);
  }
  for (const [n, assertion] of (assertions as unknown[]).entries()) {
    if (!isMap(assertion)) throw fail(`assertions[${n}]`, 'an object');
    for (const field of ['id', 'verdict']) if (typeof assertion[field] !== 'string') throw fail(`assertions[${n}].${field}`, 'a text');
    if (!Array.isArray(assertion.items) || assertion.items.some((key) => typeof key !== 'string'))
      throw fail(`assertions[${n}].items`, 'a list of item keys');
  }
  return report as unknown as Part;
}

const isMap = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
