/** Addresses of a record as IPv4: what is none (a name, IPv6, nothing) gets a stand-in from the benchmark range 198.18.0.0/15 (RFC 2544). */
import type { Address } from './ip.js';

export interface Located extends Address {
  /** Set when the address is a stand-in: what the record says. */
  readonly standsFor?: string;
}

/** Gives the same stand-in for the same text, at most 65 000 different ones. */
export class Addresses {
  private readonly hosts = new Map<string, number>();

  /** Reads `host:port`; a missing or impossible port becomes `port`. */
  locate(text: string, port: number): Located {
    const match = /^(.*?)(?::(\d{1,5}))?$/.exec(text);
    const host = (match?.[1] ?? '').replace(/^\[|\]$/g, '').replace(/^::ffff:/i, '');
    const given = Number(match?.[2] ?? 0);
    const right = given > 0 && given < 65536;
    const ip = ipv4(host);
    if (ip) return { ip, port: right ? given : port, ...(right ? {} : { standsFor: text }) };
    const known = this.hosts.get(host) ?? this.hosts.size % 65_000;
    this.hosts.set(host, known);
    return {
      ip: [198, 18 + ((known + 1) >> 15), ((known + 1) >> 8) & 0x7f, (known + 1) & 0xff],
      port: right ? given : port,
      standsFor: text || 'unknown',
    };
  }
}

function ipv4(host: string): number[] | undefined {
  const parts = host.split('.');
  if (parts.length !== 4 || !parts.every((p) => /^\d{1,3}$/.test(p) && Number(p) < 256)) return undefined;
  return parts.map(Number);
}
