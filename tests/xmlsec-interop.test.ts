/**
 * XML Signature judged from outside, both ways: xmlsec1 verifies what we sign and we verify what xmlsec1 signs. A signature without URI, which xmlsec1 cannot be told to resolve, is judged by xmllint and openssl.
 * A failing run is repeated with DMCT_SEED set to the seed it names.
 */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DIGEST_ALGORITHMS, DSIG, SIGNATURE_ALGORITHMS } from '../src/dm/security/algorithms.js';
import type { ExtraPart } from '../src/dm/security/envelopes.js';
import { readEquivalent } from '../src/dm/security/equivalent-read.js';
import { SecurityFindings } from '../src/dm/security/findings.js';
import type { SigningKey } from '../src/dm/security/sign.js';
import { signMessage } from '../src/dm/security/sign-message.js';
import { verifyMessage } from '../src/dm/security/verify-message.js';
import type { VerifyingKey } from '../src/dm/security/verify-signature.js';
import { WRONG_SIGNATURES } from '../src/dm/security/wrong-signatures.js';
import { textOf } from '../src/wire/document.js';
import type { OutElement } from '../src/wire/out.js';
import { readWbxml } from '../src/wire/wbxml-read.js';
import { writeWbxml } from '../src/wire/wbxml-write.js';
import { readXml } from '../src/wire/xml-read.js';
import { writeXml } from '../src/wire/xml-write.js';
import { datasOf, each, file, itemRoot, PRIVATE, PUBLIC, pair, SECRET, secret, skip, tool, xmlsec, xmlsecOutput } from './support/xmlsec.js';
import { message as anyMessage } from './wbxml-arbitrary.js';

const seed = Number(process.env.DMCT_SEED ?? Date.now() % 2 ** 31);

const MESSAGES = 60;
const ALGORITHMS = ['rsa-sha1', 'rsa-sha256', 'hmac-sha256'] as const;
type Algorithm = (typeof ALGORITHMS)[number];
const signing = (algorithm: Algorithm): SigningKey => ({ key: algorithm === 'hmac-sha256' ? secret : pair.privateKey, algorithm });
const verifying = (algorithm: Algorithm): VerifyingKey =>
  algorithm === 'hmac-sha256' ? { kind: 'secret', secret } : { kind: 'rsa', publicKey: pair.publicKey };
const keyToVerify = (algorithm: Algorithm): string[] => (algorithm === 'hmac-sha256' ? ['--hmackey', SECRET] : ['--pubkey-pem', PUBLIC]);
const keyToSign = (algorithm: Algorithm): string[] => (algorithm === 'hmac-sha256' ? ['--hmackey', SECRET] : ['--privkey-pem', PRIVATE]);
const algorithmOf = (n: number): Algorithm => ALGORITHMS[n % 3] as Algorithm;

/** Generated messages; each has in its last Item non-ASCII, a CDATA section and mark-up, and children of syncml:metinf. */
function generated(): OutElement[] {
  return fc.sample(anyMessage, { numRuns: MESSAGES, seed }).map((message, n) => {
    const [head, body] = message.content as [OutElement, OutElement];
    const text = (name: string, value: string, ns?: string): OutElement => ({ name, content: [{ text: value }], ...(ns ? { ns } : {}) });
    const data: OutElement = { name: 'Data', content: [{ text: `Grüße ${n} <a>&amp;</a> 日本 ]]> 😀`, form: 'cdata' }] };
    const meta = { name: 'Meta', content: [text('Format', 'chr', 'syncml:metinf'), text('Type', 'text/plain', 'syncml:metinf')] };
    const add: OutElement = { name: 'Add', content: [text('CmdID', '77'), { name: 'Item', content: [meta, data] }] };
    return { ...message, content: [head, { ...body, content: [add, ...(body.content ?? [])] }] };
  });
}

