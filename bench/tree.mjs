// Management tree: commands a second on flat trees of growing size, and TNDS objects written and read. One JSON line a measure, CPU time, median of five:
//   node bench/tree.mjs [--seconds 0.3] [--sizes 1000,100000,1000000]
// `ratio` compares with the smallest tree: what a command costs must not grow with the tree.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '0.3' }, sizes: { type: 'string', default: '1000,100000,1000000' } },
});
const dist = process.env.DMCT_DIST ?? join(dirname(fileURLToPath(import.meta.url)), '..', 'dist');
const load = (path) => import(join(dist, 'src', path));
const { NodeStore } = await load('dm/tree/store.js');
const { managementTree } = await load('dm/tree/tree.js');
const { composeTnds } = await load('wire/tnds-write.js');
const { readTnds } = await load('wire/tnds-read.js');
const { writeWbxml } = await load('wire/wbxml-write.js');
const { writeXml } = await load('wire/xml-write.js');
const { readWbxml } = await load('wire/wbxml-read.js');
const { readXml } = await load('wire/xml-read.js');

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Calls a second of CPU time, median of five runs after one that warms up. */
function perSecond(call) {
  const runs = [];
  for (let run = 0; run < 6; run++) {
    const start = cpuMs();
    let count = 0;
    let spent = 0;
    do {
      for (let i = 0; i < 64; i++) call(count + i);
      count += 64;
      spent = cpuMs() - start;
    } while (spent < Number(values.seconds) * 1000);
    if (run > 0) runs.push((count / spent) * 1000);
  }
  return Math.round(runs.sort((a, b) => a - b)[2]);
}

const expect = (wanted, { code }) => {
  if (code !== wanted) throw new Error(`${code} instead of ${wanted}`);
};

/** Every command on a flat tree of so many leaves, as server A; places are spread by a step without common divisor. */
function commandsOn(size) {
  const store = new NodeStore('Add=*&Delete=*&Get=*&Replace=*', { clock: () => new Date(0) });
  const tree = managementTree(store);
  const flat = store.plant('Flat', { format: 'node' });
  for (let n = 0; n < size; n++) store.add(flat, `n${n}`, { value: 'value' });
  store.plant('Box', { format: 'node', type: 'urn:x:box:1.0' });
  store.plant('Box/Leaf', { value: 'x' });
  const at = (n) => `./Flat/n${(n * 7919) % size}`;
  const run = (command, uri, data) => tree.execute({ command, uri, ...(data === undefined ? {} : { data: { text: data } }) }, 'A');
  return {
    Get: (n) => expect('200', run('Get', at(n))),
    'Get ?prop=ACL': (n) => expect('200', run('Get', `${at(n)}?prop=ACL`)),
    Replace: (n) => expect('200', run('Replace', at(n), 'other')),
    'Add and Delete': () => {
      expect('200', run('Add', './Flat/new', 'x'));
      expect('200', run('Delete', './Flat/new'));
    },
    'Replace undone': (n) => {
      const outcome = run('Replace', at(n), 'x');
      expect('200', outcome);
      outcome.undo();
    },
    'Get by virtual URI': () => expect('200', run('Get', '.?MOID=urn:x:box:1.0/Leaf')),
  };
}

const base = new Map();
for (const size of values.sizes.split(',').map(Number)) {
  for (const [name, call] of Object.entries(commandsOn(size))) {
    const rate = perSecond(call);
    if (!base.has(name)) base.set(name, rate);
    console.log(JSON.stringify({ name, nodes: size, perSecond: rate, ratio: Number((rate / base.get(name)).toFixed(2)) }));
  }
}

const leaves = Array.from({ length: 5_000 }, (_, n) => ({
  name: `leaf${n}`,
  isInterior: false,
  format: 'chr',
  type: 'text/plain',
  acl: 'Get=*',
  value: `value number ${n} <&>`,
}));
const nodes = [{ name: 'Box', isInterior: true, format: 'node', type: 'urn:x:box:1.0', children: leaves }];
const target = () => managementTree(new NodeStore('Add=*&Delete=*&Get=*&Replace=*'));
for (const [form, write, read] of [
  ['xml', writeXml, readXml],
  ['wbxml', writeWbxml, readWbxml],
]) {
  const octets = write(composeTnds({ nodes }));
  const request = {
    command: 'Add',
    uri: '.',
    meta: { type: `application/vnd.syncml.dmtnds+${form}` },
    data: form === 'xml' ? { text: new TextDecoder().decode(octets) } : { text: '', octets },
  };
  const measures = {
    encode: () => write(composeTnds({ nodes })).length,
    decode: () => readTnds(read(octets)).count,
    'Add as one object': () => expect('200', target().execute(request, 'A')),
  };
  for (const [name, call] of Object.entries(measures)) {
    const runs = [];
    for (let run = 0; run < 6; run++) {
      const start = cpuMs();
      let count = 0;
      do {
        call();
        count++;
      } while (cpuMs() - start < Number(values.seconds) * 1000);
      if (run > 0) runs.push((count * octets.length) / 1e3 / (cpuMs() - start));
    }
    console.log(
      JSON.stringify({ name: `TNDS ${form} ${name}`, octets: octets.length, mbPerSecond: Number(runs.sort((a, b) => a - b)[2].toFixed(1)) }),
    );
  }
}
