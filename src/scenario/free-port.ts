/** Whether the address that the lower tester is to listen on is free: only a fixed port can be taken. */
import { createServer } from 'node:net';
import { parseHostPort } from '../../simulators/http/address.js';
import { InputError } from '../base/errors.js';
import type { Iut } from '../iut/iut.js';

/** Throws InputError `cannot-listen`, at the line that names the address. A server under test listens by itself. */
export async function checkPort({ role, lowerTester: { listen }, where }: Iut): Promise<void> {
  const { host, port } = parseHostPort(listen);
  if (role !== 'client' || port === 0) return;
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  } catch (cause) {
    throw new InputError('cannot-listen', {
      found: `cannot listen on ${listen}: ${(cause as Error).message}`,
      where: where(['lower-tester', 'listen']),
      cure: 'end the program that listens there, choose a free address, or port 0 where the device can be told',
    });
  }
  await new Promise((resolve) => server.close(resolve));
}
