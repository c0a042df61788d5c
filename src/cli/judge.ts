/** `dmct judge`: a record judged again, or a capture of somebody else's judged for the first time; without IUT and without network. */
import { closeSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { InputError } from '../base/errors.js';
import { otherThanFile } from '../base/regular-file.js';
import { shellWords } from '../base/shell.js';
import type { Iut } from '../iut/iut.js';
import { loadIut } from '../iut/iut-file.js';
import { readCapture } from '../record/capture/read-capture.js';
import { beginsRecord, type RecordFile, readRecord } from '../record/ndjson.js';
import { loadBaseline } from '../report/baseline.js';
import { type Gating, suiteOf } from '../runner/gate.js';
import { captureLine, captureRow, type Given, judgeCapture } from '../runner/judge-capture.js';
import { judgeRecords, noteOfCut, type RecordOfRun } from '../runner/judge-record.js';
import { recordFiles } from '../runner/record-files.js';
import { checkPageFree } from '../runner/run-folder.js';
import { writeCaptureReports, writeRunReports } from '../runner/write-run.js';
import { placeOf } from './as-started.js';
import type { Command } from './commands.js';
import { GATE_OPTIONS, gatingOf } from './gating.js';
import { type CommandSpec, parseOptions } from './options.js';
import { SCENARIOS_OPTION, scenariosOf } from './scenarios-option.js';

const SPEC: CommandSpec = {
  usage: 'judge RECORD.ndjson…|FOLDER|CAPTURE [--iut FILE]… --out DIR [--baseline FILE] [--policy P] [--scenarios DIR]',
  about: `
Judges a record again: same octets, same verdicts. Several records of one IUT (shards) are joined; a row that stands in two
of them must be the same in both. The folder of a run stands for what it recorded, also when it was killed. Secrets are never in a
record, so the IUT file is needed for credentials, ICS and PIXIT; a record of a reference IUT finds its own.

Judges a capture that another tool made of somebody's client and somebody's server: pcap or pcapng with HTTP and UDP, HAR, a folder of
raw files, or what dmct proxy recorded. Name the IUT file of the client, of the server, or of both. What can be decided without acting
is decided; the rest is not-tested (needs stimulus).`,
  examples: [
    'dmct judge reports/latest/acme/record.ndjson --iut acme.yaml --out again',
    'dmct judge part1/acme/record.ndjson part2/acme/record.ndjson --iut acme.yaml --baseline known.yaml --out all',
    'dmct judge field.pcapng --iut acme-client.yaml --iut globex-server.yaml --out field',
  ],
  exit: `as those of dmct run: 0 conformant (with a baseline: nothing new), 1 failures (new ones), 2 bad input, 3 inconclusive or review
left, 4 our fault, 5 stale baseline, 6 nothing judged; when several apply: 2, 4, 6, 1, 3, 5; of
both sides of a capture: 2, 4, 1, 6, 3, 5.`,
  takes: ['file'],
  options: {
    iut: { value: 'FILE', many: true, help: 'the IUT file that the record was made with; of a capture: of the client, the server, or both' },
    out: { value: 'DIR', help: 'where to write the report' },
    ...GATE_OPTIONS,
    ...SCENARIOS_OPTION,
  },
  positionals: [1, 1000],
};

export const command: Command = {
  summary: 'judge a record again, or a capture of another tool, offline',
  spec: SPEC,
  run: async (args) => {
    const options = parseOptions(SPEC, args);
    if (options === 'help') return 0;
    const out = options.one('out');
    if (out === undefined) throw new InputError('usage', { found: '--out is missing', cure: `usage: dmct ${SPEC.usage}` });
    checkPageFree(out);
    const gating = gatingOf(options);
    const folder = scenariosOf(options);
    if (gating) loadBaseline(gating.file, suiteOf([], folder));
    const files = recordsOf(options.positionals);
    const iuts = options.all('iut');
    const foreign = files.find(({ record }) => record === undefined || record.run.capture !== undefined);
    if (foreign) {
      const [second] = files.filter((f) => f !== foreign);
      if (second)
        throw new InputError('usage', {
          found: `${foreign.file} is a capture and cannot be joined with ${second.file}`,
          cure: 'judge them one by one',
        });
      return judgeForeign(foreign, iuts, { command: `dmct judge ${shellWords(args)}`, place: placeOf(out), out: resolve(out), gating, folder });
    }
    if (iuts.length > 1)
      throw new InputError('usage', {
        found: `${iuts.length} IUT files are named`,
        wanted: 'one: a record of dmct run is of one IUT',
        cure: 'judge one record after the other',
      });
    return judgeAgain(files as RecordOfRun[], iuts[0], { out: resolve(out), gating, folder });
  },
};

/** Of several, one in which a killed run had not yet written a whole line is told and left out. A capture has no record. */
function recordsOf(paths: readonly string[]): Foreign[] {
  const files = paths.flatMap(recordFiles);
  return files.flatMap((file): Foreign[] => {
    try {
      return [{ file, record: isRecord(file) ? readRecord(file) : undefined }];
    } catch (cause) {
      if (!(cause instanceof InputError && cause.code === 'record-empty') || files.length === 1) throw cause;
      process.stderr.write(`dmct: ${file} is empty; it is left out\n`);
      return [];
    }
  });
}

/** Whether a file begins as a record of dmct does. One that is empty, or not there, is told by who reads it. */
function isRecord(file: string): boolean {
  try {
    const other = otherThanFile(file);
    if (other) return other !== 'a folder';
    const fd = openSync(file, 'r');
    try {
      const head = Buffer.alloc(256);
      const read = head.subarray(0, readSync(fd, head));
      return beginsRecord(read) || read.toString().trim() === '';
    } finally {
      closeSync(fd);
    }
  } catch {
    return true;
  }
}

/** Where the report goes, what gates it, and the scenarios that it is judged by. */
interface To {
  readonly out: string;
  readonly gating: Gating | undefined;
  readonly folder: string | undefined;
}

interface Foreign {
  readonly file: string;
  readonly record?: RecordFile | undefined;
}

/** A capture, or the record of one, judged about each IUT that is named. */
function judgeForeign({ file, record }: Foreign, files: readonly string[], to: To & Given): number {
  if (files.length === 0)
    throw new InputError('iut-missing', {
      found: `${file} says nothing of whose client and server it shows`,
      wanted: 'the IUT file of one or both',
      cure: `dmct judge ${file} --iut FILE --out DIR`,
    });
  const iuts = files.map((name) => loadIut(name));
  const [one, other] = iuts as [Iut, Iut | undefined];
  if (other && (one.role === other.role || one.name === other.name || iuts.length > 2))
    throw new InputError('same-side', {
      found: `${one.name} is a ${one.role}, ${other.name} a ${other.role}`,
      wanted: 'at most one client and one server, of different names',
    });
  const capture = record ? undefined : readCapture(file);
  const row = capture ? captureRow(capture) : record?.rows[0];
  if (!row?.events.some((event) => event.e === 'frame'))
    throw new InputError(
      'capture-empty',
      { found: `${file} holds no frame of DM`, ...(capture?.notes.length ? { wanted: `HTTP or pushes of DM; ${capture.notes.join('; ')}` } : {}) },
      6,
    );
  const reports = iuts.map((iut) => {
    const source = capture ? { format: capture.format, file, sha256: capture.sha256, notes: capture.notes } : record?.run.capture;
    if (!source) throw new Error('a record without capture is judged elsewhere');
    return { name: iut.name, ...judgeCapture(captureLine(source, iut, to, record?.run), row, iut, to.folder, record?.cut ? [noteOfCut(file)] : []) };
  });
  return writeCaptureReports(to.out, reports, to.gating, to.folder);
}

/** Records of dmct run, joined when there are several. */
function judgeAgain(files: readonly RecordOfRun[], iutFile: string | undefined, { out, gating, folder }: To): number {
  const { run, iut, report, rows } = judgeRecords(files, {
    ...(iutFile === undefined ? {} : { iut: iutFile }),
    ...(folder === undefined ? {} : { scenarios: folder }),
  });
  return writeRunReports(
    out,
    [{ name: iut.name, folder: iut.folder, report, run, rows: rows.flatMap((r) => (r.record ? [r.record] : [])) }],
    gating,
    folder,
  );
}
