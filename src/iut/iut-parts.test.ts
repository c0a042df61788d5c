/** What an IUT file may keep elsewhere (secrets, PIXIT), and how several faults are told at once. */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ACCOUNTS, iutFile } from '../../tests/fixtures/upper-tester/make-iut.js';
import { InputError } from '../base/errors.js';
import { loadIut } from './iut-file.js';
import { redact, secretsOf } from './secrets.js';

const HEAD = 'iut: { name: acme, role: client }\n';
const TAIL = 'upper-tester: { kind: manual }\n';

function refusal(path: string): InputError {
  try {
    loadIut(path);
  } catch (cause) {
    if (cause instanceof InputError) return cause;
    throw cause;
  }
  throw new Error('was accepted');
}

const places = (error: InputError): (readonly [string, number | undefined])[] => error.each.map((e) => [e.code, e.parts.where?.line]);

describe('a secret from the environment', () => {
  const accounts = ACCOUNTS.replace('secret: OhBehave', 'secret: { env: DMCT_TEST_ACME }');
  afterEach(() => {
    delete process.env.DMCT_TEST_ACME;
  });

  it('is taken, and is as secret as one that stands in the file', () => {
    process.env.DMCT_TEST_ACME = 'S3cret-of-acme';
    const iut = loadIut(iutFile(`${HEAD}${accounts}${TAIL}`));
    expect(iut.accounts.default?.client.secret).toBe('S3cret-of-acme');
    expect(redact('the S3cret-of-acme is told', secretsOf(iut))).toBe('the [secret] is told');
  });

  it.each([
    ['not set', undefined],
    ['empty', ''],
  ])('that is %s is one clear error that names the variable', (why, value) => {
    if (value !== undefined) process.env.DMCT_TEST_ACME = value;
    const error = refusal(iutFile(`${HEAD}${accounts}${TAIL}`));
    expect(error).toMatchObject({ code: 'secret-unset', exitCode: 2 });
    expect(error.message).toContain(`DMCT_TEST_ACME, which is ${why}`);
    expect(error.message).toContain('export DMCT_TEST_ACME=');
  });

  it('may be a header of an http adapter, and is redacted whatever the header is called', () => {
    process.env.DMCT_TEST_ACME = 'lab-entry-77';
    const iut = loadIut(
      iutFile(`${HEAD}${ACCOUNTS}upper-tester: { kind: http, url: "http://127.0.0.1:1/ut", headers: { X-Lab: { env: DMCT_TEST_ACME } } }\n`),
    );
    expect(iut.upperTester).toMatchObject({ headers: { 'X-Lab': 'lab-entry-77' } });
    expect(secretsOf(iut)).toContain('lab-entry-77');
  });

  it.each(['{ env: "A-B" }', '{ environment: A }', '{}'])('is not written as %s', (source) => {
    expect(refusal(iutFile(`${HEAD}${accounts.replace('{ env: DMCT_TEST_ACME }', source)}${TAIL}`)).code).toMatch(/^schema-/);
  });
});

describe('a PIXIT in a file of its own', () => {
  const withPixit = (text: string): string => {
    const path = iutFile(`${HEAD}${ACCOUNTS}${TAIL}pixit: acme.pixit.yaml\n`);
    writeFileSync(join(dirname(path), 'acme.pixit.yaml'), text);
    return path;
  };

  it('gives the same values as one in the IUT file', () => {
    const iut = loadIut(withPixit('pixit:\n  quiet.for: 2s\n  assume: { U3: composed-sha256 }\n'));
    expect(iut.pixit.values).toMatchObject({ 'quiet.for': '2s', 'report.within': '300s' });
    expect(iut.pixit.assume).toEqual({ U3: 'composed-sha256' });
  });

  it('may have everything commented out', () => {
    expect(loadIut(withPixit('pixit:\n  # quiet.for: 2s\n  assume:\n    # U3: x\n')).pixit.values['quiet.for']).toBe('30s');
  });

  it('is told with its own lines, all faults at once', () => {
    const error = refusal(withPixit('pixit:\n  quiet.for: soon\n  qiet.for: 2s\n  tree.leaf: Leaf\n'));
    expect(error.parts.where?.file).toMatch(/acme\.pixit\.yaml$/);
    expect(places(error)).toEqual([
      ['pixit-value', 2],
      ['pixit-unknown', 3],
      ['pixit-value', 4],
    ]);
  });

  it('that is not there is an error at the line that names it', () => {
    const error = refusal(iutFile(`${HEAD}${ACCOUNTS}${TAIL}pixit: nowhere.yaml\n`));
    expect(error).toMatchObject({ code: 'iut-file-missing', parts: { where: { line: 9 } } });
  });
});

describe('an upper tester that nothing could be done with', () => {
  const at = (settings: string): string => refusal(iutFile(`${HEAD}${ACCOUNTS}upper-tester: ${settings}\n`)).message.replace(/^.*acme\.yaml/, '');

  it.each([
    ['u:%zz@x', 'its user name or password has a % that begins no escape'],
    ['u:%ff@x', 'its user name or password is no UTF-8'],
    ['%4:p@x', 'its user name or password has a % that begins no escape'],
  ])('has the URL http://%s/', (url, why) => {
    const message = at(`{ kind: http, url: "http://${url}/" }`);
    expect(message).toMatch(/^:8:34: /);
    expect(message).toContain(why);
  });

  it.each([
    ['{ kind: exec, command: [true, "a\\0b"] }', ':8:45: upper-tester.command has an octet 0 in its part 2'],
    ['{ kind: stdio, command: [true], env: { A: "x\\0y" } }', ':8:57: upper-tester.env.A has an octet 0'],
  ])('has an octet 0 where none can stand: %s', (settings, says) => expect(at(settings)).toContain(says));

  it.each([
    ['"a b": x', ':8:68: "a b" is no name of a header'],
    ['X: "日本"', ':8:71: upper-tester.headers.X has a character that no header can have'],
    ['X: "a\\nb"', ':8:71: upper-tester.headers.X has a character that no header can have'],
    ['Transfer-Encoding: chunked', ':8:68: dmct itself sets the header Transfer-Encoding'],
    ['content-length: 3', ':8:68: dmct itself sets the header content-length'],
  ])('has the header %s', (header, says) => expect(at(`{ kind: http, url: "http://127.0.0.1:1/", headers: { ${header} } }`)).toContain(says));
});

