/** `dmct encode`: an XML message as WBXML. */
import { resolve } from 'node:path';
import { InputError, type Where } from '../base/errors.js';
import { writeOut } from '../base/write-file.js';
import { contentOf, dataAttributes } from '../wire/annotate-document.js';
import type { Element, Finding, WireDocument } from '../wire/document.js';
import type { OutElement, OutText } from '../wire/out.js';
import { readWbxml } from '../wire/wbxml-read.js';
import { writeWbxml } from '../wire/wbxml-write.js';
import { XML_FINDINGS, type XmlFindingCode } from '../wire/xml-findings.js';
import { readXml } from '../wire/xml-read.js';
import { choices } from './choices.js';
import type { Command } from './commands.js';
import { nameOf, readOctets } from './octets-file.js';
import { type CommandSpec, parseOptions } from './options.js';

const VERSIONS = ['1.1', '1.2', '1.3'] as const;

const spec: CommandSpec = {
  usage: 'encode FILE.xml --out FILE.wbxml [--wbxml-version 1.1|1.2|1.3]',
  about: `Writes a SyncML message or a TNDS object as WBXML. Namespaces tell the code pages, CDATA becomes OPAQUE, white space between elements
is left out. XML that is not well-formed is refused with line and column.`,
  examples: ['dmct encode package1.xml --out package1.wbxml'],
  exit: '0 written, 2 the XML is not well-formed or says what WBXML has no token for.',
  takes: ['file'],
  options: {
    out: { value: 'FILE', help: 'where to write the octets' },
    'wbxml-version': { value: 'VERSION', takes: VERSIONS, help: `one of ${VERSIONS.join(', ')}; absent: 1.3` },
  },
  positionals: [1, 1],
};

export const command: Command = { summary: 'write an XML message as WBXML', spec, run };

async function run(args: readonly string[]): Promise<number> {
  const parsed = parseOptions(spec, args);
  if (parsed === 'help') return 0;
  const file = parsed.positionals[0] as string;
  const out = parsed.one('out');
  if (out === undefined) throw new InputError('usage', { found: '--out is missing', cure: `usage: dmct ${spec.usage}` });
  if (resolve(out) === resolve(file))
    throw new InputError('usage', { found: `--out ${out} is the message itself`, cure: 'choose another name; nothing was written' });
  const version = choices(parsed, 'wbxml-version', VERSIONS)?.at(-1) ?? '1.3';

  const document = readXml(readOctets(file));
  refuseIllFormed(file, document);
  if (!document.root)
    throw new InputError('ill-formed-xml', { found: 'there is no root element', where: { file: nameOf(file) }, wanted: 'an XML document' });
  const octets = write(file, document.root, version);
  writeOut(out, octets);
  // read back by the reader, which shares no code with the writer: what it remarks was in the XML
  const back = readWbxml(octets);
  const publicId = back.header.kind === 'wbxml' ? back.header.publicId : '';
  process.stdout.write(`${out}: ${octets.length} octets, WBXML ${version}, ${publicId}\n`);
  for (const f of back.findings) process.stdout.write(`  octet ${f.at}  ${f.code}: ${f.message}\n`);
  return 0;
}

function write(file: string, root: Element, version: (typeof VERSIONS)[number]): Uint8Array {
  try {
    return writeWbxml(outElement(root), { version });
  } catch (cause) {
    if (cause instanceof RangeError)
      throw new InputError('not-wbxml', { found: `cannot be written as WBXML: ${cause.message}`, where: { file: nameOf(file) } });
    throw cause;
  }
}

/** Notes do not matter; all else would make us write something other than what stands in the file. */
function refuseIllFormed(file: string, document: WireDocument): void {
  const fault = document.findings.find((f) => XML_FINDINGS[f.code as XmlFindingCode][0] !== 'note');
  if (!fault) return;
  throw new InputError('ill-formed-xml', {
    found: `not well-formed XML: ${fault.message}`,
    ...place(file, document.octets, fault),
    cure: `dmct decode ${file} shows all findings`,
  });
}

/** Line and column of an octet, both counted from 1, the column in characters; the line itself when it is not too long. */
function place(file: string, octets: Uint8Array, { at }: Finding): { where: Where; sourceLine?: string } {
  const before = new TextDecoder().decode(octets.subarray(0, at)).split('\n');
  const head = before.at(-1) ?? '';
  const where = { file: nameOf(file), line: before.length, column: head.length + 1 };
  if (head.length > 100) return { where };
  const lineEnd = octets.indexOf(0x0a, at);
  const tail = new TextDecoder().decode(octets.subarray(at, Math.min(lineEnd < 0 ? octets.length : lineEnd, at + 60)));
  return { where, sourceLine: visibleLine(head + tail) };
}

/** One column a character, so that the caret stands right. */
function visibleLine(text: string): string {
  return text.replace(/[\x00-\x1f\x7f-\x9f]/g, ' ');
}

/** White space beside elements or CDATA is layout, not data; comments and processing instructions are not carried over. */
function outElement(element: Element): OutElement {
  const isLayoutFree = element.children.length > 0 || element.pieces.some((p) => p.form === 'cdata');
  const content: (OutElement | OutText)[] = [];
  for (const item of contentOf(element)) {
    if ('children' in item) content.push(outElement(item));
    else if (item.form === 'comment' || item.form === 'pi') continue;
    else if (item.form === 'cdata') content.push({ text: item.text, form: 'cdata' });
    else if (!isLayoutFree || !/^[ \t\r\n]*$/.test(item.text)) content.push({ text: item.text });
  }
  // <Data></Data> keeps its content bit, <Data/> has none
  if (content.length === 0 && !element.selfClosed) content.push({ text: '' });
  const attributes = dataAttributes(element).map(({ name, value }) => ({ name, value }));
  return {
    name: element.name,
    ...(element.ns === '' ? {} : { ns: element.ns }),
    ...(attributes.length ? { attributes } : {}),
    ...(content.length ? { content } : {}),
  };
}
