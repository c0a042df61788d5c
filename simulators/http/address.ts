/** `host:port` as users write it, `[v6]:port` included. */
import { InputError } from '../../src/base/errors.js';

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** Reads `host:port`; port 0 means any. Throws InputError `bad-address`. */
export function parseHostPort(text: string): HostPort {
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([^:[\]\s/]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (!match || port > 65535) {
    throw new InputError('bad-address', { found: `"${text}" is no address`, wanted: 'host:port, for example 127.0.0.1:0' });
  }
  return { host: match[1] ?? (match[2] || '127.0.0.1'), port };
}

export function formatHostPort(host: string | undefined, port: number | undefined): string {
  const bare = (host ?? '').replace(/^::ffff:/, '');
  return `${bare.includes(':') ? `[${bare}]` : bare}:${port ?? 0}`;
}
