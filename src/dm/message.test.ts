import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../base/package-root.js';
import { encodingOf, readBody, writeBody } from './body.js';
import { composeMessage, numberCommands } from './compose-message.js';
import type { Command, Data, Item, Message, MetInf } from './message.js';
import { parseMessage } from './parse-message.js';

const vectors = JSON.parse(readFileSync(join(packageRoot, 'tests/data/vectors.json'), 'utf8')) as {
  wbxml: Record<string, { hex: string; xmlFile: string }>;
};

/** Without what only a parsed message has: elements, documents, and the OPAQUE form that CDATA becomes. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, inner: unknown) => (['element', 'document', 'embedded', 'form', 'octets'].includes(key) ? undefined : inner)),
  );
}

describe('golden messages', () => {
  it.each(['A', 'B', 'F'])('%s means the same in WBXML and in XML', (name) => {
    const v = vectors.wbxml[name];
    const wbxml = parseMessage(readBody(new Uint8Array(Buffer.from(v?.hex ?? '', 'hex'))));
    const xml = parseMessage(readBody(new TextEncoder().encode(v?.xmlFile)));
    expect(plain(wbxml)).toEqual(plain(xml));
    expect(wbxml.header).toMatchObject({ verDtd: '1.2', verProto: 'DM/1.3' });
    expect(wbxml.commands.length).toBeGreaterThan(0);
  });

  it('B is a sessionless report', () => {
    const message = parseMessage(readBody(new Uint8Array(Buffer.from(vectors.wbxml.B?.hex ?? '', 'hex'))));
    expect(message.header).toMatchObject({ sessionId: '0', msgId: '1', cred: { meta: { type: 'syncml:auth-md5', format: 'b64' } } });
    expect(message.commands.map((c) => c.kind === 'alert' && c.code)).toEqual(message.commands.map(() => '1230'));
  });
});

it('the first octets decide when the content type does not', () => {
  expect(encodingOf(new Uint8Array(Buffer.from(vectors.wbxml.A?.hex ?? '', 'hex')), undefined)).toBe('wbxml');
  expect(encodingOf(new TextEncoder().encode('<SyncML'), 'text/plain')).toBe('xml');
  expect(encodingOf(new Uint8Array([3, 0]), 'application/vnd.syncml.dm+xml; charset=utf-8')).toBe('xml');
});

describe('any message survives composing and parsing', () => {
  // What XML can carry: no control characters, no lone surrogates; ends of line are normalised by the reader, so none here.
  const text = fc.string({ unit: fc.constantFrom('a', 'Z', '0', ' ', '<', '&', '>', ']', 'é', '中', '/', '.', '?', '='), maxLength: 12 });
  const some = fc.string({ unit: fc.constantFrom('a', 'b', '1', '/', 'ü'), minLength: 1, maxLength: 8 });
  const id = fc.integer({ min: 1, max: 9999 }).map(String);
  const meta: fc.Arbitrary<MetInf> = fc.record({ format: some, type: some, mark: some, size: id, nextNonce: some }, { requiredKeys: ['format'] });
  const data: fc.Arbitrary<Data> = fc.record({ text, form: fc.constantFrom('chars' as const, 'cdata' as const) });
  const item: fc.Arbitrary<Item> = fc.record({ target: some, source: some, meta, data }, { requiredKeys: [] });
  const items = fc.array(item, { maxLength: 3 });
  const leafCommand: fc.Arbitrary<Command> = fc.oneof(
    fc.record({ kind: fc.constant('alert' as const), cmdId: id, code: id, items }),
    fc.record({ kind: fc.constant('results' as const), cmdId: id, msgRef: id, cmdRef: id, items }),
    fc.record({ kind: fc.constant('tree' as const), cmdId: id, name: fc.constantFrom('Add' as const, 'Get' as const, 'Exec' as const), meta, items }),
    fc.record({
      kind: fc.constant('status' as const),
      cmdId: id,
      msgRef: id,
      cmdRef: id,
      cmd: some,
      targetRefs: fc.array(some, { maxLength: 2 }),
      sourceRefs: fc.array(some, { maxLength: 2 }),
      chal: meta,
      code: id,
      items,
    }),
  );
  const command: fc.Arbitrary<Command> = fc.oneof(
    leafCommand,
    fc.record({
      kind: fc.constant('group' as const),
      cmdId: id,
      name: fc.constantFrom('Atomic' as const, 'Sequence' as const),
      commands: fc.array(leafCommand, { maxLength: 3 }),
    }),
  );
  const message: fc.Arbitrary<Message> = fc.record({
    header: fc.record(
      {
        verDtd: some,
        verProto: some,
        sessionId: some,
        msgId: id,
        target: some,
        source: some,
        sourceName: some,
        respUri: some,
        maxMsgSize: id,
        cred: fc.record({ meta, data: some }),
      },
      { requiredKeys: ['verDtd', 'verProto', 'sessionId', 'msgId', 'target', 'source'] },
    ),
    commands: fc.array(command, { minLength: 1, maxLength: 4 }),
    isFinal: fc.boolean(),
  });

  it.each(['xml', 'wbxml'] as const)('in %s', (encoding) => {
    fc.assert(
      fc.property(message, (m) => {
        const octets = writeBody(composeMessage(m), encoding);
        const document = readBody(octets, `application/vnd.syncml.dm+${encoding}`);
        expect(document.findings).toEqual([]);
        expect(plain(parseMessage(document))).toEqual(plain(m));
      }),
      { numRuns: 150 },
    );
  });
});

it('numbers what has no CmdID, children included', () => {
  const get = (cmdId: string): Command => ({ kind: 'tree', cmdId, name: 'Get', items: [] });
  const numbered = numberCommands([get(''), { kind: 'group', cmdId: '', name: 'Sequence', commands: [get(''), get('77')] }, get('')]);
  const ids = (commands: readonly Command[]): unknown[] => commands.map((c) => (c.kind === 'group' ? [c.cmdId, ...ids(c.commands)] : c.cmdId));
  expect(ids(numbered)).toEqual(['1', ['2', '3', '77'], '4']);
});

it('makes something of anything', () => {
  for (const text of ['', '<a/>', '<SyncML/>', '<SyncML><SyncBody><Put/><Alert/></SyncBody></SyncML>']) {
    const message = parseMessage(readBody(new TextEncoder().encode(text)));
    expect(message.header.sessionId).toBe('');
  }
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (octets) => void parseMessage(readBody(octets))));
});

it('a character that XML cannot carry is replaced, not refused', () => {
  const message: Message = {
    header: { verDtd: '1.2', verProto: '', sessionId: 'a\u0000b\uD800', msgId: '1', target: '', source: '' },
    commands: [],
    isFinal: true,
  };
  expect(parseMessage(readBody(writeBody(composeMessage(message), 'xml'))).header.sessionId).toBe('a\uFFFDb\uFFFD');
});
