// WBXML speed: our reader and writer against libwbxml in memory. One JSON line a document and direction:
//   node bench/wbxml.mjs [--seconds 0.5] [--only NAME]
// `read` is octets to elements; `readAll` also visits every element and decodes every text. `ratio` compares with libwbxml, whose figures
// include the XML side (expat, or printing), which it cannot do without. `aim` is what the design wants; `met` whether it was reached here.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { CORPUS, PROLOG, toXml } from './wbxml-corpus.mjs';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '0.5' }, only: { type: 'string' } } });
const seconds = Number(values.seconds);
const here = dirname(fileURLToPath(import.meta.url));
const dist = process.env.DMCT_DIST ?? join(here, '..', 'dist');
const { readWbxml } = await import(join(dist, 'src/wire/wbxml-read.js'));
const { writeWbxml } = await import(join(dist, 'src/wire/wbxml-write.js'));

/** Aims of the design: messages a second for the small one, MB/s of WBXML for the middle one, times libwbxml for all but the single Data. */
const AIMS = {
  package1: { read: { perSecond: 200_000 }, write: { perSecond: 400_000 }, ratio: 2 },
  replace200: { read: { mbPerSecond: 100 }, write: {}, ratio: 2 },
  replace17000: { read: {}, write: {}, ratio: 4 },
  data5M: { read: {}, write: {} },
};

/** Milliseconds of processor time, helper threads of the garbage collector included: the machine may be shared. */
function cpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Calls a second of processor time, best of three runs after one that warms up: noise only ever slows down. */
function perSecond(call) {
  let best = 0;
  for (let run = 0; run < 4; run++) {
    const start = cpuMs();
    let spent = 0;
    let count = 0;
    let batch = 1;
    do {
      for (let n = 0; n < batch; n++) call();
      count += batch;
      spent = cpuMs() - start;
      if (spent < 5) batch *= 2; // asking for the time costs more than a small document
    } while (spent < seconds * 1000);
    if (run > 0) best = Math.max(best, (count / spent) * 1000);
  }
  return best;
}

function visit(element) {
  let length = 0;
  for (const piece of element.pieces) length += piece.text.length;
  for (const inner of element.children) length += visit(inner);
  return length;
}

/** Builds the C loop; a string says why there is none. */
function buildYardstick(dir) {
  try {
    const flags = execFileSync('pkg-config', ['--cflags', '--libs', 'libwbxml2'], { stdio: 'pipe' }).toString().trim().split(/\s+/);
    const program = join(dir, 'wbc');
    execFileSync('gcc', ['-O2', join(here, 'wbc.c'), '-o', program, ...flags], { stdio: 'pipe' });
    return { program };
  } catch (cause) {
    return { skipped: `no libwbxml loop: gcc, pkg-config or libwbxml2-dev is missing (${String(cause.message).split('\n')[0]})` };
  }
}

const dir = mkdtempSync(join(tmpdir(), 'dmct-bench-'));
try {
  const yardstick = buildYardstick(dir);
  if (yardstick.skipped) console.log(JSON.stringify({ bench: 'wbxml', yardstick: 'skipped', reason: yardstick.skipped }));
  for (const [name, tree] of Object.entries(CORPUS)) {
    if (values.only && values.only !== name) continue;
    const wbxml = writeWbxml(tree);
    const xml = PROLOG + toXml(tree);
    let libwbxml;
    if (yardstick.program) {
      writeFileSync(join(dir, 'in.xml'), xml);
      libwbxml = JSON.parse(execFileSync(yardstick.program, [join(dir, 'in.xml'), String(seconds)]).toString());
      if (libwbxml.wbxmlOctets !== wbxml.length && name !== 'data5M')
        console.error(`${name}: libwbxml wrote ${libwbxml.wbxmlOctets} octets, we ${wbxml.length}`);
    }
    const figures = {
      read: perSecond(() => readWbxml(wbxml)),
      readAll: perSecond(() => visit(readWbxml(wbxml).root)),
      write: perSecond(() => writeWbxml(tree)),
    };
    for (const [what, rate] of Object.entries(figures)) {
      const aim = AIMS[name][what] ?? {};
      const theirs = what === 'write' ? libwbxml?.encode : libwbxml?.decode;
      const mbPerSecond = (rate * wbxml.length) / 1e6;
      const ratio = theirs ? rate / theirs : undefined;
      const met = rate >= (aim.perSecond ?? 0) && mbPerSecond >= (aim.mbPerSecond ?? 0) && (ratio === undefined || ratio >= (AIMS[name].ratio ?? 0));
      const row = { bench: 'wbxml', document: name, what, octets: wbxml.length, perSecond: round(rate), mbPerSecond: round(mbPerSecond) };
      console.log(
        JSON.stringify({
          ...row,
          ...(theirs ? { libwbxml: round(theirs), ratio: round(ratio) } : {}),
          aim: { ...aim, ratio: AIMS[name].ratio },
          met,
        }),
      );
    }
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}

function round(value) {
  return Number(value.toPrecision(4));
}
