/** Who can reach dmct, and can a server under test be reached? */
import { connect } from 'node:net';
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
export async function reaching(iut: Iut, url: string, dial: string | undefined): Promise<readonly Problem[]> {
  const { host, port } = split(dial ?? hostAndPort(url));
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
      message: `the server at ${dial === undefined ? url : `${dial} (for ${url})`} takes no connection: ${why}`,
      where: iut.where(['lower-tester']),
      cure: 'start the server, or say in lower-tester.url and lower-tester.connect where it is',
    },
  ];
}
