/**
 * TLS as wide as the Client Profile asks (DM-CP-HTTP: TLS 1.1 is the profile's choice). OpenSSL 3 speaks 1.1 only at security
 * level 0, so both sides of a simulator lower it; the judge says what was negotiated, the simulator refuses nothing.
 */
import type { SecureVersion, TlsOptions } from 'node:tls';

export interface ServerTls {
  /** PEM texts. */
  readonly key: string;
  readonly cert: string;
  readonly ca?: string;
  readonly minVersion?: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
  readonly maxVersion?: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
  readonly requireClientCertificate?: boolean;
}

export interface ClientTls {
  /** PEM texts; without `ca` any certificate is taken: the tester does not vouch for its peer. */
  readonly ca?: string;
  readonly key?: string;
  readonly cert?: string;
  readonly minVersion?: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
  readonly maxVersion?: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
}

const LEVEL_0 = 'DEFAULT@SECLEVEL=0';

export function lenientServerTls(tls: ServerTls): TlsOptions {
  return {
    key: tls.key,
    cert: tls.cert,
    ciphers: LEVEL_0,
    minVersion: tls.minVersion ?? 'TLSv1.1',
    ...(tls.maxVersion ? { maxVersion: tls.maxVersion as SecureVersion } : {}),
    ...(tls.ca ? { ca: tls.ca } : {}),
    ...(tls.requireClientCertificate ? { requestCert: true, rejectUnauthorized: true } : {}),
  };
}

export function lenientClientTls(tls: ClientTls | undefined): {
  ciphers: string;
  minVersion: SecureVersion;
  maxVersion?: SecureVersion;
  rejectUnauthorized: boolean;
  ca?: string;
  key?: string;
  cert?: string;
} {
  return {
    ciphers: LEVEL_0,
    minVersion: tls?.minVersion ?? 'TLSv1.1',
    rejectUnauthorized: tls?.ca !== undefined,
    ...(tls?.maxVersion ? { maxVersion: tls.maxVersion } : {}),
    ...(tls?.ca ? { ca: tls.ca } : {}),
    ...(tls?.key ? { key: tls.key } : {}),
    ...(tls?.cert ? { cert: tls.cert } : {}),
  };
}
