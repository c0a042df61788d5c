/** Certificates on the command line of a reference IUT: `--tls-key FILE --tls-cert FILE --tls-ca FILE --tls-max TLSv1.1 --client-certificate`; of the client `--push-tls` beside. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { InputError } from '../src/base/errors.js';
import type { ClientTls, ServerTls } from './http/tls.js';

const VERSIONS = ['TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;

/** What a device needs of it; undefined when nothing of it was given: then any server's certificate is taken and none is shown. */
export function clientTlsArguments(argv: readonly string[]): ClientTls | undefined {
  const { maxVersion, pem } = read(argv);
  return Object.keys(pem).length === 0 && maxVersion === undefined ? undefined : { ...pem, ...(maxVersion ? { maxVersion } : {}) };
}

/** What a server needs of it; undefined for one that speaks plain HTTP. Throws InputError `tls-arguments` when half of it is missing. */
export function serverTlsArguments(argv: readonly string[]): ServerTls | undefined {
  const { maxVersion, pem, wantsClient } = read(argv);
  const { key, cert, ca } = pem;
  if (key === undefined && cert === undefined) return undefined;
  if (key === undefined || cert === undefined) throw new InputError('tls-arguments', { found: 'a server needs both --tls-key and --tls-cert' });
  return { key, cert, ...(ca === undefined ? {} : { ca }), ...(maxVersion ? { maxVersion } : {}), requireClientCertificate: wantsClient };
}

function read(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const options = { 'tls-key': text, 'tls-cert': text, 'tls-ca': text, 'tls-max': text, 'client-certificate': { type: 'boolean' } } as const;
  const { values } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true });
  const pem: { key?: string; cert?: string; ca?: string } = {};
  for (const name of ['key', 'cert', 'ca'] as const) {
    const file = values[`tls-${name}`];
    if (typeof file === 'string') pem[name] = readFileSync(file, 'utf8');
  }
  const maxVersion = VERSIONS.find((version) => version === values['tls-max']);
  if (values['tls-max'] !== undefined && !maxVersion)
    throw new InputError('tls-arguments', { found: `no TLS version "${values['tls-max']}"`, wanted: VERSIONS.join(' | ') });
  return { pem, maxVersion, wantsClient: values['client-certificate'] === true };
}
