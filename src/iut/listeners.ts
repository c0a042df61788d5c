/** Where a run listens, as the IUT file has it: whatever it does not name is a free port of a loopback address. */
import type { Iut } from './iut.js';

export interface Listener {
  readonly what: string;
  /** `host:port`. */
  readonly address: string;
  /** The key of the IUT file that says so. */
  readonly key: readonly string[];
  readonly protocol: 'tcp' | 'udp';
}

/** Addresses that the IUT file names for dmct to listen on. */
export function listenersOf({ role, lowerTester, push }: Iut): readonly Listener[] {
  const listeners: Listener[] = [];
  if (role === 'client') listeners.push({ what: 'dmct', address: lowerTester.listen, key: ['lower-tester', 'listen'], protocol: 'tcp' });
  const own = role === 'server' ? ['wsp-udp', 'ota-http', 'pap', 'sip', 'smpp'] : ['smpp'];
  // For a server under test SMPP runs the other way round, but the SMS centre is ours all the same.
  if (push.to !== undefined && own.includes(push.bearer)) {
    const address = /^https?:/.test(push.to) ? hostAndPort(push.to) : push.to;
    const what = push.bearer === 'smpp' ? "dmct's SMS centre" : push.bearer === 'pap' ? "dmct's push gateway" : "dmct's device";
    listeners.push({ what, address, key: ['push', 'to'], protocol: push.bearer === 'wsp-udp' || push.bearer === 'sip' ? 'udp' : 'tcp' });
  }
  return listeners;
}

/** Whether only this machine can reach it. */
export function isLoopback(address: string): boolean {
  const host = address.slice(0, address.lastIndexOf(':')).replace(/^\[|\]$/g, '');
  return host === '' || host === 'localhost' || host === '::1' || /^(::ffff:)?127\./.test(host);
}

/** One line for each listener that others can reach. */
export function exposures(iut: Iut, listeners: readonly Pick<Listener, 'what' | 'address'>[] = listenersOf(iut)): readonly string[] {
  return listeners
    .filter(({ address }) => !isLoopback(address))
    .map(({ what, address }) => `${iut.name}: ${what} listens on ${address}, reachable from the network`);
}

/** `host:port` of an address that may be a whole URL. */
export function hostAndPort(to: string): string {
  if (!/^https?:/.test(to)) return to;
  const { hostname, port, protocol } = new URL(to);
  return `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
}
