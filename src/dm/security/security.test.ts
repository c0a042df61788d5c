import { createHash, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { message as anyMessage, messageWithTnds } from '../../../tests/wbxml-arbitrary.js';
import type { WireDocument } from '../../wire/document.js';
import type { OutElement } from '../../wire/out.js';
import { readWbxml } from '../../wire/wbxml-read.js';
import { type WbxmlWriteOptions, writeWbxml } from '../../wire/wbxml-write.js';
import { readXml } from '../../wire/xml-read.js';
import { writeXml } from '../../wire/xml-write.js';
import { canonicalElement } from './canonical-read.js';
import { equivalentXml, loadCanonicalizer, withFixedOctets } from './canonical-write.js';
import type { EnvelopeId } from './envelopes.js';
import { readEquivalent } from './equivalent-read.js';
import { SecurityFindings } from './findings.js';
import type { SigningKey } from './sign.js';
import { type SignedMessage, type SignOptions, signMessage } from './sign-message.js';
import { type ReceivedMessage, verifyMessage } from './verify-message.js';
import type { VerifyingKey } from './verify-signature.js';
import { WRONG_SIGNATURES, type WrongSignature } from './wrong-signatures.js';

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const rsa: SigningKey = { key: pair.privateKey, algorithm: 'rsa-sha1' };
const publicKey: VerifyingKey = { kind: 'rsa', publicKey: pair.publicKey };
const secret = Buffer.from('the shared secret of server and device');
const leaf = (name: string, text: string, ns?: string): OutElement => ({ name, content: [{ text }], ...(ns ? { ns } : {}) });
const el = (name: string, ...content: OutElement[]): OutElement => ({ name, content });

const CONTENT = '<fünf xmlns="urn:x" b="2" a="1"><a xmlns="">CR\r&#13;<![CDATA[<&>]]></a><!-- no --></fünf>';
function command(data: string): OutElement {
  const cred = el(
    'Cred',
    el('Meta', leaf('Format', 'b64', 'syncml:metinf'), leaf('Type', 'syncml:auth-md5', 'syncml:metinf')),
    leaf('Data', 'Zz6EivR3yeaaENcRN6lpAQ=='),
  );
  const head = el('SyncHdr', leaf('VerDTD', '1.2'), leaf('VerProto', 'DM/1.3'), leaf('SessionID', '0'), leaf('MsgID', '1'));
  const places = [el('Target', leaf('LocURI', 'IMEI:493005100592800')), el('Source', leaf('LocURI', 'com.mgmtsrv.manage'))];
  const meta = el('Meta', leaf('Format', 'xml', 'syncml:metinf'), leaf('Type', 'text/xml', 'syncml:metinf'), leaf('Size', '99', 'syncml:metinf'));
  const item = el('Item', el('Target', leaf('LocURI', './Inbox/größe')), meta, { name: 'Data', content: [{ text: data, form: 'cdata' }] });
  const body = el(
    'SyncBody',
    el('Replace', leaf('CmdID', '1'), item),
    el('Exec', leaf('CmdID', '2'), el('Item', el('Target', leaf('LocURI', './x')))),
  );
  return {
    name: 'SyncML',
    ns: 'SYNCML:SYNCML1.2',
    content: [
      { ...head, content: [...(head.content ?? []), ...places, cred] },
      { ...body, content: [...(body.content ?? []), { name: 'Final' }] },
    ],
  };
}
const MESSAGE = command(CONTENT);

const received = ({ octets, contentType, contentId, parts }: SignedMessage): ReceivedMessage => ({
  octets,
  contentType,
  parts,
  ...(contentId ? { contentId } : {}),
});

/** Every way to sign: envelope and form. */
const WAYS: readonly (readonly [EnvelopeId, SignOptions])[] = [
  ['detached-xml', { carrier: 'part' }],
  ['detached-xml', { carrier: 'header' }],
  ['in-cred', {}],
  ['in-cred', { encoding: 'xml' }],
  ['in-item', { item: 'detached' }],
  ['in-item', { item: 'enveloping' }],
  ['in-item', { item: 'enveloping', encoding: 'xml' }],
];
const named = WAYS.map(([envelope, options]) => [`${envelope} ${Object.values(options).join(' ')}`, envelope, options] as const);

describe('signing and verifying', () => {
  for (const [name, envelope, options] of named) {
    it.each(['rsa-sha1', 'rsa-sha256', 'hmac-sha256'] as const)(`${name} by %s`, async (algorithm) => {
      const isSecret = algorithm === 'hmac-sha256';
      const signed = await signMessage(envelope, MESSAGE, { key: isSecret ? secret : pair.privateKey, algorithm }, options);
      const got = verifyMessage(envelope, received(signed), isSecret ? { kind: 'secret', secret } : publicKey);
      expect(got.findings).toEqual([]);
      expect(got).toMatchObject({ ok: true, status: 'valid' });
      expect(got.references.map((r) => [r.algorithm, r.covers])).toEqual([[algorithm, envelope === 'in-item' ? 'item' : 'message']]);
      const other = verifyMessage(envelope, received(signed), isSecret ? { kind: 'secret', secret: Buffer.from('x') } : { kind: 'secret', secret });
      expect(other).toMatchObject({ ok: false, references: [], reason: { code: isSecret ? 'signature-mismatch' : 'algorithm-key' } });
    });
  }

  it('gives back the content that was signed, whatever text it is', async () => {
    for (const text of [CONTENT, 'a < b & c > d\r\n"€"', '']) {
      const signed = await signMessage('in-item', command(text), rsa, { item: 'enveloping' });
      const [reference] = verifyMessage('in-item', received(signed), publicKey).references;
      const canonical = text === CONTENT ? (await loadCanonicalizer())(Buffer.from(text)).toString() : text;
      expect(Buffer.from(reference?.content ?? []).toString()).toBe(canonical);
      expect(reference?.item?.name).toBe('Item');
    }
  });

  it('none-required looks at nothing and says so', async () => {
    const signed = await signMessage('none-required', MESSAGE, rsa);
    expect(signed.octets).toEqual(writeWbxml(MESSAGE));
    expect(verifyMessage('none-required', received(signed), publicKey)).toMatchObject({ ok: true, status: 'not-required', references: [] });
  });

  it('refuses what an envelope cannot sign', async () => {
    await expect(signMessage('in-item', command('no XML'), rsa)).rejects.toThrow('enveloping form');
    await expect(signMessage('in-cred', { name: 'SyncML' }, rsa)).rejects.toThrow('SyncHdr');
    await expect(signMessage('detached-xml', { ...MESSAGE, attributes: [{ name: 'a', value: '1' }] }, rsa)).rejects.toThrow('attributes');
    await expect(signMessage('detached-xml', MESSAGE, { key: secret, algorithm: 'rsa-sha1' })).rejects.toThrow('private key');
    await expect(signMessage('detached-xml', MESSAGE, { key: pair.privateKey, algorithm: 'hmac-sha256' })).rejects.toThrow('does not go');
  });
});

describe('wrong signatures', () => {
  const rows = Object.entries<WrongSignature>(WRONG_SIGNATURES);
  for (const [name, envelope, options] of named) {
    const own = rows.filter(([, { envelopes }]) => envelopes === undefined || envelopes.includes(envelope));
    it.each(own)(`${name}: %s`, async (_, flaw) => {
      const signed = await signMessage(envelope, MESSAGE, rsa, { ...options, flaw });
      const right = await signMessage(envelope, MESSAGE, rsa, options);
      expect({ octets: signed.octets, parts: signed.parts }).not.toEqual({ octets: right.octets, parts: right.parts });
      const got = verifyMessage(envelope, received(signed), publicKey);
      expect(got.findings.map((f) => f.code)).toContain(flaw.finding);
      expect(got).toMatchObject({ ok: false, status: 'invalid', references: [] });
      const part = signed.parts[0];
      const where = got.where === 'message' || !part ? signed.octets : part.carrier === 'part' ? part.octets : Buffer.from(part.value, 'base64');
      for (const f of got.findings) expect(f.at <= f.to && f.to <= where.length, JSON.stringify(f)).toBe(true);
    });
  }

  it('names the octets of DigestValue inside the message', async () => {
    const signed = await signMessage('in-cred', MESSAGE, rsa, { flaw: WRONG_SIGNATURES['value-not-base64'] });
    const { reason } = verifyMessage('in-cred', received(signed), publicKey);
    expect(Buffer.from(signed.octets.subarray(reason?.at, reason?.to)).toString()).toMatch(/^<SignatureValue>\*.*<\/SignatureValue>$/);
  });

  it('refuses the signature of another message, and two signatures beside one', async () => {
    const one = await signMessage('detached-xml', MESSAGE, rsa);
    const two = await signMessage('detached-xml', command('<other/>'), rsa);
    expect(verifyMessage('detached-xml', { ...received(one), parts: two.parts }, publicKey).reason?.code).toBe('digest-mismatch');
    expect(verifyMessage('detached-xml', { ...received(one), parts: [...one.parts, ...two.parts] }, publicKey).reason?.code).toBe(
      'signature-several',
    );
    expect(verifyMessage('detached-xml', { ...received(one), contentId: 'other@x' }, publicKey).reason?.code).toBe('reference-uri');
  });

  it('is not taken in by an unsigned Item beside a signed one', async () => {
    const signed = await signMessage('in-item', MESSAGE, rsa);
    const body = signed.root.content?.[1] as OutElement;
    const more = el('Add', leaf('CmdID', '7'), el('Item', leaf('Data', 'x')));
    const root = { ...signed.root, content: [signed.root.content?.[0] as OutElement, { ...body, content: [more, ...(body.content ?? [])] }] };
    expect(verifyMessage('in-item', { octets: writeWbxml(root) }, publicKey).reason?.code).toBe('item-unsigned');
  });

  it('never throws, and accepts nothing, when one octet differs', async () => {
    for (const [name, envelope, options] of named) {
      const signed = await signMessage(envelope, MESSAGE, rsa, options);
      const before = verifyMessage(envelope, received(signed), publicKey).references[0]?.octets;
      for (let at = 0; at < signed.octets.length; at++) {
        const octets = Uint8Array.from(signed.octets);
        octets[at] = (octets[at] as number) ^ (1 << (at % 8));
        const got = verifyMessage(envelope, { ...received(signed), octets }, publicKey);
        // A change that is accepted has left no trace in what was signed.
        if (got.ok) expect(Buffer.from(got.references[0]?.octets ?? []).equals(before ?? Buffer.alloc(0)), `${name}: octet ${at}`).toBe(true);
      }
    }
  });

  it('takes any octets without throwing, in bounded time', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom<EnvelopeId>('detached-xml', 'in-cred', 'in-item'), (octets, envelope) => {
        const part = { carrier: 'part' as const, contentType: 'application/xml', contentId: 's', octets };
        expect(verifyMessage(envelope, { octets, parts: [part] }, publicKey).ok).toBe(false);
      }),
    );
    const deep = Buffer.from(`<Signature xmlns="http://www.w3.org/2000/09/xmldsig#">${'<a>'.repeat(100_000)}`);
    const wide = Buffer.from(`<r>${Array.from({ length: 100_000 }, (_, n) => `<a xmlns:p${n}="u"/>`).join('')}</r>`);
    for (const octets of [deep, wide, Buffer.alloc(5 * 1024 * 1024, 0x20)]) {
      const part = { carrier: 'part' as const, contentType: 'application/xml', contentId: 's', octets };
      const got = verifyMessage('detached-xml', { octets: writeWbxml(MESSAGE), parts: [part] }, publicKey);
      expect(['signature-size', 'signature-malformed']).toContain(got.reason?.code);
    }
  });
});

