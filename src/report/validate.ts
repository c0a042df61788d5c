/** report.json as input: checked against report.schema.json and against itself before anything is made from it. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { InputError } from '../base/errors.js';
import { packageRoot } from '../base/package-root.js';
import { otherThanFile } from '../base/regular-file.js';
import { wantedBy } from '../base/schema-words.js';
import { utf8Text } from '../base/utf8.js';
import { assertionKey } from './index-report.js';
import type { Report } from './report.js';

/** Larger than any report that a run writes; a file above it is no report. */
const MAX_REPORT_OCTETS = 512 * 1024 * 1024;
let compiled: ValidateFunction<Report> | undefined;

/**
 * The value as a Report. Throws InputError `report-format`, `report-schema` (with the place in the JSON), or `report-inconsistent`
 * when totals do not add up or something is cited that is not there. `file` is only a name for the message.
 */
export function validateReport(value: unknown, file = 'report.json'): Report {
  const format = typeof value === 'object' && value !== null ? (value as { format?: unknown }).format : undefined;
  if (format !== 'dmct-report/1') {
    throw new InputError('report-format', {
      found: `${file} has format ${JSON.stringify(format) ?? 'missing'}`,
      wanted: '"dmct-report/1"',
      cure: 'give the report.json that dmct run or dmct judge wrote',
    });
  }
  compiled ??= new Ajv2020({ allErrors: false, strict: true }).compile<Report>(
    JSON.parse(readFileSync(join(packageRoot, 'src/report/report.schema.json'), 'utf8')) as object,
  );
  if (!compiled(value)) throw schemaError(file, compiled.errors?.[0]);
  const trouble = inconsistency(value);
  if (trouble) {
    throw new InputError('report-inconsistent', { found: `${file}: ${trouble}`, cure: 'the file was edited or is damaged: run dmct judge again' });
  }
  return value;
}

/** Reads and checks a report file. Throws InputError `report-missing`, `report-syntax` and those of validateReport. */
export function readReport(file: string): Report {
  const missing = (why: string): InputError =>
    new InputError('report-missing', { found: `cannot read ${file}: ${why}`, cure: 'give the path of a report.json' });
  let text: string;
  try {
    const other = otherThanFile(file);
    if (other) throw missing(`it is ${other}`);
    const { size } = statSync(file);
    if (size > MAX_REPORT_OCTETS) throw missing(`it has ${size} octets`);
    text = utf8Text(readFileSync(file), file, 'report-syntax');
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code;
    throw missing(code === 'ENOENT' ? 'no such file' : String(code));
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new InputError('report-syntax', {
      found: `${file} is not JSON: ${(cause as Error).message}`,
      cure: 'the file was cut off or is another one',
    });
  }
  return validateReport(value, file);
}

function schemaError(file: string, error: ErrorObject | undefined): InputError {
  const at = (error?.instancePath ?? '').replace(/\/(\d+)/g, '[$1]').replaceAll('/', '.');
  const params = (error?.params ?? {}) as Readonly<Record<string, unknown>>;
  const named = params.additionalProperty ?? params.missingProperty ?? params.propertyName;
  const allowed = (error && wantedBy(error)) ?? 'what the schema says';
  return new InputError('report-schema', { found: `${file}: ${at || '.'}${named === undefined ? '' : ` "${String(named)}"`}`, wanted: allowed });
}

function inconsistency(report: Report): string | undefined {
  const frames = new Set(report.frames.map((f) => f.n));
  const assertions = new Set(report.assertions.map(assertionKey));
  const items = new Set(report.items.map((i) => i.key));
  if (frames.size !== report.frames.length) return 'two frames have the same number';
  if (items.size !== report.items.length) return 'two items have the same key';
  for (const a of report.assertions) {
    const lost = a.evidence.find((e) => e.frame !== 0 && !frames.has(e.frame));
    if (lost) return `${assertionKey(a)} cites frame ${lost.frame}, which is not there`;
    const turned = a.evidence.find((e) => e.to < e.from);
    if (turned) return `${assertionKey(a)} cites octets ${turned.from} to ${turned.to}`;
  }
  for (const i of report.items) {
    const lost = i.assertions.find((a) => !assertions.has(a));
    if (lost !== undefined) return `item ${i.key} names assertion ${lost}, which is not there`;
  }
  for (const name of ['items', 'assertions', 'scenarios'] as const) {
    const counted = new Map<string, number>();
    for (const { verdict } of report[name]) counted.set(verdict, (counted.get(verdict) ?? 0) + 1);
    for (const verdict of new Set([...counted.keys(), ...Object.keys(report.totals[name])])) {
      const told = report.totals[name][verdict] ?? 0;
      if (told !== (counted.get(verdict) ?? 0)) return `totals.${name} says ${told} ${verdict}; the list has ${counted.get(verdict) ?? 0}`;
    }
  }
  return undefined;
}
