/**
 * One simulated session of three round trips, device and server in one process each as in a test, against the floor: three bare HTTP
 * exchanges with the same two libraries and bodies of the same size. Run after `npm run build`: node bench/session.mjs [SECONDS]
 */
import { createServer } from 'node:http';
import { Client } from 'undici';
import { Device } from '../dist/simulators/client/device.js';
import { ManagementServer } from '../dist/simulators/server/management-server.js';
import { seededRandom } from '../dist/src/base/random.js';

const SECONDS = Number(process.argv[2] ?? 3);
const ROUND_TRIPS = 3;
const account = {
  'server-id': 'com.mgmtsrv.manage',
  'device-id': 'IMEI:493005100592800',
  client: { type: 'md5', name: 'Bruce2', secret: 'OhBehave', nonce: 'Tm9uY2U=' },
  server: { type: 'md5', name: 'com.mgmtsrv.manage', secret: 'ServerPwd', nonce: 'c2VydmVyLW5vbmNl' },
};

/** Times `once` again and again; gives ms (median) and runs per second. */
async function measure(once) {
  for (let i = 0; i < 50; i++) await once();
  const times = [];
  const end = performance.now() + SECONDS * 1000;
  while (performance.now() < end) {
    const from = performance.now();
    await once();
    times.push(performance.now() - from);
  }
  times.sort((a, b) => a - b);
  const total = times.reduce((sum, t) => sum + t, 0);
  return { median: times[times.length >> 1], p99: times[Math.floor(times.length * 0.99)], perSecond: (times.length * 1000) / total };
}

async function sessions(encoding) {
  let octets = 0;
  let crossings = 0;
  const tap = (crossing) => {
    octets += crossing.body.length;
    crossings++;
    return crossing;
  };
  const quiet = { fact: () => undefined, random: seededRandom('bench') };
  const operations = [[{ command: 'Get', uri: './DevInfo/Man' }], [{ command: 'Get', uri: './DevInfo/Mod' }]];
  const server = await ManagementServer.open({
    ...quiet,
    tap: (c) => c,
    accounts: { default: account },
    listen: '127.0.0.1:0',
    path: '/dm',
    requests: 'from-iut',
    packages: () => operations,
  });
  const device = await Device.open({
    ...quiet,
    tap,
    accounts: { default: { ...account, url: server.url } },
    encoding,
    timeoutMs: 10_000,
    requests: 'from-iut',
  });
  const [state] = device.states;
  const ending = await device.startSession(state);
  if (ending !== 'completed' || crossings !== 2 * ROUND_TRIPS) throw new Error(`a session of ${crossings / 2} round trips, ${ending}`);
  const body = Math.round(octets / crossings);
  const result = await measure(() => device.startSession(state));
  await device.close();
  await server.close();
  return { ...result, body };
}

async function floor(size) {
  const answer = Buffer.alloc(size, 97);
  const server = createServer((req, res) => {
    req.resume();
    req.on('end', () => res.end(answer));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new Client(`http://127.0.0.1:${server.address().port}`);
  const result = await measure(async () => {
    for (let i = 0; i < ROUND_TRIPS; i++) {
      const { body } = await client.request({ path: '/dm', method: 'POST', body: answer });
      await body.arrayBuffer();
    }
  });
  await client.close();
  server.close();
  return result;
}

const show = (name, { median, p99, perSecond }, more = '') =>
  console.log(
    `${name.padEnd(28)} ${median.toFixed(2).padStart(7)} ms median ${p99.toFixed(2).padStart(7)} ms p99 ${perSecond.toFixed(0).padStart(6)} /s${more}`,
  );

for (const encoding of ['xml', 'wbxml']) {
  const session = await sessions(encoding);
  const bare = await floor(session.body);
  show(`session, ${encoding}`, session, `   ${(session.perSecond / bare.perSecond).toFixed(2)} of the floor`);
  show(`floor, ${session.body} octets a body`, bare);
}
