import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { iutWith } from '../../tests/fixtures/upper-tester/make-iut.js';
import { readingOf, readings } from './escaped.js';
import { excerptFor, maskOctets, redact, redactDeep, secretsOf } from './secrets.js';

describe('secrets', () => {
  it('are those of the accounts, and headers and variables with a secret name', () => {
    expect(secretsOf(iutWith('{ kind: manual }'))).toEqual(['OhBehave', 'ServerPwd']);
    expect(secretsOf(iutWith('{ kind: http, url: "http://joe:p%40ss-word@x/", headers: { Authorization: "Bearer abc-def", X-Trace: on } }'))).toEqual(
      ['OhBehave', 'ServerPwd', 'Bearer abc-def', 'abc-def', 'p@ss-word'],
    );
    expect(secretsOf(iutWith('{ kind: exec, command: [x], env: { API_KEY: k-123, ACME_TOKEN: "{secret}", LANG: C } }'))).toEqual([
      'OhBehave',
      'ServerPwd',
      'k-123',
    ]);
  });

  it('are known by a word of the name, and harmless names are none', () => {
    const found = (names: readonly string[]): string[] => {
      const headers = names.map((name, n) => `${name}: value-${n}`).join(', ');
      const secrets = secretsOf(iutWith(`{ kind: http, url: "http://x/", headers: { ${headers} } }`));
      return names.filter((_, n) => secrets.includes(`value-${n}`));
    };
    const named = [
      'DEVICE_KEY',
      'SIGNING_KEY',
      'X-Lab-Key',
      'labKey',
      'KEY',
      'KEYS',
      'DEVICE_KEY_2',
      'APIKEY',
      'PASSPHRASE',
      'DB_PASS',
      'DB_PWD',
      'PSK',
    ];
    expect(found(named)).toEqual(named);
    const harmless = 'KEYBOARD keyboard-layout MONKEY KEY_FILE key-path KEY_ID keyType PWD COMPASS BYPASS LANG';
    const telling = 'HOST_KEY_CHECKING KEY_SLOT KEY_VERSION KEY_URL KEY_INDEX PUBLIC_KEY Idempotency-Key';
    expect(found(`${harmless} ${telling}`.split(' '))).toEqual([]);
  });

  it('are no word of three letters by a word of the name alone: it would hide half of every report', () => {
    const secrets = secretsOf(iutWith('{ kind: stdio, command: [x], env: { DEVICE_KEY: "no", LAB_KEY: abcd, PASSWORD: "123" } }'));
    expect(secrets).toEqual(expect.arrayContaining(['abcd', '123']));
    expect(secrets).not.toContain('no');
  });

  it('are found as they stand, in Base64, hex, JSON, XML and URLs', () => {
    const secret = 'Oh "Be" <have> & 1';
    const forms = [
      secret,
      Buffer.from(secret).toString('base64'),
      Buffer.from(secret).toString('hex'),
      Buffer.from(secret).toString('hex').toUpperCase(),
    ];
    forms.push(JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), 'Oh &quot;Be&quot; &lt;have&gt; &amp; 1');
    for (const form of forms) expect(redact(`before ${form} after`, [secret])).toBe('before [secret] after');
  });

  it('are found inside Base64 wherever they stand', () => {
    for (const before of ['', 'a', 'ab', 'abc', 'Bruce2:']) {
      for (const after of ['', 'x', 'xy', 'xyz']) {
        const text = redact(Buffer.from(`${before}OhBehave${after}`).toString('base64'), ['OhBehave']);
        expect(text).toContain('[secret]');
        expect(Buffer.from(text.replace('[secret]', ''), 'base64').toString('latin1')).not.toContain('Behav');
      }
    }
  });

  const ODD = 'pä/ss&w"ör\'d~ÿÿ?> <\\😀';
  const each = (f: (c: string, code: number) => string) => [...ODD].map((c) => f(c, c.codePointAt(0) as number)).join('');
  const utf16 = (c: string, f: (unit: string) => string): string =>
    c
      .split('')
      .map((unit) => f(unit.charCodeAt(0).toString(16).padStart(4, '0')))
      .join('');
  const json = JSON.stringify(ODD).slice(1, -1);
  const ascii = [...json].map((c) => (c > '~' ? utf16(c, (u) => `\\u${u}`) : c)).join('');
  const percent = encodeURIComponent(ODD);
  const xml = ODD.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  it.each([
    ['JSON in ASCII', ascii],
    ['JSON in ASCII, upper case', ascii.replace(/u[0-9a-f]{4}/g, (u) => `u${u.slice(1).toUpperCase()}`)],
    ['JSON with \\/', ascii.replaceAll('/', '\\/')],
    ['JSON with all escaped', each((c) => utf16(c, (u) => `\\u${u}`))],
    ['JSON in JSON', JSON.stringify(ascii).slice(1, -1)],
    ['JavaScript', each((_, code) => `\\u{${code.toString(16)}}`)],
    ['octets of C', [...Buffer.from(ODD)].map((o) => `\\x${o.toString(16).padStart(2, '0')}`).join('')],
    ['a URL, lower case', percent.replace(/%../g, (p) => p.toLowerCase())],
    ['a URL with all escaped', [...Buffer.from(ODD)].map((o) => `%${o.toString(16).padStart(2, '0')}`).join('')],
    ['a form', percent.replaceAll('%20', '+')],
    ['a URL in JSON', JSON.stringify(percent).slice(1, -1).replaceAll('%', '\\u0025')],
    ['HTML', xml.replaceAll('"', '&quot;').replaceAll("'", '&apos;')],
    ['HTML with numbers', xml.replaceAll('"', '&#34;').replaceAll("'", '&#039;').replaceAll('ä', '&#xE4;').replaceAll('ÿ', '&#Xff;')],
    ['HTML in HTML', xml.replaceAll('&', '&amp;')],
    ['XML in JSON', JSON.stringify(xml).slice(1, -1)],
    ['Base64', base64(ODD)],
    ['Base64 of JSON in ASCII', base64(ascii)],
    ['Base64 in JSON', base64(ODD).replaceAll('/', '\\/')],
    ['Base64 for URLs', base64(ODD).replaceAll('+', '-').replaceAll('/', '_')],
    ['Base64 for URLs, not padded', Buffer.from(ODD).toString('base64url')],
    ['Base64 in a URL', encodeURIComponent(base64(ODD))],
  ])('are found in %s', (_, form) => {
    expect(redact(`vor ä ${form} after`, [ODD])).toMatch(/^vor ä \[secret\]={0,2} after$/);
    expect(redact(`x${form}`, [ODD, 'other'])).not.toContain(form.slice(4, 9));
    const octets = Buffer.from(`vor ä ${form} after`);
    const masked = Buffer.from(maskOctets(octets, [ODD])).toString();
    expect(masked).toMatch(/^vor ä \*+={0,2} after$/);
    expect(Buffer.byteLength(masked)).toBe(octets.length);
  });

  it('that are escapes themselves are looked for in few readings, none of them longer than the text', () => {
    const texts = ['\\'.repeat(100_000), '%25'.repeat(30_000), '&amp;'.repeat(20_000), '\\u005c'.repeat(20_000), '+'.repeat(100_000)];
    const secrets = ['\\\\\\\\\\\\\\\\\\\\x', '%25%25%25y', '&amp;&amp;z', '++++++!'];
    for (const text of texts) {
      expect(redact(text, secrets)).toBe(text);
      const all = readings(readingOf(text));
      expect(all.length).toBeLessThanOrEqual(4);
      expect(all.filter(({ octets }) => octets.length > text.length)).toEqual([]);
    }
    const mixed = '\\u0025 %26amp; &#x5c;n + '.repeat(50_000);
    expect(readings(readingOf(mixed.slice(0, 1024)))).toHaveLength(13);
    expect(readings(readingOf(mixed))).toHaveLength(5);
  });

  it('are taken out of a text of as many cuts as a message has room for', () => {
    const text = 'OhBe…'.repeat(200_000);
    expect(redact(text, ['OhBehave']) === '[secret]…'.repeat(200_000)).toBe(true);
    expect(Buffer.from(maskOctets(Buffer.from(text), ['OhBehave'])).toString() === '****…'.repeat(200_000)).toBe(true);
  });

  it('are looked for in no more of a text than an excerpt of it needs', () => {
    const secret = 'k-'.repeat(20).concat('!');
    expect(excerptFor([secret])(secret.repeat(2_000), 60_000)).toBe(`${'[secret]'.repeat(1_599)}…`);
    expect(excerptFor([secret])(secret.repeat(2_000))).toBe('[secret]'.repeat(2_000));
  });

  it('that are called so are no secret within their own mark', () => expect(redact(redact('my secret', ['secret']), ['secret'])).toBe('my [secret]'));

  it('are known by their begin where a text was cut, also with blanks and quotation marks in them', () => {
    const secret = 'Oh "Be" <have> & 1';
    const forms = [[secret, 4] as const, [JSON.stringify(secret).slice(1, -1), 5] as const, [encodeURIComponent(secret), 8] as const];
    for (const [form, fourCharacters] of forms)
      for (let kept = fourCharacters; kept < form.length; kept++)
        expect(redact(`"x ${form.slice(0, kept)}…" … y`, [secret])).toBe('"x [secret]…" … y');
    expect(redact('Oh "Ba…', [secret])).toBe('Oh "Ba…');
  });

  it('do not hide half of a text when they are short', () => {
    expect(redact('a cat, a1', ['a'])).toBe('[secret] cat, [secret]1'.replace('[secret]1', 'a1'));
    expect(redact('password=1', ['1'])).toBe('password=[secret]');
  });

  it('are taken out of maps and lists, keys and other values stay', () => {
    expect(redactDeep({ OhBehave: ['OhBehave!', 1, null, { x: 'no' }] }, ['OhBehave'])).toEqual({ OhBehave: ['[secret]!', 1, null, { x: 'no' }] });
  });

  it('leave nothing of themselves in any text, and a text without them alone', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 4, maxLength: 20 }),
        fc.string({ maxLength: 20 }),
        fc.string({ maxLength: 20 }),
        (secret, a, b) => {
          // What is left and right of it, or the mark itself, may by chance make the secret up again.
          const left = redact(`${a}\u0000${secret}\u0000${b}`, [secret]);
          return a.includes(secret) || b.includes(secret) || '[secret]'.includes(secret) || secret.includes('\u0000') || !left.includes(secret);
        },
      ),
    );
    expect(redact('nothing here', [])).toBe('nothing here');
    expect(redact('nothing here', ['OhBehave'])).toBe('nothing here');
  });
});
