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
const step: RecordLine = { e: 'step', id: 'wait', at: 4, state: 'done' };
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
    const took: RecordLine = { ...step, frame: 1 };
    const file = written([run, row, frame, took, { e: 'row-end', at: 9 }, { e: 'row', scenario: 's2', sha256: '00' }]);
    const back = readRecord(file);
    expect(back.run).toEqual(run);
    expect(back.rows).toEqual([
      { row, events: [frame, took], end: { e: 'row-end', at: 9 } },
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
    ['a number in a list of texts', `${JSON.stringify({ ...run, planned: [3] })}\n`, /:1: .*planned is \[3\]; it must be a list of strings/],
    [
      'a start that is no time',
      `${JSON.stringify({ ...run, started: '2026-13-01T00:00:00Z' })}\n`,
      /:1: .*started is "2026-13-01T00:00:00Z"; it must be a time/,
    ],
  ])('%s is an error with file and line', (_, text, message) => {
    const file = fresh();
    writeFileSync(file, text);
    expect(failure(file).message).toMatch(message);
  });

  const capture = { format: 'har', file: 'a.har', sha256: 'ff', notes: [] } as const;
  test.each<[string, readonly unknown[], RegExp]>([
    ['a frame line is lost', [run, row, { ...frame, n: 2 }], /:3: .*n is 2; it must be 1: frames are numbered 1, 2, 3 … in each row/],
    ['a frame line is there twice', [run, row, frame, frame], /:4: .*n is 1; it must be 2/],
    ['frames are exchanged', [run, row, { ...frame, n: 2 }, frame], /:3: .*n is 2; it must be 1/],
    ['the number of a frame is broken', [run, row, { ...frame, n: 1.5 }], /:3: .*n is 1.5; it must be a whole number/],
    ['numbers go on in the next row', [run, row, frame, row, { ...frame, n: 2 }], /:5: .*n is 2; it must be 1/],
    [
      'a step takes a frame that is not there',
      [run, row, frame, { ...step, frame: 2 }],
      /:4: .*frame is 2, and no frame with that number stands before it in this row/,
    ],
    ['a step takes a frame that comes later', [run, row, { ...step, frame: 1 }, frame], /:3: .*frame is 1, and no frame/],
    ['a step takes a frame of another row', [run, row, frame, row, { ...step, frame: 1 }], /:5: .*frame is 1, and no frame/],
    [
      'a step takes a frame that no step is about',
      [run, row, { ...frame, aside: 'read-back' }, { ...step, frame: 1 }],
      /:4: .*frame is 1, and no frame/,
    ],
    ['time goes back', [run, row, frame, { ...step, at: 3 }], /:4: "step" line: at is 3, which is before 3\.5 of the line before it/],
    ['time is negative', [run, row, { ...frame, at: -5 }], /:3: "frame" line: at is -5, which is before 0, the begin of the row/],
    ['a row takes for ever', [run, row, { ...frame, at: 1e300 }], /:3: "frame" line: at is 1e\+300; no run lasts so long/],
    [
      'rows together take for ever',
      [run, row, { ...frame, at: 5e15 }, row, { ...frame, at: 5e15 }],
      /:5: "frame" line: at is 5000000000000000; no run/,
    ],
    ['a row began at no time', [run, { ...row, began: 'yesterday' }], /:2: .*began is "yesterday"; it must be a time, as 2026-01-02T03:04:05\.678Z/],
    ['a capture has two rows', [{ ...run, capture }, row, row], /:3: a second row; a capture has one/],
  ])('a record in which %s is an error with file and line', (_, lines, message) => {
    expect(failure(written(lines as RecordLine[])).message).toMatch(message);
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
