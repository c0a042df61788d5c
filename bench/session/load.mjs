// Load in a process of its own: so many devices (or bare connections), each with one session after the other. Prints one JSON line:
//   node load.mjs dm|bare URL CONNECTIONS SECONDS xml|wbxml|OCTETS
import { Client } from 'undici';
import { load } from '../measure.mjs';
import { account, ROUND_TRIPS } from './account.mjs';

const [kind, url, connections, seconds, form] = process.argv.slice(2);
let octets = 0;
let crossings = 0;
const lanes = await Promise.all(Array.from({ length: Number(connections) }, (_, n) => (kind === 'dm' ? deviceLane(n) : bareLane())));

const times = [];
let isCounting = false;
let isOver = false;
const running = lanes.map(async (session) => {
  while (!isOver) {
    const from = performance.now();
    await session();
    if (isCounting && !isOver) times.push(performance.now() - from);
  }
});
await wait(700);
isCounting = true;
const from = performance.now();
await wait(Number(seconds) * 1000);
isOver = true;
const elapsed = performance.now() - from;
await Promise.all(running);
if (kind === 'dm' && crossings % (2 * ROUND_TRIPS) !== 0) throw new Error(`${crossings} crossings are no sessions of ${ROUND_TRIPS} round trips`);
if (times.length === 0) throw new Error('not one session ended in time: more --seconds');
times.sort((a, b) => a - b);
const at = (share) => times[Math.floor(times.length * share)];
console.log(JSON.stringify({ perSecond: (times.length * 1000) / elapsed, median: at(0.5), p99: at(0.99), body: Math.round(octets / crossings) }));
process.exit(0);

function wait(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
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
  return async () => {
    for (let i = 0; i < ROUND_TRIPS; i++) {
      const response = await client.request({ path: '/dm', method: 'POST', body });
      await response.body.arrayBuffer();
    }
  };
}
