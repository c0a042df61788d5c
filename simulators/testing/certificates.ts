/** A CA, a server certificate and a client certificate for tests, made afresh with openssl: keys in a repository age badly. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificates {
  readonly ca: string;
  readonly server: { readonly key: string; readonly cert: string };
  readonly client: { readonly key: string; readonly cert: string };
}

export function makeCertificates(): Certificates {
  const dir = mkdtempSync(join(tmpdir(), 'dmct-cert-'));
  const openssl = (...args: string[]): void => {
    execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' });
  };
  const read = (name: string): string => readFileSync(join(dir, name), 'utf8');
  try {
    openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=dmct test CA', '-days', '2');
    writeFileSync(join(dir, 'san.cnf'), 'subjectAltName=DNS:server.example,IP:127.0.0.1\n');
    for (const name of ['server', 'client']) {
      openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}.example`);
      openssl(
        'x509',
        '-req',
        '-in',
        `${name}.csr`,
        '-CA',
        'ca.pem',
        '-CAkey',
        'ca.key',
        '-CAcreateserial',
        '-out',
        `${name}.pem`,
        '-days',
        '2',
        '-extfile',
        'san.cnf',
      );
    }
    return {
      ca: read('ca.pem'),
      server: { key: read('server.key'), cert: read('server.pem') },
      client: { key: read('client.key'), cert: read('client.pem') },
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