const partOctets = (part: ExtraPart | undefined): Uint8Array => {
  if (part?.carrier !== 'part') throw new Error('there is no part');
  return part.octets;
};
const detachedArgs = (message: string | Uint8Array): string[] => ['--enabled-reference-uris', 'remote', '--url-map:cid:message@dmct', file(message)];
/** The message as XML with the signature as elements in Cred/Data: what the envelope `in-cred` means. */
const asEnveloped = (root: OutElement): string => {
  const xml = Buffer.from(writeXml(root, { declaration: false })).toString('utf8');
  return xml.replace(/(<Data>)<!\[CDATA\[(<Signature .*?<\/Signature>)\]\]>/s, '$1$2');
};
const ENVELOPED = ['--enabled-reference-uris', 'empty'];

describe.skipIf(skip)('xmlsec1 verifies what we sign', () => {
  it(`detached, ${MESSAGES} messages`, async () => {
    await each(generated(), async (message, n) => {
      const signed = await signMessage('detached-xml', message, signing(algorithmOf(n)));
      // The plain XML form from our writer: xmlsec1 canonicalises it by itself.
      const beside = file(partOctets(signed.parts[0]));
      const { isOk, said } = await xmlsec('--verify', ...keyToVerify(algorithmOf(n)), ...detachedArgs(writeXml(message)), beside);
      expect(isOk, `message ${n}, DMCT_SEED=${seed}: ${said}`).toBe(true);
      const changed = Buffer.from(writeXml(message)).toString('utf8').replace(`Grüße ${n} `, `Grüße ${n}  `);
      expect((await xmlsec('--verify', ...keyToVerify(algorithmOf(n)), ...detachedArgs(changed), beside)).isOk).toBe(false);
    });
  });

  it(`in Cred, ${MESSAGES} messages`, async () => {
    await each(generated(), async (message, n) => {
      const signed = await signMessage('in-cred', message, signing(algorithmOf(n)));
      const enveloped = asEnveloped(signed.root);
      const { isOk, said } = await xmlsec('--verify', ...keyToVerify(algorithmOf(n)), ...ENVELOPED, file(enveloped));
      expect(isOk, `message ${n}, DMCT_SEED=${seed}: ${said}`).toBe(true);
      const changed = enveloped.replace(`Grüße ${n} `, `Grusse ${n} `);
      expect(changed).not.toBe(enveloped);
      expect((await xmlsec('--verify', ...keyToVerify(algorithmOf(n)), ...ENVELOPED, file(changed))).isOk).toBe(false);
    });
  });

  it('enveloping in each Item', async () => {
    let items = 0;
    await each(generated().slice(0, 20), async (message, n) => {
      const signed = await signMessage('in-item', message, signing(algorithmOf(n)), { item: 'enveloping' });
      for (const data of datasOf(readWbxml(signed.octets).root)) {
        items++;
        const { isOk, said } = await xmlsec('--verify', ...keyToVerify(algorithmOf(n)), '--id-attr:Id', `${DSIG}:Object`, file(textOf(data)));
        expect(isOk, `message ${n}, DMCT_SEED=${seed}: ${said}`).toBe(true);
      }
    });
    expect(items).toBeGreaterThanOrEqual(20);
  });

  it('each element changed once: xmlsec1 and we reject every copy', async () => {
    const [message] = generated().slice(-1) as [OutElement];
    const signed = await signMessage('detached-xml', message, signing('rsa-sha1'));
    const beside = file(partOctets(signed.parts[0]));
    const copies = changedOnce(message);
    expect(copies.length).toBeGreaterThan(15);
    await each(copies, async (copy) => {
      expect((await xmlsec('--verify', ...keyToVerify('rsa-sha1'), ...detachedArgs(writeXml(copy)), beside)).isOk).toBe(false);
      const received = { octets: writeWbxml(copy), contentId: 'message@dmct', parts: signed.parts };
      expect(verifyMessage('detached-xml', received, verifying('rsa-sha1')).reason?.code).toBe('digest-mismatch');
    });
    const untouched = { octets: writeWbxml(message), contentId: 'message@dmct', parts: signed.parts };
    expect(verifyMessage('detached-xml', untouched, verifying('rsa-sha1')).ok).toBe(true);
  });

  it('each element of the signature changed once: xmlsec1 and we reject every copy', async () => {
    const [message] = generated() as [OutElement];
    const signed = await signMessage('in-cred', message, signing('rsa-sha256'));
    const enveloped = asEnveloped(signed.root);
    const xml = Buffer.from(writeXml(signed.root)).toString('utf8');
    const names = [
      'CanonicalizationMethod',
      'SignatureMethod',
      'Reference',
      'Transforms',
      'DigestMethod',
      'DigestValue',
      'SignatureValue',
      'SignedInfo',
    ];
    await each(names, async (name) => {
      const broken = (text: string): string => text.replaceAll(`<${name}`, `<${name}x`).replaceAll(`</${name}>`, `</${name}x>`);
      expect((await xmlsec('--verify', ...keyToVerify('rsa-sha256'), ...ENVELOPED, file(broken(enveloped)))).isOk, name).toBe(false);
      const received = { octets: Buffer.from(broken(xml)), contentType: 'application/vnd.syncml.dm+xml' };
      expect(verifyMessage('in-cred', received, verifying('rsa-sha256')).reason?.code, name).toBe('signature-structure');
    });
  });

  it('rejects what the table of wrong signatures makes, but for what only this profile forbids', async () => {
    const [message] = generated() as [OutElement];
    // XML Signature allows these; the profile, or prudence, does not. Inclusive C14N gives the same octets when every namespace is used.
    const allowed = new Set(['inclusive-c14n', 'comment-in-digest', 'comment-in-signed-info', 'doctype']);
    const rows = Object.entries(WRONG_SIGNATURES).filter(([id, row]) => {
      const envelopes: readonly string[] | undefined = 'envelopes' in row ? row.envelopes : undefined;
      return (envelopes === undefined || envelopes.includes('detached-xml')) && id !== 'no-signature';
    });
    expect(rows.length).toBeGreaterThan(10);
    await each(rows, async ([id, flaw]) => {
      const signed = await signMessage('detached-xml', message, signing('rsa-sha1'), { flaw });
      const beside = file(partOctets(signed.parts[0]));
      const { isOk } = await xmlsec('--verify', ...keyToVerify('rsa-sha1'), ...detachedArgs(writeXml(message)), beside);
      expect([id, isOk]).toEqual([id, allowed.has(id)]);
      const received = { octets: signed.octets, contentId: 'message@dmct', parts: signed.parts };
      expect([id, verifyMessage('detached-xml', received, verifying('rsa-sha1')).ok]).toEqual([id, false]);
    });
  });
});

