/** Can dmct listen where the IUT file says, and can a server under test be reached? */
import { createSocket } from 'node:dgram';
import { connect, createServer } from 'node:net';
import type { Iut } from '../../iut/iut.js';
import { exposures, hostAndPort, type Listener, listenersOf } from '../../iut/listeners.js';
import type { Problem } from './problem.js';

const CONNECT_MS = 5_000;

function split(address: string): { readonly host: string; readonly port: number } {
  const at = address.lastIndexOf(':');
  return { host: address.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(address.slice(at + 1)) };
}

/** Which listeners others can reach. */
export const exposed = (iut: Iut): readonly Problem[] =>
  exposures(iut).map((message) => ({ severity: 'note', about: 'network', code: 'exposed', message }));

export async function listening(iut: Iut): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const listener of listenersOf(iut)) {
    const why = await whyNot(listener);
    if (why === undefined) continue;
    problems.push({
      severity: 'missing',
      isWrong: true,
      about: 'network',
      code: 'cannot-listen',
      message: `${listener.what} cannot listen on ${listener.address}: ${why}`,
      where: iut.where(listener.key),
      cure: 'end the program that listens there, or write a free address of this machine',
    });
  }
  return problems;
}

async function whyNot({ address, protocol }: Listener): Promise<string | undefined> {
  const { host, port } = split(address);
  return new Promise((resolve) => {
    const failed = (cause: Error): void => resolve(cause.message);
    if (protocol === 'udp') {
      const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4').once('error', failed);
      socket.bind(port, host, () => socket.close(() => resolve(undefined)));
    } else {
      const server = createServer().once('error', failed);
      server.listen(port, host, () => server.close(() => resolve(undefined)));
    }
  });
}

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
