import { createHash, generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeCertificates } from '../../simulators/testing/certificates.js';
import { ACCOUNTS, iutFile } from '../../tests/fixtures/upper-tester/make-iut.js';
import { InputError } from '../base/errors.js';
import { packageRoot } from '../base/package-root.js';
import { loadCatalogue } from '../scr/catalogue.js';
import { icsFrom } from '../scr/ics.js';
import { accountOf, BUILT_IN, loadIut } from './iut-file.js';
import { redactedPixit } from './pixit-report.js';

const HEAD = 'iut: { name: acme, role: client }\n';
const TAIL = 'upper-tester: { kind: manual }\n';
/** Lines 1, 2-7, 8, and what is added from line 9 on. */
const file = (added: string): string => iutFile(`${HEAD}${ACCOUNTS}${TAIL}${added}`);

function refusal(path: string): InputError {
  try {
    loadIut(path);
  } catch (cause) {
    if (cause instanceof InputError) return cause;
    throw cause;
  }
  throw new Error('was accepted');
}

describe('an IUT file', () => {
  it('needs little, and fills in the rest', () => {
    const path = file('');
    const iut = loadIut(path);
    expect(iut).toMatchObject({
      file: path,
      folder: dirname(path),
      builtIn: false,
      name: 'acme',
      vendor: '',
      role: 'client',
      lowerTester: { listen: '127.0.0.1:0', path: '/dm' },
      push: { bearer: 'none' },
      upperTester: { kind: 'manual', timeoutMs: 900_000 },
      ics: { kind: 'absent' },
    });
    expect(iut.sha256).toBe(createHash('sha256').update(readFileSync(path)).digest('hex'));
    expect(accountOf(iut, 'default').client).toEqual({ type: 'md5', name: 'Bruce2', secret: 'OhBehave', nonce: 'Tm9uY2U=' });
    const inHex = loadIut(iutFile(`${HEAD}${ACCOUNTS.replace('Tm9uY2U=', '{ hex: 4E6f6e6365 }')}${TAIL}`));
    expect(accountOf(inHex, 'default').client.nonce).toBe('Tm9uY2U=');
  });

  it('without any answer claims everything, as without the key', () => {
    for (const none of ['ics: {}\n', 'ics:\n', '']) expect(loadIut(file(none)).ics).toEqual({ kind: 'absent' });
  });

  it('keeps every scalar as text', () => {
    const path = iutFile(`iut: { name: acme, role: server, version: 4.20, product: 007, vendor: yes }\n${ACCOUNTS}${TAIL}`);
    expect(loadIut(path)).toMatchObject({ version: '4.20', product: '007', vendor: 'yes' });
  });

  it('reads lower tester, push, TLS texts, ICS and the adapter with paths from its own folder', () => {
    const path = iutFile(`${HEAD}${ACCOUNTS}
lower-tester: { listen: "[::1]:8080", path: /x, url: "https://dm.example/x", connect: "127.0.0.1:1", tls: { key: k.pem, cert: c.pem, min-version: TLSv1.1, client-certificate: required } }
push: { bearer: ota-http, to: "127.0.0.1:4035" }
upper-tester: { kind: exec, command: [./ut.sh, "{url}"], cwd: ., timeout: 1.5s, mode: session, primitives: [quiesce], env: { A: "{secret}" }, unsupported-exit: "7" }
ics: acme.ics.yaml
`);
    const { server } = makeCertificates();
    for (const [name, text] of Object.entries({ 'k.pem': server.key, 'c.pem': server.cert, 'acme.ics.yaml': 'text of the ICS' }))
      writeFileSync(join(dirname(path), name), text);
    expect(loadIut(path)).toMatchObject({
      lowerTester: {
        listen: '[::1]:8080',
        path: '/x',
        url: 'https://dm.example/x',
        connect: '127.0.0.1:1',
        tls: { ...server, minVersion: 'TLSv1.1', requireClientCertificate: true },
      },
      push: { bearer: 'ota-http', to: '127.0.0.1:4035' },
      upperTester: {
        kind: 'exec',
        command: ['./ut.sh', '{url}'],
        cwd: dirname(path),
        timeoutMs: 1500,
        mode: 'session',
        primitives: ['quiesce'],
        unsupportedExit: 7,
      },
      ics: { kind: 'file', path: join(dirname(path), 'acme.ics.yaml') },
    });
  });

  it('may hold the ICS itself', () => {
    expect(loadIut(file('ics: { SR: "yes", AUTH-MD5: "no" }\n')).ics).toEqual({ kind: 'inline', answers: { SR: 'yes', 'AUTH-MD5': 'no' } });
  });

  it.each([
    ['an unknown key', 'pussh: { bearer: none }\n', 'schema-unknown-key', '9:1', /unknown key "pussh"(.|\n)*did you mean "push"/],
    ['an unknown key with its map on the next lines', 'pussh:\n  bearer: none\n', 'schema-unknown-key', '9:1', /pussh/],
    ['a key that is like none', 'zzz: 1\n', 'schema-unknown-key', '9:1', /known here: iut, lower-tester, push/],
    ['an unknown key deep inside', 'lower-tester:\n  path: /dm\n  lisen: 127.0.0.1:0\n', 'schema-unknown-key', '11:3', /did you mean "listen"/],
    ['the same key twice', 'push: { bearer: none }\npush: { bearer: exec }\n', 'yaml-duplicate-key', '10:1', /twice/],
    ['no YAML', 'push: { bearer\n', 'yaml-syntax', '', /not YAML/],
    [
      'a bearer that is none',
      'push: { bearer: wap-udp }\n',
      'schema-value',
      '9:17',
      /push\.bearer is "wap-udp"; wanted wsp-udp \|(.|\n)*did you mean "wsp-udp"/,
    ],
    ['pap without a gateway', 'push: { bearer: pap }\n', 'iut-value', '9:17', /push over pap needs the URL of the gateway/],
    ['pap to no URL', 'push: { bearer: pap, to: "127.0.0.1:80" }\n', 'iut-value', '9:26', /push over pap needs the URL of the gateway/],
    ['a URL where none goes', 'push: { bearer: smpp, to: "http://127.0.0.1:80" }\n', 'iut-value', '9:27', /push over smpp goes to no URL/],
    ['a device without gateway', 'push: { bearer: sip, device: "WAPPUSH=1.2.3.4/TYPE=IPV4@ppg" }\n', 'iut-value', '9:30', /says nothing over sip/],
    ['a device that PAP cannot name', 'push: { bearer: pap, to: "http://x/pap", device: "12" }\n', 'schema-value', '', /WAPPUSH=/],
    ['push without bearer', 'push: { to: "127.0.0.1:1" }\n', 'schema-missing-key', '9:1', /push lacks "bearer"/],
    ['an address without port', 'push: { bearer: wsp-udp, to: localhost }\n', 'schema-value', '9:30', /push\.to is "localhost"; wanted host:port/],
    ['a port out of range', 'push: { bearer: wsp-udp, to: "127.0.0.1:70000" }\n', 'iut-value', '9:30', /a port from 0 to 65535/],
    ['a path without slash', 'lower-tester: { path: dm }\n', 'schema-value', '9:23', /a path that begins with \//],
    ['an empty value where a map belongs', 'lower-tester:\n', 'schema-value', '', /lower-tester is ""/],
    ['a missing TLS key', 'lower-tester: { tls: { key: no.pem, cert: no.pem } }\n', 'iut-file-missing', '9:29', /names no\.pem, and there is no \//],
    ['a missing ICS file', 'ics: no.ics.yaml\n', 'iut-file-missing', '9:6', /ics names no\.ics\.yaml/],
    ['a duration without unit', 'pixit: { quiet.for: 30 }\n', 'pixit-value', '9:21', /quiet\.for is "30"; wanted a time/],
    ['a duration of zero', 'pixit: { quiet.for: 0s }\n', 'pixit-value', '9:21', /above zero/],
    ['a duration of days', 'pixit: { quiet.for: 25h }\n', 'pixit-value', '9:21', /at most 24h/],
    [
      'an unknown PIXIT parameter',
      'pixit:\n  report.witin: 5s\n',
      'pixit-unknown',
      '10:3',
      /unknown PIXIT parameter "report\.witin"(.|\n)*"report\.within"/,
    ],
    ['a URI from nowhere', 'pixit: { tree.leaf: DevInfo/Man }\n', 'pixit-value', '9:21', /from the root of the tree/],
    ['an unknown assumption', 'pixit: { assume: { U13: x } }\n', 'unknown-assumption', '9:20', /"U13"/],
    ['an unknown reading', 'pixit: { assume: { U3: composed-sha265 } }\n', 'unknown-reading', '9:24', /did you mean "composed-sha256"/],
  ])('is refused for %s', (_what, added, code, place, message) => {
    const path = file(added);
    const error = refusal(path);
    expect(error).toMatchObject({ code, exitCode: 2, message: expect.stringMatching(message) });
    expect(error.message.startsWith(place === '' ? path : `${path}:${place}: `), error.message).toBe(true);
  });

  it.each([
    ['no account "default"', ACCOUNTS.replace('default:', 'main:'), TAIL, 'schema-missing-key', /accounts lacks "default"/],
    ['an account name in capitals', `${ACCOUNTS}  Other: { }\n`, TAIL, 'schema-unknown-key', /"Other"/],
    [
      'a scheme that is none',
      ACCOUNTS.replace('type: md5, name: Bruce2', 'type: md6, name: Bruce2'),
      TAIL,
      'schema-value',
      /accounts\.default\.client\.type is "md6"(.|\n)*"md5"/,
    ],
    ['md5 without nonce', ACCOUNTS.replace(', nonce: Tm9uY2U=', ''), TAIL, 'schema-missing-key', /client lacks "nonce"/],
    ['a nonce that is no Base64', ACCOUNTS.replace('Tm9uY2U=', 'Nonce'), TAIL, 'schema-value', /client\.nonce is "Nonce"; wanted Base64/],
    [
      'a nonce of half an octet',
      ACCOUNTS.replace('Tm9uY2U=', '{ hex: 4e6f6 }'),
      TAIL,
      'schema-value',
      /client\.nonce\.hex is "4e6f6"; wanted two hex digits/,
    ],
    ['a nonce in another form', ACCOUNTS.replace('Tm9uY2U=', '{ text: Nonce }'), TAIL, 'schema-missing-key', /nonce lacks "hex"/],
    ['basic with a nonce', ACCOUNTS.replace('type: md5, name: Bruce2', 'type: basic, name: Bruce2'), TAIL, 'schema-unknown-key', /"nonce"/],
    [
      'an unknown kind of adapter',
      ACCOUNTS,
      'upper-tester: { kind: stdoi }\n',
      'schema-value',
      /upper-tester\.kind is "stdoi"; wanted exec \| stdio \| http \| manual/,
    ],
    ['an adapter without kind', ACCOUNTS, 'upper-tester: { command: [x] }\n', 'schema-missing-key', /upper-tester lacks "kind"/],
    [
      'a key of another kind',
      ACCOUNTS,
      'upper-tester: { kind: http, url: "http://x/", command: [x] }\n',
      'schema-unknown-key',
      /unknown key "command"/,
    ],
    ['a command that is no list', ACCOUNTS, 'upper-tester: { kind: stdio, command: ./ut }\n', 'schema-value', /command is "\.\/ut"/],
    ['a bad timeout', ACCOUNTS, 'upper-tester: { kind: manual, timeout: soon }\n', 'iut-value', /timeout is "soon"; wanted a time/],
    [
      'a primitive of the other side',
      ACCOUNTS,
      'upper-tester: { kind: manual, primitives: [reset, notify] }\n',
      'primitive-unknown',
      /primitive of a client "notify"/,
    ],
    ['scripted answers that are not there', ACCOUNTS, 'upper-tester: { kind: manual, answers: no.yaml }\n', 'iut-file-missing', /no\.yaml/],
    ['a folder that is not there', ACCOUNTS, 'upper-tester: { kind: stdio, command: [x], cwd: no }\n', 'iut-file-missing', /no folder/],
  ])('is refused for %s', (_what, accounts, tail, code, message) => {
    const path = iutFile(`${HEAD}${accounts}${tail}`);
    const error = refusal(path);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(error.message).toMatch(/acme\.yaml:\d+:\d+: /);
  });

  it('is refused for a misspelt key with one fault, which is the misspelling', () => {
    const error = refusal(iutFile(`${HEAD}${ACCOUNTS.replace('type: md5, name: Bruce2', 'typ: md5, name: Bruce2')}${TAIL}`));
    expect(error).toMatchObject({ code: 'schema-unknown-key', also: [], parts: { found: 'unknown key "typ"', cure: 'did you mean "type"?' } });
  });

  it('tells what the schema refuses together with what only looking closer finds, and with what is wrong in the ICS', () => {
    const head = HEAD.replace('role: client', 'role: device');
    const text = `${head}${ACCOUNTS}${TAIL}lower-tester: { listen: "127.0.0.1:70000" }\nics: { SR: maybe, BOGUS: "no" }\npixit: { report.within: 10 }\n`;
    expect(refusal(iutFile(text)).each.map(({ parts }) => parts.found)).toEqual([
      'iut.role is "device"',
      'lower-tester.listen is "127.0.0.1:70000"',
      'report.within is "10"',
      'the answer to SR is "maybe"',
      'unknown item or capability "BOGUS"',
    ]);
  });

  it('tells of a wrong role nothing that would be wrong for one role only', () => {
    const text = `${HEAD.replace('role: client', 'role: device')}${ACCOUNTS}${TAIL}lower-tester: { listen: "0.0.0.0:0" }\npush: { bearer: pap }\n`;
    expect(refusal(iutFile(text)).each.map(({ parts }) => parts.found)).toEqual(['iut.role is "device"']);
  });

  it('names all faults at once, the first one first', () => {
    const { message } = refusal(file('push: { bearer: carrier-pigeon }\nlower-tester: { path: dm }\n'));
    expect(message).toMatch(/:9:17: push\.bearer(.|\n)*also .*:10:23: lower-tester\.path is "dm"/);
  });

  it('is refused when it is not there, or too large', () => {
    expect(refusal('/no/such/iut.yaml').code).toBe('file-missing');
    expect(refusal(file(`# ${'x'.repeat(9 * 1024 * 1024)}\n`)).code).toBe('file-too-large');
  });

  it('takes the keys for signatures and encryption from files beside it; the report names their public halves', () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = { type: 'pkcs8', format: 'pem' } as const;
    const files = {
      'd.pem': privateKey.export(pem),
      's.pem': publicKey.export({ type: 'spki', format: 'pem' }),
      'ec.pem': curve.privateKey.export(pem),
      'no.pem': 'no key',
    };
    const withKeys = (device: string, signing: string): string => {
      const path = iutFile(
        `iut: { name: acme, role: server }\n${ACCOUNTS.replace(/(\n +)(server-id:)/, `$1device-key: ${device}$1signing-key: ${signing}$1$2`)}${TAIL}`,
      );
      for (const [name, text] of Object.entries(files)) writeFileSync(join(dirname(path), name), text);
      return path;
    };
    const iut = loadIut(withKeys('d.pem', 's.pem'));
    expect(iut.accounts.default).toMatchObject({ 'device-key': files['d.pem'], 'signing-key': files['s.pem'] });
    const told = redactedPixit(iut);
    expect(told['accounts.default.device-key']).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(told['accounts.default.signing-key']).toBe(told['accounts.default.device-key']);
    expect(refusal(withKeys('gone.pem', 's.pem')).code).toBe('iut-file-missing');
    for (const [device, signing] of [
      ['s.pem', 's.pem'],
      ['ec.pem', 's.pem'],
      ['d.pem', 'no.pem'],
    ] as const)
      expect(refusal(withKeys(device, signing))).toMatchObject({
        code: 'iut-value',
        message: expect.stringMatching(/holds no such key; wanted an RSA/),
      });
  });

  it('says which account was meant', () => {
    const iut = loadIut(file(''));
    expect(() => accountOf(iut, 'defualt')).toThrow(
      expect.objectContaining({ code: 'account-unknown', message: expect.stringMatching(/defualt(.|\n)*"default"/) }),
    );
    expect(() => accountOf(iut, 'toString')).toThrow(expect.objectContaining({ code: 'account-unknown' }));
  });
});

describe('built-in IUTs', () => {
  it.each(Object.keys(BUILT_IN))('%s loads, with the same fixed accounts and every assumption pinned', (name) => {
    const iut = loadIut(name);
    expect(iut).toMatchObject({ name, builtIn: true, folder: packageRoot, role: name.slice('reference-'.length), ics: { kind: 'inline' } });
    expect(iut.accounts.default).toMatchObject({
      'server-id': 'com.mgmtsrv.manage',
      'device-id': 'IMEI:493005100592800',
      client: { type: 'md5', name: 'Bruce2', secret: 'OhBehave', nonce: Buffer.from('Nonce').toString('base64') },
      server: { type: 'md5', name: 'com.mgmtsrv.manage', secret: 'ServerPwd', nonce: Buffer.from('server-nonce').toString('base64') },
    });
    expect(Buffer.byteLength(iut.accounts.long?.['server-id'] as string)).toBe(110);
    expect(Object.keys(iut.accounts)).toEqual(expect.arrayContaining(['default', 'other', 'long']));
    expect(Object.keys(iut.pixit.assume)).toHaveLength(12);
    expect(iut.upperTester).toMatchObject({ kind: 'stdio', cwd: packageRoot });
  });

  it.each(Object.keys(BUILT_IN))('%s has an ICS of known names that claims every table row of its side in SR, SM and NOTI', (name) => {
    const { role, ics } = loadIut(name);
    if (ics.kind !== 'inline') throw new Error('the ICS stands elsewhere');
    const catalogue = loadCatalogue();
    const claims = icsFrom(ics.answers, role, { catalogue });
    const rows = [...catalogue.items.values()].filter(
      (item) => ['SR', 'SM', 'NOTI'].includes(item.edition) && item.kind === 'scr' && item.side === role,
    );
    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows) expect(claims.claimed(row.key)).toMatchObject({ value: 'yes' });
  });

  it('are suggested for a name that is nearly theirs', () => {
    expect(refusal('reference-cleint')).toMatchObject({ code: 'iut-unknown', message: expect.stringContaining('"reference-client"') });
  });
});