describe.skipIf(skip)('without URI: xmllint canonicalises, openssl verifies', () => {
  it.each(['header', 'item'] as const)('%s', async (place) => {
    const messages = generated().slice(0, 8);
    for (const message of messages) {
      const content = '<größe xmlns="urn:x" b="2" a="1"><![CDATA[<&>]]><m:c xmlns:m="urn:m"/></größe>';
      const item: OutElement = { name: 'Item', content: [{ name: 'Data', content: [{ text: content }] }] };
      const root: OutElement = place === 'header' ? message : { ...message, content: [{ name: 'SyncBody', content: [item] }] };
      const signed = await signMessage(place === 'header' ? 'detached-xml' : 'in-item', root, signing('rsa-sha256'), { carrier: 'header' });
      const [part] = signed.parts;
      const found = datasOf(readWbxml(signed.octets).root)[0];
      const text = part?.carrier === 'header' ? Buffer.from(part.value, 'base64').toString('utf8') : found ? textOf(found) : '';
      const [, signature, after] = /^(<Signature .*<\/Signature>)(.*)$/s.exec(text) as unknown as [string, string, string];
      const value = (name: string): Buffer => Buffer.from(new RegExp(`<${name}>([^<]*)`).exec(signature)?.[1] ?? '', 'base64');
      const info = (/<SignedInfo>.*<\/SignedInfo>/s.exec(signature)?.[0] ?? '').replace('<SignedInfo>', `<SignedInfo xmlns="${DSIG}">`);
      const canonicalInfo = file(tool('xmllint', '--exc-c14n', file(info)), 'c14n');
      const said = tool('openssl', 'dgst', '-sha256', '-verify', PUBLIC, '-signature', file(value('SignatureValue'), 'sig'), canonicalInfo);
      expect(said.toString()).toContain('Verified OK');
      const digested = tool('xmllint', '--exc-c14n', file(place === 'header' ? writeXml(message, { declaration: false }) : after));
      expect(createHash('sha256').update(digested).digest()).toEqual(value('DigestValue'));
    }
  });
});

