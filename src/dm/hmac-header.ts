/**
 * The x-syncml-hmac header (DM Security 5.1.4.3): a comma list of algorithm, username (quoted string) and mac (Base64), in any order.
 */
import { rowOf } from '../base/row.js';
import type { Finding } from '../wire/document.js';
import { isBase64 } from './nonce.js';

export const HMAC_HEADER = 'x-syncml-hmac';

export interface HmacHeader {
  /** As written; '' when absent, which means MD5. */
  readonly algorithm: string;
  readonly hash: 'md5' | 'sha256' | 'unknown';
  readonly username?: string;
  readonly mac?: string;
  /** Offsets count characters of the header value. */
  readonly findings: readonly Finding[];
}

/** Tokens that name an algorithm, lower case. Which one DM 1.3 has is assumption U3; we send `MD5` and `SHA256`. */
export const ALGORITHM_TOKENS: Readonly<Record<string, 'md5' | 'sha256'>> = {
  md5: 'md5',
  sha256: 'sha256',
  'sha-256': 'sha256',
  'hmac-sha256': 'sha256',
  'hmac-sha-256': 'sha256',
};

const PARAMETER = /[ \t]*([^=,\s"]+)[ \t]*=[ \t]*("(?:[^"\\]|\\.)*"[ \t]*(?=,|$)|[^,]*)(?:,|$)/y;

/** Tolerant reading: each deviation is a finding, what can be understood is. */
export function parseHmacHeader(value: string): HmacHeader {
  const findings: Finding[] = [];
  const found = new Map<string, string>();
  let at = 0;
  while (at < value.length) {
    if (/^[ \t]*(?:,|$)/.test(value.slice(at))) {
      at = value.indexOf(',', at) < 0 ? value.length : value.indexOf(',', at) + 1;
      continue;
    }
    PARAMETER.lastIndex = at;
    const match = PARAMETER.exec(value);
    if (!match) {
      findings.push({ code: 'hmac-syntax', at, message: `no parameter can be read from ${JSON.stringify(value.slice(at, at + 40))}` });
      const comma = value.indexOf(',', at);
      at = comma < 0 ? value.length : comma + 1;
      continue;
    }
    const name = (match[1] as string).toLowerCase();
    const written = (match[2] as string).trim();
    const isQuoted = /^".*"$/s.test(written) && written.length > 1;
    const text = isQuoted ? written.slice(1, -1).replace(/\\(.)/gs, '$1') : written;
    if (name === 'mac' && isQuoted) findings.push({ code: 'hmac-mac-quoted', at, message: 'mac is quoted; it is to be bare Base64' });
    if (name === 'username' && !isQuoted) findings.push({ code: 'hmac-username-bare', at, message: 'username is not a quoted string' });
    if (found.has(name)) findings.push({ code: 'hmac-repeated', at, message: `${name} stands there twice` });
    else found.set(name, text);
    if (!['algorithm', 'username', 'mac'].includes(name)) findings.push({ code: 'hmac-unknown', at, message: `unknown parameter ${name}` });
    at = PARAMETER.lastIndex;
  }
  const algorithm = found.get('algorithm') ?? '';
  const known = algorithm === '' ? 'md5' : (rowOf(ALGORITHM_TOKENS, algorithm.toLowerCase()) ?? 'unknown');
  if (known === 'unknown') findings.push({ code: 'hmac-algorithm', at: 0, message: `unknown algorithm ${algorithm}` });
  const username = found.get('username');
  const mac = found.get('mac');
  if (username === undefined) findings.push({ code: 'hmac-no-username', at: 0, message: 'username is missing' });
  if (mac === undefined) findings.push({ code: 'hmac-no-mac', at: 0, message: 'mac is missing' });
  else if (!isBase64(mac)) findings.push({ code: 'hmac-mac-base64', at: 0, message: 'mac is not Base64 with padding' });
  return { algorithm, hash: known, ...(username === undefined ? {} : { username }), ...(mac === undefined ? {} : { mac }), findings };
}

/** A parameter that stands there twice leaves open which one is meant, whatever they say: it is no MAC header (DM Security, 5.1.4.3). */
export function ambiguity({ findings }: HmacHeader): Finding | undefined {
  return findings.find(({ code }) => code === 'hmac-repeated');
}

/** `algorithm` '' leaves that parameter out. */
export function formatHmacHeader(algorithm: string, username: string, mac: string): string {
  const quoted = `"${username.replace(/[\\"]/g, '\\$&')}"`;
  return [...(algorithm === '' ? [] : [`algorithm=${algorithm}`]), `username=${quoted}`, `mac=${mac}`].join(', ');
}
