/** Opens the socket of an HTTP client: TCP or TLS, to the address that is dialled, whatever the URL says. */
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { TransportTrouble } from '../../src/wire/frame.js';
import { type ClientTls, lenientClientTls } from './tls.js';

/** Why no connection came about. */
export class DialError extends Error {
  override readonly name = 'DialError';
  constructor(
    readonly trouble: Extract<TransportTrouble, 'refused' | 'tls' | 'timeout'>,
    message: string,
  ) {
    super(message);
  }
}

export interface DialTarget {
  readonly host: string;
  readonly port: number;
  /** Host of the URL, for SNI. */
  readonly name: string;
  readonly isTls: boolean;
  readonly tls?: ClientTls;
  readonly timeoutMs: number;
}

/** Resolves with a connected (and, for TLS, secured) socket; rejects with DialError. */
export function dial(target: DialTarget): Promise<Socket> {
  return new Promise((resolve, reject) => {
    let hasTcp = false;
    const socket: Socket = target.isTls
      ? connectTls({
          host: target.host,
          port: target.port,
          ...lenientClientTls(target.tls),
          ...(isIP(target.name) ? {} : { servername: target.name }),
          ALPNProtocols: ['http/1.1'],
        })
      : connectTcp({ host: target.host, port: target.port });
    socket.setNoDelay(true);
    const timer = setTimeout(
      () => fail(new DialError('timeout', `no connection to ${target.host}:${target.port} in ${target.timeoutMs} ms`)),
      target.timeoutMs,
    );
    const fail = (error: DialError): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(error);
    };
    socket.once('connect', () => {
      hasTcp = true;
    });
    const onError = (cause: Error): void => fail(new DialError(hasTcp ? 'tls' : 'refused', cause.message));
    socket.once('error', onError);
    socket.once(target.isTls ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer);
      socket.off('error', onError);
      // Between here and undici taking the socket over, a reset must not become an uncaught error.
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}