describe.skipIf(skip)('we verify what xmlsec1 signs', () => {
  const template = (algorithm: Algorithm, uri: string, transforms: string, inside = '', p = ''): string => {
    const { uri: method, hash } = SIGNATURE_ALGORITHMS[algorithm];
    const c14n = 'http://www.w3.org/2001/10/xml-exc-c14n#';
    // Indented and self-closed as people write templates: nothing of it is what our own signer writes.
    return `<${p}Signature xmlns${p ? `:${p.slice(0, -1)}` : ''}="${DSIG}">
  <${p}SignedInfo>
    <${p}CanonicalizationMethod Algorithm="${c14n}"/>
    <${p}SignatureMethod Algorithm='${method}' />
    <${p}Reference URI="${uri}">
      <${p}Transforms>${transforms}<${p}Transform Algorithm="${c14n}"/></${p}Transforms>
      <${p}DigestMethod Algorithm="${DIGEST_ALGORITHMS[hash].uri}"/><${p}DigestValue/>
    </${p}Reference>
  </${p}SignedInfo>
  <${p}SignatureValue/>
  <${p}KeyInfo><${p}KeyName/></${p}KeyInfo>${inside}
</${p}Signature>`;
  };

  it(`detached, ${MESSAGES} messages`, async () => {
    await each(generated(), async (message, n) => {
      const algorithm = algorithmOf(n);
      const signature = xmlsecOutput(
        '--sign',
        ...keyToSign(algorithm),
        ...detachedArgs(writeXml(message)),
        file(template(algorithm, 'cid:message@dmct', '')),
      );
      const parts: ExtraPart[] = [{ carrier: 'part', contentType: 'application/xml', contentId: 's', octets: signature }];
      const version = (['1.1', '1.2', '1.3'] as const)[n % 3] ?? '1.3';
      const octets = writeWbxml(message, { version, stringTable: n % 2 === 0 });
      const got = verifyMessage('detached-xml', { octets, contentId: 'message@dmct', parts }, verifying(algorithm));
      expect(got.findings, `message ${n}, DMCT_SEED=${seed}`).toEqual([]);
      expect(got).toMatchObject({ ok: true, references: [{ algorithm, covers: 'message', uri: 'cid:message@dmct' }] });
      const [copy] = changedOnce(message) as [OutElement];
      expect(verifyMessage('detached-xml', { octets: writeWbxml(copy), contentId: 'message@dmct', parts }, verifying(algorithm)).ok).toBe(false);
    });
  });

  it(`in Cred, ${MESSAGES} messages`, async () => {
    await each(generated(), async (message, n) => {
      const algorithm = algorithmOf(n);
      const transform = `<Transform Algorithm="${DSIG}enveloped-signature"/>`;
      // Our own signed message, the signature replaced by a template.
      const signed = await signMessage('in-cred', message, signing(algorithm));
      const unsigned = asEnveloped(signed.root).replace(/<Signature .*<\/Signature>/s, () => template(algorithm, '', transform));
      const output = xmlsecOutput('--sign', ...keyToSign(algorithm), ...ENVELOPED, file(unsigned)).toString('utf8');
      const signature = /<Signature .*<\/Signature>/s.exec(output)?.[0] ?? '';
      expect(signature).toContain('\n');
      const octets = writeWbxml(withCredText(signed.root, signature), { stringTable: n % 2 === 0 });
      const got = verifyMessage('in-cred', { octets }, verifying(algorithm));
      expect(got.findings, `message ${n}, DMCT_SEED=${seed}`).toEqual([]);
      expect(got.ok).toBe(true);
    });
  });

  it('enveloping in Item, with a prefix and content in many namespaces', async () => {
    await each(ALGORITHMS, async (algorithm) => {
      const content = '<x:a xmlns:x="urn:x" xmlns:unused="urn:u" x:q="1" p="é"><b xmlns="urn:b"/><![CDATA[<]]><!-- c --></x:a>';
      const unsigned = template(algorithm, '#o1', '', `<d:Object Id="o1">${content}</d:Object>`, 'd:').replaceAll('<Transform', '<d:Transform');
      const signed = xmlsecOutput('--sign', ...keyToSign(algorithm), '--id-attr:Id', `${DSIG}:Object`, file(unsigned)).toString('utf8');
      const root = itemMessage('application/xml', signed.replace(/^<\?xml.*\?>\n/, ''));
      const got = verifyMessage('in-item', { octets: writeWbxml(root) }, verifying(algorithm));
      expect(got.findings).toEqual([]);
      expect(Buffer.from(got.references[0]?.content ?? []).toString()).toBe('<x:a xmlns:x="urn:x" p="é" x:q="1"><b xmlns="urn:b"></b>&lt;</x:a>');
      expect(
        verifyMessage('in-item', { octets: writeWbxml(itemMessage('application/xml', signed.replace('q="1"', 'q="2"'))) }, verifying(algorithm)).ok,
      ).toBe(false);
    });
  });
});

