import { appendFileSync, existsSync, mkdtempSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { InputError } from '../base/errors.js';
import { MAX_LINE_OCTETS, RecordWriter, readRecord } from './ndjson.js';
import type { FrameLine, RecordLine, RunLine } from './record.js';

const folder = mkdtempSync(join(tmpdir(), 'dmct-record-'));
let count = 0;
const fresh = (): string => join(folder, `${count++}.ndjson`);

const run: RunLine = {
  e: 'run',
  format: 'dmct-record/1',
  id: 'r1',
  seed: 'seed',
  started: '2026-01-02T03:04:05.000Z',
  command: 'dmct run',
  tool: 'dmct 0.1.0',
  planned: [],
  scr: [],
  iut: { name: 'phone', vendor: 'Acme', product: 'X1', version: '1', role: 'client', file: 'iut.yaml' },
};
const frame: FrameLine = {
  e: 'frame',
  n: 1,
  at: 3.5,
  direction: 'from-iut',
  transport: 'http',
  unit: 'request',
  channel: 'dm',
  connection: 1,
  exchange: 1,
  from: '127.0.0.1:40000',
  to: '127.0.0.1:8080',
  head: { method: 'POST', url: '/dm', version: '1.1', headers: [['Content-Type', 'a/ö\u2028']] },
  body: Buffer.from('ab\n').toString('base64'),
};
const row: RecordLine = { e: 'row', scenario: 's1', row: 'wbxml', sha256: 'ff' };

function written(lines: readonly RecordLine[]): string {
  const file = fresh();
  const writer = new RecordWriter(file);
  for (const line of lines) writer.write(line);
  writer.close();
  writer.close();
  return file;
}
function failure(file: string): InputError {
  try {
    readRecord(file);
  } catch (cause) {
    if (cause instanceof InputError) return cause;
    throw cause;
  }
  throw new Error('readRecord took it');
}

describe('record file', () => {
  test('what was written is read back, rows apart', () => {
    const step: RecordLine = { e: 'step', id: 'wait', at: 4, state: 'done', frame: 1 };
    const file = written([run, row, frame, step, { e: 'row-end', at: 9 }, { e: 'row', scenario: 's2', sha256: '00' }]);
    const back = readRecord(file);
    expect(back.run).toEqual(run);
    expect(back.rows).toEqual([
      { row, events: [frame, step], end: { e: 'row-end', at: 9 } },
      { row: { e: 'row', scenario: 's2', sha256: '00' }, events: [] },
    ]);
    expect(back.cut).toBe(false);
  });

  test('every cut of the last line leaves the lines before it', () => {
    const file = written([run, row, frame]);
    const whole = readFileSync(file);
    const last = whole.subarray(0, -1).lastIndexOf(10) + 1;
    for (let end = last + 1; end < whole.length - 1; end++) {
      truncateSync(file, end);
      const back = readRecord(file);
      expect(back.rows[0]?.events, `cut at ${end}`).toEqual([]);
      expect(back.cut).toBe(true);
      writeFileSync(file, whole);
    }
    truncateSync(file, whole.length - 1);
    expect(readRecord(file).rows[0]?.events).toHaveLength(1);
  });

  test('a line is in the file before the writer is closed', () => {
    const file = fresh();
    const writer = new RecordWriter(file);
    writer.write(run);
    expect(readRecord(file).run.id).toBe('r1');
    writer.close();
  });

  test.each<[string, string, RegExp]>([
    ['not JSON in the middle', `${JSON.stringify(run)}\n{"e":"row"\n${JSON.stringify(row)}\n`, /\.ndjson:2: this line is not JSON/],
    ['an empty line', `${JSON.stringify(run)}\n\n`, /:2: this line is not JSON/],
    ['unknown kind', `${JSON.stringify(run)}\n{"e":"toString"}\n`, /:2: .*e "toString"/],
    ['no run line', `${JSON.stringify(row)}\n`, /:1: the first line is a "row" line; wanted a "run" line/],
    ['another format', `${JSON.stringify({ ...run, format: 'dmct-record/9' })}\n`, /:1: .*format is "dmct-record\/9"/],
    ['two runs', `${JSON.stringify(run)}\n${JSON.stringify(run)}\n`, /:2: a second "run"/],
    ['frame outside of a row', `${JSON.stringify(run)}\n${JSON.stringify(frame)}\n`, /:2: a "frame" line outside/],
    ['row-end alone', `${JSON.stringify(run)}\n{"e":"row-end","at":1}\n`, /:2: a "row-end"/],
    ['body that is no Base64', [run, row, { ...frame, body: 'a b=' }].map((l) => `${JSON.stringify(l)}\n`).join(''), /:3: .*body/],
    [
      'headers that are no pairs',
      [run, row, { ...frame, head: { version: '1.1', headers: ['x'] } }].map((l) => `${JSON.stringify(l)}\n`).join(''),
      /:3: head/,
    ],
    [
      'what is nested too deep',
      `{"e":"run","iut":${'['.repeat(200_000)}${']'.repeat(200_000)}}\n`,
      /:1: this line is nested more than 100 levels deep/,
    ],
    ['a number where text is wanted', [run, { ...row, row: 3 }].map((l) => `${JSON.stringify(l)}\n`).join(''), /:2: .*row is 3/],
  ])('%s is an error with file and line', (_, text, message) => {
    const file = fresh();
    writeFileSync(file, text);
    expect(failure(file).message).toMatch(message);
  });

  test('octets that are not UTF-8 are an error with the line', () => {
    const file = written([run]);
    appendFileSync(file, Buffer.from([0x22, 0xff, 0x22, 10]));
    expect(failure(file).message).toMatch(/:2: this line is not UTF-8/);
  });

  test('a line without end is refused at the bound, not read into memory', () => {
    const file = written([run]);
    const blank = Buffer.alloc(1024 * 1024, 0x20);
    for (let at = 0; at <= MAX_LINE_OCTETS; at += blank.length) appendFileSync(file, blank);
    expect(failure(file).message).toMatch(/:2: this line is too long/);
  });

  test('missing, empty and folder', () => {
    expect(failure(join(folder, 'none')).message).toMatch(/no such file/);
    const file = fresh();
    writeFileSync(file, '');
    expect(failure(file).code).toBe('record-empty');
    expect(failure(folder).message).toMatch(/is not a file/);
  });

  test.runIf(existsSync('/proc/self/mem'))('what can be opened and not be read is an error with the path', () => {
    expect(failure('/proc/self/mem').message).toMatch(/cannot read \/proc\/self\/mem \(EIO\)/);
  });

  test('a full disk is the message of one line with the path', () => {
    const writer = new RecordWriter('/dev/full');
    expect(() => writer.write(run)).toThrow(/cannot write \/dev\/full \(ENOSPC\)\n {2}the disk is full/);
    expect(() => new RecordWriter('/proc/nothing/record.ndjson')).toThrow(InputError);
  });
});
