/** `dmct decode`: what octets say, octet by octet. */
import { once } from 'node:events';
import { InputError } from '../base/errors.js';
import { pcapMagic } from '../record/capture/pcap.js';
import { SECTION } from '../record/capture/pcapng-packets.js';
import { beginsRecord } from '../record/ndjson.js';
import { type Annotation, annotate, KINDS, type Kind } from '../wire/annotate.js';
import { hexdump } from '../wire/hexdump.js';
import { objectLines, objectsIn } from '../wire/tnds-objects.js';
import { prettyXml } from '../wire/xml-pretty.js';
import { choices } from './choices.js';
import type { Command } from './commands.js';
import { nameOf, readOctetsOrHex } from './octets-file.js';
import { type CommandSpec, parseOptions } from './options.js';

const spec: CommandSpec = {
  usage: 'decode FILE|- [--xml | --json | --tree] [--as wbxml|xml|notification|wsp|sms]',
  about: `Shows what octets mean: a SyncML message in WBXML or XML, package #0, a WSP push, a short message, and what is inside them.
FILE holds the octets themselves, or hex digits and blanks only. Deviations follow at the end, each with its octet offset.`,
  examples: ['dmct decode message.wbxml', 'echo 010603c4af87… | dmct decode - --json'],
  exit: '0 decoded, deviations or not; 2 the octets are of no kind that dmct knows, or it is not the one asked for.',
  takes: ['file'],
  options: {
    xml: { help: 'the SyncML document as indented XML, CDATA kept' },
    tree: { help: 'the nodes of the management objects inside: URI, format, type, ACL, value' },
    json: { help: 'elements with octet ranges and findings, for programs' },
    as: { value: 'KIND', takes: KINDS, help: `one of ${KINDS.join(', ')}; absent: the octets tell` },
  },
  positionals: [1, 1],
};

export const command: Command = { summary: 'show what octets mean (WBXML, XML, notification, push, SMS)', spec, run };

async function run(args: readonly string[]): Promise<number> {
  const parsed = parseOptions(spec, args);
  if (parsed === 'help') return 0;
  const views = ['xml', 'json', 'tree'].filter((name) => parsed.flag(name));
  if (views.length > 1) {
    const found = `--${views[0]} and --${views[1]} exclude each other`;
    throw new InputError('usage', { found, cure: `usage: dmct ${spec.usage}` });
  }
  const file = parsed.positionals[0] as string;
  const as = choices(parsed, 'as', KINDS)?.at(-1);
  const { octets, wasHex } = readOctetsOrHex(file);
  const isListing = views.length === 0;
  const annotation = annotate(octets, as, { elements: parsed.flag('json'), lines: isListing });
  if (!annotation?.understood) throw undecodable(file, octets, annotation, as);
  if (parsed.flag('json')) await print(json(annotation));
  else if (parsed.flag('xml')) await printXml(file, annotation);
  else if (parsed.flag('tree')) await printTree(file, annotation);
  else await printListing(file, octets, annotation, wasHex);
  return 0;
}

function undecodable(file: string, octets: Uint8Array, annotation: Annotation | undefined, as: Kind | undefined): InputError {
  const head = Buffer.from(octets.subarray(0, 8))
    .toString('hex')
    .replace(/..(?=.)/g, '$& ');
  const first = annotation?.findings[0];
  return new InputError('undecodable', {
    found: `these octets cannot be read as ${as ?? annotation?.kind ?? 'any kind dmct knows'}; they begin with ${head}${first ? ` (${first.message})` : ''}`,
    where: { file: nameOf(file), octet: first?.at ?? 0 },
    cure: isCapture(octets)
      ? `it looks like a capture: dmct judge ${nameOf(file)} --iut FILE --out DIR judges it`
      : as
        ? 'leave --as out to let the octets tell'
        : `say what they are: --as ${KINDS.join('|')}`,
  });
}

/** A pcap, a pcapng, a HAR, or a record of dmct. */
function isCapture(octets: Uint8Array): boolean {
  const head = Buffer.from(octets.subarray(0, 256));
  return (
    pcapMagic(head) !== undefined ||
    (head.length >= 4 && head.readUInt32BE(0) === SECTION) ||
    beginsRecord(head) ||
    /^(?:\xef\xbb\xbf)?\s*\{\s*"log"/.test(head.toString('latin1'))
  );
}

/** The contract as JSON, an element a line: a large document would not fit one string. */
function* json({ kind, elements, findings }: Annotation): Generator<string> {
  yield `{ "kind": ${JSON.stringify(kind)},\n"elements": [`;
  for (const [i, element] of elements.entries()) yield `${JSON.stringify(element)}${i + 1 < elements.length ? ',' : ''}`;
  yield '],\n"findings": [';
  for (const [i, finding] of findings.entries()) yield `${JSON.stringify(finding)}${i + 1 < findings.length ? ',' : ''}`;
  yield '] }';
}

async function printXml(file: string, { document, kind, findings }: Annotation): Promise<void> {
  if (!document?.root) {
    throw new InputError('no-xml', { found: `${nameOf(file)} (${kind}) holds no SyncML document`, cure: 'leave --xml out to see its fields' });
  }
  await print(prettyXml(document));
  // not among the XML, so that it can be piped on
  for (const line of findingLines(findings)) process.stderr.write(`${line}\n`);
}

async function printTree(file: string, { document, kind }: Annotation): Promise<void> {
  const objects = document ? objectsIn(document) : [];
  if (objects.length === 0) {
    throw new InputError('no-tree', { found: `${nameOf(file)} (${kind}) holds no management object`, cure: 'leave --tree out to see what it holds' });
  }
  for (const object of objects) await print(objectLines(object));
}

async function printListing(file: string, octets: Uint8Array, { kind, lines, findings }: Annotation, wasHex: boolean): Promise<void> {
  const colour = process.stdout.isTTY === true && !process.env.NO_COLOR;
  const dim = (text: string): string => (colour ? `\x1b[2m${text}\x1b[22m` : text);
  const alarm = (text: string): string => (colour ? `\x1b[31m${text}\x1b[39m` : text);
  await print([`${nameOf(file)}: ${kind}, ${octets.length} octets${wasHex ? ' (read from hex text)' : ''}`]);
  await print(hexdump(octets, lines, dim));
  await print(findingLines(findings).map(alarm));
}

function findingLines(findings: Annotation['findings']): string[] {
  if (findings.length === 0) return [];
  const count = `${findings.length} finding${findings.length === 1 ? '' : 's'}:`;
  return [count, ...findings.map((f) => `  octet ${f.at} (${f.at.toString(16).toUpperCase().padStart(4, '0')})  ${f.code}: ${f.message}`)];
}

/** Writes lines in pieces of moderate size, and waits for a slow reader: neither one write a line nor all in memory. */
async function print(lines: Iterable<string>): Promise<void> {
  let buffer = '';
  for (const line of lines) {
    buffer += `${line}\n`;
    if (buffer.length < 1 << 16) continue;
    if (!process.stdout.write(buffer)) await once(process.stdout, 'drain');
    buffer = '';
  }
  if (buffer) process.stdout.write(buffer);
}