describe('what the test rests on', () => {
  it('the equivalent of a generated message has what the interop claims to cover', () => {
    for (const message of generated()) {
      const text = readEquivalent(readWbxml(writeWbxml(message)), new SecurityFindings())?.toString('utf8') ?? '';
      expect(text).toMatch(/Grüße .*&lt;a&gt;&amp;amp;&lt;\/a&gt; 日本 \]\]&gt; 😀/);
      expect(text).toContain('<Format xmlns="syncml:metinf">');
      expect(readXml(Buffer.from(text)).findings).toEqual([]);
    }
  });
});

function itemMessage(type: string, data: string): OutElement {
  const meta: OutElement = { name: 'Meta', content: [{ name: 'Type', ns: 'syncml:metinf', content: [{ text: type }] }] };
  return itemRoot({ name: 'Item', content: [meta, { name: 'Data', content: [{ text: data, form: 'opaque' }] }] });
}

/** One copy for each element, in which that element alone has another text or another name. */
function changedOnce(root: OutElement): OutElement[] {
  const copies: OutElement[] = [];
  const walk = (element: OutElement, put: (changed: OutElement) => OutElement): void => {
    const content = element.content ?? [];
    const isLeaf = content.every((c) => !('name' in c));
    if (isLeaf) copies.push(put({ ...element, content: [...content, { text: 'x' }] }));
    else copies.push(put({ ...element, content: [...content, { name: 'NoResp' }] }));
    for (const [n, inner] of content.entries()) {
      if ('name' in inner) walk(inner, (changed) => put({ ...element, content: content.with(n, changed) }));
    }
  };
  walk(root, (changed) => changed);
  return copies;
}

function withCredText(root: OutElement, signature: string): OutElement {
  const change = (element: OutElement): OutElement => ({
    ...element,
    content: (element.content ?? []).map((c) => {
      if (!('name' in c)) return c;
      if (element.name === 'Cred' && c.name === 'Data') return { ...c, content: [{ text: signature }] };
      return c.name === 'SyncHdr' || c.name === 'Cred' ? change(c) : c;
    }),
  });
  return change(root);
}