describe('the canonical XML equivalent', () => {
  const read = (document: WireDocument): string => {
    const findings = new SecurityFindings();
    const octets = readEquivalent(document, findings);
    expect(findings.list).toEqual([]);
    return octets?.toString('utf8') ?? '';
  };
  const WRITES: readonly WbxmlWriteOptions[] = (['1.1', '1.2', '1.3'] as const).flatMap((version) => [
    { version },
    { version, stringTable: true },
    { version, publicId: 'string' },
    { version, charset: 3 },
  ]);

  it('is the same for every version, string table and form of text, and is what the signer digests', async () => {
    const canonicalize = await loadCanonicalizer();
    const forms = ['inline', 'opaque', 'table', 'cdata'] as const;
    const inForm = (element: OutElement, form: (typeof forms)[number]): OutElement =>
      element.content
        ? { ...element, content: element.content.map((c) => ('name' in c ? inForm(c, form) : c.text === undefined ? c : { text: c.text, form })) }
        : element;
    let different = 0;
    fc.assert(
      fc.property(anyMessage, (message) => {
        const wanted = canonicalize(equivalentXml(message)).toString('utf8');
        const seen = new Set<string>();
        const isAscii = !/[^\0-\x7f]/.test(JSON.stringify(message));
        for (const options of WRITES.filter((o) => isAscii || o.charset === undefined)) {
          const octets = writeWbxml(message, options);
          seen.add(Buffer.from(octets).toString('latin1'));
          expect(read(readWbxml(octets))).toBe(wanted);
        }
        for (const form of forms) {
          const octets = writeWbxml(inForm(message, form));
          seen.add(Buffer.from(octets).toString('latin1'));
          expect(read(readWbxml(octets))).toBe(wanted);
        }
        different += seen.size;
      }),
      { numRuns: 60 },
    );
    expect(different).toBeGreaterThan(60 * 8);
  });

  it('is the same for XML and WBXML where both can say the same', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        expect(read(readXml(writeXml(message)))).toBe(read(readWbxml(writeWbxml(message))));
      }),
      { numRuns: 60 },
    );
  });

  it('holds embedded documents as the octets they travel as', async () => {
    const canonicalize = await loadCanonicalizer();
    fc.assert(
      fc.property(messageWithTnds, (message) => {
        const fixed = withFixedOctets(message, {});
        const got = read(readWbxml(writeWbxml(fixed)));
        expect(got).toBe(canonicalize(equivalentXml(fixed)).toString('utf8'));
        expect(got).toMatch(/<Data><\?octets [A-Za-z0-9+/=]+\?><\/Data>/);
      }),
      { numRuns: 20 },
    );
  });

  it('keeps octets apart from a text that looks like them', () => {
    const octets = Buffer.from([0xff, 0, 1]);
    const of = (content: OutElement['content']): string => read(readWbxml(writeWbxml({ ...el('SyncML'), content: content ?? [] })));
    const binary = of([{ octets, form: 'opaque' }]);
    expect(binary).toBe('<SyncML xmlns="SYNCML:SYNCML1.2"><?octets /wAB?></SyncML>');
    expect(of([{ text: '<?octets /wAB?>' }])).not.toBe(binary);
    expect(of([{ text: '/wAB' }])).not.toBe(binary);
  });

  it('is refused where what was read is not sure', () => {
    const findings = (octets: Uint8Array): string[] => {
      const list = new SecurityFindings();
      const document = octets[0] === 0x3c ? readXml(octets) : readWbxml(octets);
      expect(readEquivalent(document, list)).toBeUndefined();
      return list.list.map((f) => f.code);
    };
    const good = writeWbxml(MESSAGE);
    expect(findings(good.subarray(0, -1))).toContain('message-unreadable');
    expect(findings(writeWbxml(MESSAGE, { charset: 4 }))).toContain('message-charset');
    expect(findings(Buffer.from('<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>'))).toContain('message-unreadable');
    expect(findings(Buffer.from('<a xmlns:p="u" p:b="1"/>'))).toContain('message-attribute');
    // LITERAL whose name is mark-up.
    expect(findings(writeWbxml({ name: 'SyncML', content: [{ name: 'a><b' }] }))).toContain('message-name');
  });
});