describe('faults of an IUT file', () => {
  it('in different parts are told together, the first with its cure', () => {
    const error = refusal(
      iutFile(
        `${HEAD}lower-tester: { listen: "127.0.0.1:70000" }\n${ACCOUNTS}${TAIL}ics: nowhere.ics.yaml\npixit: { quiet.for: soon, tree.leaf: x }\n`,
      ),
    );
    expect(places(error)).toEqual([
      ['iut-value', 2],
      ['iut-file-missing', 10],
      ['pixit-value', 11],
      ['pixit-value', 11],
    ]);
    expect(error.message).toMatch(/also .*:10:6: ics names nowhere\.ics\.yaml/);
    expect(error.each[1]?.message).toContain('the path is taken relative to');
  });

  it.each<[string, string, readonly string[]]>([
    [
      'beside a misspelt key of the adapter, its templates, primitives and times',
      `${HEAD}${ACCOUNTS}upper-tester: { kind: exec, command: [sh, "{urll}", "{acount}"], env: { A: "{secrt}" }, primitives: [rest, reset, quiet], timeout: 3, cwdd: . }`,
      ['unknown key "cwdd"', ...['timeout is "3"', 'client "rest"', 'client "quiet"', '"urll"', '"acount"', '"secrt"']],
    ],
    [
      'without the kind of the adapter, its primitives',
      `${HEAD}${ACCOUNTS}upper-tester: { kind: exce, command: [sh], primitives: [rest] }`,
      ['upper-tester.kind is "exce"', 'client "rest"'],
    ],
    [
      'beside a bad nonce, the variable of the other direction',
      `${HEAD}${ACCOUNTS.replace('Tm9uY2U=', '{ hex: 0 }').replace('ServerPwd', '{ env: DMCT_NO_SUCH }')}${TAIL}`,
      ['nonce.hex is "0"', 'environment variable DMCT_NO_SUCH'],
    ],
    [
      'beside a side that is not there, the keys of the account and the other side',
      `${HEAD}accounts:\n  default: { server-id: s, device-id: d, signing-key: no.pem, client: { type: basic, name: n, secret: { env: DMCT_NO_SUCH } } }\n${TAIL}`,
      ['accounts.default lacks "server"', 'names no.pem', 'environment variable DMCT_NO_SUCH'],
    ],
    [
      'of addresses and PEM files each',
      `${HEAD}${ACCOUNTS}${TAIL}lower-tester: { listen: "h:0x", connect: "h:70000", url: "http://[1", tls: { key: a.pem, cert: b.pem } }`,
      ['lower-tester.listen is "h:0x"', 'lower-tester.connect is "h:70000"', 'lower-tester.url "http://[1"', 'key names a.pem', 'cert names b.pem'],
    ],
    [
      'of a push each',
      `${HEAD}${ACCOUNTS}${TAIL}push: { bearer: smpp, to: "http://[1", device: "WAPPUSH=1/TYPE=PLMN@g" }`,
      ['push.to "http://[1" is no URL', 'push over smpp goes to no URL', 'push.device says nothing over smpp'],
    ],
    [
      'of headers each',
      `${HEAD}${ACCOUNTS}upper-tester: { kind: http, url: "http://[1", headers: { A: { env: DMCT_NO_SUCH } } }`,
      ['[1', 'DMCT_NO_SUCH'],
    ],
    ['of an answer that is no text, only that', `${HEAD}${ACCOUNTS}${TAIL}ics: { SR: [yes] }`, ['ics.SR is a list']],
    [
      'of a map that is no map, only that',
      `${HEAD}${ACCOUNTS}${TAIL}lower-tester: { tls: { key: k } }`,
      ['lower-tester.tls lacks "cert"', 'names k'],
    ],
    [
      'of a list with a map in it, the rest',
      `${HEAD}${ACCOUNTS}upper-tester: { kind: exec, command: [sh, {url}, "{urll}"] }`,
      ['command.1 is a map', '"urll"'],
    ],
  ])('are told %s', (_, text, wanted) => {
    const found = refusal(iutFile(`${text}\n`)).each.map(({ parts }) => parts.found);
    expect(found).toHaveLength(wanted.length);
    for (const [n, part] of wanted.entries()) expect(found[n]).toContain(part);
  });

  it.each(['0.0.0.0:8080', '0:8080', '[::]:8080', '[0:0::0]:8080', '[::ffff:0.0.0.0]:8080'])(
    '%s to listen on is no address that a device can be told',
    (listen) => {
      const lower = (more: string): string => iutFile(`${HEAD}lower-tester: { listen: "${listen}"${more} }\n${ACCOUNTS}${TAIL}`);
      const error = refusal(lower(''));
      expect(error).toMatchObject({ code: 'iut-value', parts: { where: { line: 2 } } });
      expect(error.message).toContain('lower-tester.url');
      expect(loadIut(lower(', url: "http://192.0.2.7:8080/dm"')).lowerTester.listen).toBe(listen);
    },
  );
});
