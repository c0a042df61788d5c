// Load from a process of its own on a server in another: so many devices (or bare connections), each with one session after the other.
// Prints one JSON line; `cpuMs` is what a session costs both processes together:
//   node load.mjs dm|bare CONNECTIONS SECONDS xml|wbxml|OCTETS
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client } from 'undici';
import { cpuMs, load } from '../measure.mjs';
import { account, ROUND_TRIPS } from './account.mjs';

/** Sessions before anything is counted: both ends are compiled by then. */
let warmUp = 1500;
const [kind, connections, seconds, form] = process.argv.slice(2);
const program = join(dirname(fileURLToPath(import.meta.url)), 'server.mjs');
const server = spawn(process.execPath, [program, kind, kind === 'dm' ? connections : form], { stdio: ['pipe', 'pipe', 'inherit'] });
const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
const heard = async () => {
  const { value, done } = await lines.next();
  if (done) throw new Error('the server ended');
  return value;
};
const spent = async () => {
  server.stdin.write('\n');
  return cpuMs() + Number(await heard());
};

const url = await heard();
let octets = 0;
let crossings = 0;
const lanes = await Promise.all(Array.from({ length: Number(connections) }, (_, n) => (kind === 'dm' ? deviceLane(n) : bareLane())));
await inLanes(() => warmUp-- > 0);
const before = await spent();
const from = performance.now();
const times = [];
await inLanes(() => performance.now() < from + Number(seconds) * 1000, times);
const elapsed = performance.now() - from;
const cost = (await spent()) - before;
if (crossings % (2 * ROUND_TRIPS) !== 0) throw new Error(`${crossings} crossings are no sessions of ${ROUND_TRIPS} round trips`);
times.sort((a, b) => a - b);
const body = crossings === 0 ? Number(form) : Math.round(octets / crossings);
console.log(
  JSON.stringify({ perSecond: (times.length * 1000) / elapsed, p99: times[Math.floor(times.length * 0.99)], cpuMs: cost / times.length, body }),
);
process.exit(0);

/** Each lane has one session after the other while it shall; every one that began is ended and counted. */
async function inLanes(goesOn, times) {
  await Promise.all(
    lanes.map(async (session) => {
      while (goesOn()) {
        const from = performance.now();
        await session();
        times?.push(performance.now() - from);
      }
    }),
  );
}

async function deviceLane(n) {
  const { Device } = await load('simulators/client/device.js');
  const { seededRandom } = await load('src/base/random.js');
  const device = await Device.open({
    fact: () => undefined,
    random: seededRandom(`bench ${n}`),
    tap: (crossing) => {
      octets += crossing.body.length;
      crossings++;
      return crossing;
    },
    accounts: { default: { ...account(n), url } },
    encoding: form,
    timeoutMs: 30_000,
    requests: 'from-iut',
  });
  return async () => {
    const ending = await device.startSession(device.states[0]);
    if (ending !== 'completed') throw new Error(`a session ended: ${ending}`);
  };
}

function bareLane() {
  const client = new Client(new URL(url).origin);
  const body = Buffer.alloc(Number(form), 98);
  const headers = { 'content-type': 'application/vnd.syncml.dm+wbxml', accept: 'application/vnd.syncml.dm+xml, application/vnd.syncml.dm+wbxml' };
  return async () => {
    for (let i = 0; i < ROUND_TRIPS; i++) {
      const response = await client.request({ path: '/dm', method: 'POST', headers, body });
      await response.body.arrayBuffer();
    }
  };
}
