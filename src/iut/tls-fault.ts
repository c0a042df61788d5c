/** What is wrong with the PEM files of a TLS endpoint, found when the file that names them is read and not when somebody connects. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { InputError } from '../base/errors.js';
import type { YamlFile } from '../base/yaml.js';

export type PemName = 'key' | 'cert' | 'ca';
type Pems = { readonly [K in PemName]?: string | undefined };

const WANTED: Readonly<Record<PemName, string>> = {
  key: 'a private key in PEM, without passphrase',
  cert: 'a certificate in PEM',
  ca: 'certificates in PEM',
};

/** An InputError `tls-file` at the name of each PEM that cannot be used. `path`: where the names stand. */
export function tlsFaults(yaml: YamlFile, path: readonly string[], names: Pems, pems: Pems): readonly InputError[] {
  const fault = (name: PemName, found: string, wanted: string, cure?: string): InputError =>
    yaml.error('tls-file', [...path, name], `${[...path, name].join('.')} names ${names[name]}, ${found}`, { wanted, ...(cure ? { cure } : {}) });
  const faults = (['key', 'cert', 'ca'] as const).flatMap((name) => {
    const pem = pems[name];
    const why = pem === undefined ? undefined : unusable(name, pem);
    if (!why) return [];
    const cure = why === ENCRYPTED ? `openssl pkey -in ${names[name]} -out plain.pem takes the passphrase off` : undefined;
    return [fault(name, why, WANTED[name], cure)];
  });
  const { key, cert } = pems;
  if (faults.length > 0 || key === undefined || cert === undefined) return faults;
  try {
    if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)))
      return [fault('key', `which is not the key of the certificate ${names.cert}`, 'the private key that belongs to the certificate')];
    createSecureContext({ key, cert });
  } catch (cause) {
    return [fault('cert', `which TLS refuses: ${(cause as Error).message.replace(/^error:[^:]*:/, '')}`, WANTED.cert)];
  }
  return [];
}

const ENCRYPTED = 'which is encrypted';

function unusable(name: PemName, pem: string): string | undefined {
  if (name === 'key' && /-----BEGIN ENCRYPTED |^Proc-Type: 4,ENCRYPTED/m.test(pem)) return ENCRYPTED;
  try {
    if (name === 'key') createPrivateKey(pem);
    else new X509Certificate(pem);
    return undefined;
  } catch {
    // The reason of the library names neither the file nor what was wanted.
    return name === 'key' ? 'which holds no private key' : 'which holds no certificate';
  }
}
