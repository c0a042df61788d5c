/** Can dmct listen where the IUT file says? A name must be one of this machine, and a fixed port can be taken. */
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { parseHostPort } from '../../simulators/http/address.js';
import { InputError } from '../base/errors.js';
import { asOne } from '../base/faults.js';
import type { Iut } from '../iut/iut.js';
import { type Listener, listenersOf } from '../iut/listeners.js';

/** An InputError `cannot-listen`, at the line that names the address, for each that cannot be listened on. */
export async function portFaults(iut: Iut): Promise<readonly InputError[]> {
  const faults: InputError[] = [];
  for (const listener of listenersOf(iut)) {
    const cause = await bindFault(listener);
    if (cause)
      faults.push(
        new InputError('cannot-listen', {
          found: `${listener.what} cannot listen on ${listener.address}: ${cause.message}`,
          where: iut.where(listener.key),
          cure: CURES[cause.code ?? ''] ?? 'write a free address of this machine',
        }),
      );
  }
  return faults;
}

/** Throws what `portFaults` finds. */
export async function checkPorts(iut: Iut): Promise<void> {
  const fault = asOne(await portFaults(iut));
  if (fault) throw fault;
}

const NO_SUCH_NAME = 'no such name is known here: write an address of this machine; dmct listens there, and the other side connects to it';
const CURES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'end the program that listens there, choose a free address, or port 0 where the other side can be told',
  EADDRNOTAVAIL: 'this machine has no such address: write one that it has; dmct listens there, and the other side connects to it',
  EACCES: 'a port below 1024 needs the right to it: choose another one, or give node that right',
  ENOTFOUND: NO_SUCH_NAME,
  EAI_AGAIN: NO_SUCH_NAME,
};

async function bindFault({ address, protocol }: Listener): Promise<NodeJS.ErrnoException | undefined> {
  const { host, port } = parseHostPort(address);
  return new Promise((resolve) => {
    if (protocol === 'udp') {
      const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4').once('error', resolve);
      socket.bind(port, host, () => socket.close(() => resolve(undefined)));
    } else {
      const server = createServer().once('error', resolve);
      server.listen(port, host, () => server.close(() => resolve(undefined)));
    }
  });
}
