/** Input files that are none: a pipe is refused at once, and PEM files that TLS cannot use are told when the file is read that names them. */
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../src/base/package-root.js';
import { dmctIn, PATIENT, temporaryFolder } from './support/dmct.js';

describe('a pipe with no writer', () => {
  const folder = temporaryFolder();
  execFileSync('mkfifo', [join(folder, 'pipe')]);

  it.each([
    [['check', './pipe'], /\.\/pipe is not a file but a pipe/],
    [['run', '--iut', './pipe'], /\.\/pipe is not a file but a pipe/],
    [['run', '--iut', 'reference-client', '--baseline', 'pipe'], /pipe is not a file but a pipe/],
    [['judge', 'pipe', '--out', 'x'], /pipe is not a file but a pipe/],
    [['report', 'pipe', '--out', 'x'], /cannot read pipe: it is a pipe/],
    [['baseline', 'pipe', '--out', 'x'], /cannot read pipe: it is a pipe/],
  ] as const)('%j', { timeout: PATIENT }, async (args, says) => {
    const { code, stdout, stderr } = await dmctIn(folder, args);
    expect(`${stdout}${stderr}`).toMatch(says);
    expect(code).toBe(2);
  });
});

describe('PEM files of TLS', () => {
  const folder = temporaryFolder();
  const key = (name: string, more: object = {}): void => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeFileSync(join(folder, name), privateKey.export({ type: 'pkcs8', format: 'pem', ...more }));
  };
  key('key.pem');
  key('other.pem');
  key('locked.pem', { cipher: 'aes-256-cbc', passphrase: 'x' });
  writeFileSync(join(folder, 'junk.pem'), 'junk\n');
  execFileSync('openssl', ['req', '-x509', '-key', 'key.pem', '-subj', '/CN=x', '-days', '2', '-out', 'cert.pem'], { cwd: folder, stdio: 'pipe' });
  const iut = readFileSync(join(packageRoot, 'simulators/iut/reference-client.yaml'), 'utf8');
  const LISTEN = '  listen: 127.0.0.1:0\n';

  it.each([
    ['key: junk.pem, cert: cert.pem', /tls\.key names junk\.pem, which holds no private key; wanted a private key in PEM/],
    ['key: locked.pem, cert: cert.pem', /tls\.key names locked\.pem, which is encrypted[\s\S]*openssl pkey -in locked\.pem/],
    ['key: key.pem, cert: junk.pem', /tls\.cert names junk\.pem, which holds no certificate/],
    ['key: other.pem, cert: cert.pem', /tls\.key names other\.pem, which is not the key of the certificate cert\.pem/],
    ['key: key.pem, cert: cert.pem, ca: key.pem', /tls\.ca names key\.pem, which holds no certificate/],
  ])('%s', { timeout: PATIENT }, async (tls, says) => {
    expect(iut).toContain(LISTEN);
    writeFileSync(join(folder, 'iut.yaml'), iut.replace(LISTEN, `${LISTEN}  tls: { ${tls} }\n`));
    writeFileSync(join(folder, 'simulate.yaml'), `tls: { ${tls} }\n`);
    for (const [file, args] of [
      ['iut.yaml', ['run', '--iut', 'iut.yaml', '--out', 'x']],
      ['simulate.yaml', ['simulate', 'server', '--config', 'simulate.yaml']],
      ['simulate.yaml', ['simulate', 'client', '--config', 'simulate.yaml']],
    ] as const) {
      const { code, stderr } = await dmctIn(folder, args);
      expect(stderr).toMatch(says);
      expect(stderr).toMatch(new RegExp(`^dmct: ${file}:\\d+:\\d+: `));
      expect(code).toBe(2);
    }
  });
});
