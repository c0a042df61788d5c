// A server in a process of its own: node server.mjs dm|bare DEVICES|OCTETS
// Prints where it listens, its processor time for each line that it reads, and ends with its stdin.
import { createServer } from 'node:http';
import { cpuMs, load } from '../measure.mjs';
import { account, PACKAGES } from './account.mjs';

const [kind, number] = process.argv.slice(2);
console.log(kind === 'dm' ? await dmServer(Number(number)) : await bareServer(Number(number)));
process.stdin.on('data', () => console.log(cpuMs())).on('end', () => process.exit(0));

async function dmServer(devices) {
  const { ManagementServer } = await load('simulators/server/management-server.js');
  const { seededRandom } = await load('src/base/random.js');
  const server = await ManagementServer.open({
    fact: () => undefined,
    random: seededRandom('bench'),
    tap: (crossing) => crossing,
    accounts: Object.fromEntries(Array.from({ length: devices }, (_, n) => [`a${n}`, account(n)])),
    listen: '127.0.0.1:0',
    path: '/dm',
    requests: 'from-iut',
    packages: () => PACKAGES,
  });
  return server.url;
}

async function bareServer(octets) {
  const answer = Buffer.alloc(octets, 97);
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, { 'Content-Type': 'application/vnd.syncml.dm+wbxml', 'Cache-Control': 'no-store', 'Content-Length': octets });
      response.end(answer);
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${server.address().port}/dm`;
}