describe('exclusive canonical XML', () => {
  it.each([
    '<a xmlns="u:u" xmlns:q="u:v"><q:b q:z="1" y="2" xmlns:r="u:w" r:a="3"/><b xmlns=""/></a>',
    '<p:a xmlns:p="u:u" xmlns:un="u:used"><b/><p:c xmlns:p="u:v"><p:d xmlns:p="u:u"/></p:c></p:a>',
    '<a xml:lang="de" b="&#9;&#10;&#13;&quot;&lt;&amp;>\t"> <?pi  some  data ?><?x?> <!-- c -->]]&gt;&#13;<![CDATA[ <&> ]]></a>',
    '<a xmlns:z="n:1" xmlns:y="n:2" y:b="1" z:b="2" b="3" xmlns="n:3"><z:é ü="1"/></a>',
  ])('agrees with libxml2 on %s', async (text) => {
    const canonicalize = await loadCanonicalizer();
    const octets = Buffer.from(text);
    const { root } = readXml(octets);
    if (!root) throw new Error('no root');
    expect(canonicalElement(octets, root).toString()).toBe(canonicalize(octets).toString());
    const inner = root.children[0];
    if (inner) expect(canonicalElement(octets, inner).toString()).toBe(canonicalize(octets, '/*/*[1]').toString());
    expect(createHash('sha1').update(canonicalElement(octets, root)).digest()).toHaveLength(20);
  });
});
