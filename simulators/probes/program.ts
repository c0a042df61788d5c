#!/usr/bin/env node
/**
 * A probe as an IUT: `node program.js client|server PROBE`, primitives as JSON lines. A client probe that echoes sends each push back to
 * where it came from; one that closes, or always answers 200, has no server to do so to and stays silent.
 */
import { createSocket } from 'node:dgram';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { InputError, unknownName } from '../../src/base/errors.js';
import { CLIENT_PRIMITIVES, SERVER_PRIMITIVES } from '../../src/iut/primitives.js';
import { formatHostPort, parseHostPort } from '../http/address.js';
import { type HttpServer, startHttpServer } from '../http/server.js';
import { type Arguments, mapArgument, type PrimitiveTable, serveStdio, textArgument } from '../stdio-program.js';
import { PROBES, type Probe } from './probe.js';

const open: { close(): unknown }[] = [];

async function closeAll(): Promise<void> {
  await Promise.all(open.splice(0).map((each) => each.close()));
}

/** Anything but HTTP over TCP. */
async function listenRaw(listen: string, conduct: (socket: Socket) => void): Promise<object> {
  const { host, port } = parseHostPort(listen);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
    socket.resume();
    conduct(socket);
  });
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  open.push({
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  });
  const address = formatHostPort(host, (server.address() as AddressInfo).port);
  return { url: `http://${address}/dm`, connect: address };
}

/** A connection to the server of the first account, where it goes on by itself. */
function callServer(args: Arguments, conduct: (socket: Socket) => void): void {
  const [account] = Object.values(mapArgument<{ connect?: string }>(args, 'accounts'));
  if (account?.connect === undefined) return;
  const { host, port } = parseHostPort(account.connect);
  const socket = connect(port, host, () => conduct(socket));
  socket.on('error', () => undefined).resume();
  open.push({ close: () => socket.destroy() });
}

async function configureServer(probe: Probe, args: Arguments): Promise<object> {
  const listen = textArgument(args, 'listen', '127.0.0.1:0');
  if (probe.onConnection) return listenRaw(listen, probe.onConnection.server);
  if (!probe.answer) return { url: 'http://127.0.0.1:1/dm', connect: '127.0.0.1:1' };
  const server: HttpServer = await startHttpServer({
    listen,
    tap: (crossing) => crossing,
    channel: 'dm',
    requests: 'to-iut',
    handler: probe.answer,
  });
  open.push(server);
  return { url: `http://${server.address}/dm`, connect: server.address };
}

/** Hears pushes so that it is no other than a device to those who send; says nothing to a DM server. */
async function configureClient(probe: Probe, args: Arguments): Promise<object> {
  if (probe.onConnection) callServer(args, probe.onConnection.client);
  const { wspUdp } = mapArgument<string>(args, 'push');
  if (wspUdp === undefined) return { push: {} };
  const { host, port } = parseHostPort(wspUdp);
  const socket = createSocket('udp4');
  open.push(socket);
  socket.on('error', () => undefined);
  if (probe.id === 'echo') socket.on('message', (data, peer) => socket.send(data, peer.port, peer.address));
  await new Promise<void>((resolve) => socket.bind(port, host, resolve));
  return { push: { wspUdp: formatHostPort(host, socket.address().port) } };
}

const [side, id] = process.argv.slice(2);
const probe = PROBES.find((p) => p.id === id);
if (!probe)
  throw unknownName(
    'unknown-probe',
    'probe',
    id ?? '',
    PROBES.map((p) => p.id),
  );
if (side !== 'client' && side !== 'server') throw new InputError('usage', { found: `"${side}" is no side`, wanted: 'client or server' });
const nothing = (): object => ({});
const table: PrimitiveTable = {
  ...Object.fromEntries((side === 'client' ? CLIENT_PRIMITIVES : SERVER_PRIMITIVES).map((name) => [name, nothing])),
  reset: async () => {
    await closeAll();
    return {};
  },
  configure: (args) => (side === 'client' ? configureClient(probe, args) : configureServer(probe, args)),
  ...(side === 'client' ? { 'read-tree': () => ({ nodes: [] }) } : { 'read-reports': () => ({ reports: [] }) }),
};
await serveStdio(table, closeAll, () => (probe.dies ? 'dead' : undefined));
