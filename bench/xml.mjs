// XML reading speed: ours against fast-xml-parser, saxes and libxml2-wasm. One JSON line a comparison, messages a second of CPU time, median of five:
//   node bench/xml.mjs [--seconds 0.3]
// `read` is octets to elements with ranges, texts still undecoded; `readAll` also decodes every text and attribute value. Both parsers get a
// string that was decoded from the octets in the same call, because octets are what arrives; fast-xml-parser keeps order as our reader does.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { XMLParser } from 'fast-xml-parser';
import { XmlDocument } from 'libxml2-wasm';
import { SaxesParser } from 'saxes';
import { CORPUS, PROLOG, toXml } from './wbxml-corpus.mjs';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '0.3' } } });
const dist = process.env.DMCT_DIST ?? join(dirname(fileURLToPath(import.meta.url)), '..', 'dist');
const { readXml, isWellFormed } = await import(join(dist, 'src/wire/xml-read.js'));

const parser = new XMLParser({ preserveOrder: true, ignoreAttributes: false, parseTagValue: false, trimValues: false });

function visit(element) {
  let length = 0;
  for (const piece of element.pieces) length += piece.text.length;
  for (const attribute of element.attributes) length += attribute.value.length;
  for (const inner of element.children) length += visit(inner);
  return length;
}

const OURS = {
  read: (octets) => readXml(octets).root.to,
  readAll: (octets) => visit(readXml(octets).root),
};
const OTHERS = {
  'fast-xml-parser': (octets) => parser.parse(octets.toString('utf8')).length,
  saxes: (octets) => {
    let count = 0;
    const sax = new SaxesParser({ xmlns: true });
    sax.on('opentag', () => count++);
    sax.on('text', (text) => (count += text.length));
    sax.write(octets.toString('utf8')).close();
    return count;
  },
  'libxml2-wasm': (octets) => {
    const document = XmlDocument.fromBuffer(octets);
    document.dispose();
    return 1;
  },
};

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Calls a second of CPU time (the machine may be shared), median of five runs after one that warms up. */
function perSecond(call) {
  const runs = [];
  for (let run = 0; run < 6; run++) {
    const start = cpuMs();
    let spent = 0;
    let count = 0;
    do {
      for (let i = 0; i < 8; i++) if (!call()) throw new Error('nothing was read');
      count += 8;
      spent = cpuMs() - start;
    } while (spent < Number(values.seconds) * 1000);
    if (run > 0) runs.push((count / spent) * 1000);
  }
  return Math.round(runs.sort((a, b) => a - b)[2]);
}

for (const name of ['package1', 'replace200']) {
  const octets = Buffer.from(PROLOG + toXml(CORPUS[name]));
  if (!isWellFormed(readXml(octets))) throw new Error(`${name} is not well-formed`);
  const size = octets.length;
  const others = Object.entries(OTHERS).map(([other, call]) => [other, perSecond(() => call(octets))]);
  for (const [what, call] of Object.entries(OURS)) {
    const ours = perSecond(() => call(octets));
    for (const [other, rate] of others) {
      const line = {
        name: `${what} ${name} vs ${other}`,
        size,
        ours,
        other: rate,
        ratio: Number((ours / rate).toFixed(1)),
        mbPerSecond: Math.round((ours * size) / 1e6),
      };
      console.log(JSON.stringify(line));
    }
  }
}
