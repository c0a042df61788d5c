// Memory and time of one document of 5 MB, each reader in a process of its own: how much the process grows at most. One JSON line a measure:
//   node bench/memory.mjs
import { spawnSync } from 'node:child_process';
import { dist, load, tell } from './measure.mjs';
import { CORPUS, PROLOG, toXml } from './wbxml-corpus.mjs';

const PROGRAM = `
const [dist, module, name] = process.argv.slice(1);
const read = (await import(dist + '/src/wire/' + module))[name];
const octets = await new Promise((resolve) => {
  const pieces = [];
  process.stdin.on('data', (piece) => pieces.push(piece)).on('end', () => resolve(Buffer.concat(pieces)));
});
const visit = (element) => element.pieces.reduce((n, p) => n + p.text.length, 0) + element.children.reduce((n, c) => n + visit(c), 0);
globalThis.gc();
const before = process.memoryUsage().rss;
const cpuMs = () => process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000;
const from = cpuMs();
const document = read(octets);
const readMs = cpuMs() - from;
const length = visit(document.root);
const ms = cpuMs() - from;
if (length < 1_000_000 || document.findings.length > 0) throw new Error('it was not read');
console.log(JSON.stringify({ readMs, ms, grownMb: (Math.max(process.resourceUsage().maxRSS * 1024, before) - before) / 1e6 }));
`;
const { writeWbxml } = await load('src/wire/wbxml-write.js');
for (const name of ['replace17000', 'data5M']) {
  const tree = CORPUS[name];
  for (const [form, octets, module, reader] of [
    ['xml', Buffer.from(PROLOG + toXml(tree)), 'xml-read.js', 'readXml'],
    ['wbxml', Buffer.from(writeWbxml(tree)), 'wbxml-read.js', 'readWbxml'],
  ]) {
    const child = spawnSync(process.execPath, ['--expose-gc', '--input-type=module', '-e', PROGRAM, dist, module, reader], {
      input: octets,
      encoding: 'utf8',
    });
    if (child.status !== 0) throw new Error(child.stderr);
    const { grownMb, readMs, ms } = JSON.parse(child.stdout);
    const size = octets.length / 1e6;
    const what = `${name} as ${form}, ${size.toFixed(1)} MB`;
    tell({ what: `${what}: growth / octets`, value: grownMb, unit: 'MB', ratio: grownMb / size, aim: '<= 10', met: grownMb <= 10 * size });
    const aim = form === 'wbxml' ? { aim: '<= 100 ms', met: readMs <= 100 } : {};
    tell({ what: `${what}: read once, cold`, value: readMs, unit: 'ms CPU', ...aim });
    tell({ what: `${what}: read once and every text decoded`, value: ms, unit: 'ms CPU' });
  }
}
