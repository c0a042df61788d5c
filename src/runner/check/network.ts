/** Who can reach dmct, and what can dmct reach? A connection is opened and closed: nothing is sent over it. */
import { connect } from 'node:net';
import type { Where } from '../../base/errors.js';
import type { Iut } from '../../iut/iut.js';
import { exposures, hostAndPort, listenersOf } from '../../iut/listeners.js';
import type { Problem } from './problem.js';

const CONNECT_MS = 5_000;

function split(address: string): { readonly host: string; readonly port: number } {
  const at = address.lastIndexOf(':');
  return { host: address.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(address.slice(at + 1)) };
}

/** Which listeners others can reach; one that cannot be (`faults`) is reached by nobody. */
export const exposed = (iut: Iut, faults: readonly Problem[]): readonly Problem[] =>
  exposures(
    iut,
    listenersOf(iut).filter(({ address }) => !faults.some(({ message }) => message.includes(address))),
  ).map((message) => ({ severity: 'note', about: 'network', code: 'exposed', message }));

/** Whether a server under test takes a connection where it is said to be. */
export const serverReached = (iut: Iut, url: string, dial: string | undefined): Promise<readonly Problem[]> =>
  reaching(dial ?? hostAndPort(url), {
    what: `the server at ${dial === undefined ? url : `${dial} (for ${url})`}`,
    where: iut.where(['lower-tester']),
    cure: 'start the server, or say in lower-tester.url and lower-tester.connect where it is',
  });

/** Whether the push gateway before a client takes a connection. */
export async function gatewayReached({ role, push, where }: Iut): Promise<readonly Problem[]> {
  if (role !== 'client' || push.bearer !== 'pap' || push.to === undefined) return [];
  return reaching(hostAndPort(push.to), {
    what: `the push gateway at ${push.to}`,
    where: where(['push', 'to']),
    cure: 'start the gateway, or say in push.to where it is',
  });
}

/** Whether a client, once it is configured, takes a connection for pushes, where the bearer has one. */
export async function deviceReached({ push, where }: Iut, told: string | undefined): Promise<readonly Problem[]> {
  const to = push.to ?? told;
  if (push.bearer !== 'ota-http' || to === undefined) return [];
  return reaching(hostAndPort(to), {
    what: `the device at ${to}, where pushes go,`,
    where: where(['push']),
    cure: 'let it listen from "configure" on, or say where it does: push.to, or the answer to "configure"',
  });
}

async function reaching(
  address: string,
  { what, where, cure }: { readonly what: string; readonly where: Where; readonly cure: string },
): Promise<readonly Problem[]> {
  const { host, port } = split(address);
  const why = await new Promise<string | undefined>((resolve) => {
    const socket = connect({ host, port, timeout: CONNECT_MS });
    const end = (reason: string | undefined): void => {
      socket.destroy();
      resolve(reason);
    };
    socket.once('connect', () => end(undefined));
    socket.once('timeout', () => end(`nothing within ${CONNECT_MS} ms`));
    socket.once('error', (cause) => end(cause.message));
  });
  if (why === undefined) return [];
  return [
    {
      severity: 'missing',
      about: 'network',
      code: 'unreachable',
      message: `${what} takes no connection: ${why}`,
      where,
      cure,
    },
  ];
}
