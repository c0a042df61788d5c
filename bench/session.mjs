// One simulated session of three round trips: in one process, as in a test, and as load from devices in one process on a server in another,
// against the ceiling of three bare HTTP exchanges with bodies of the same size. One JSON line a measure:
//   node bench/session.mjs [--seconds 2]
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { calm, here, load, median, tell, timed } from './measure.mjs';
import { account, PACKAGES, ROUND_TRIPS } from './session/account.mjs';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '2' } } });
const seconds = Number(values.seconds);
const { Device } = await load('simulators/client/device.js');
const { ManagementServer } = await load('simulators/server/management-server.js');
const { seededRandom } = await load('src/base/random.js');

/** Median milliseconds of a session with both ends in this process. */
async function inOneProcess(encoding) {
  let crossings = 0;
  const tap = (crossing) => {
    crossings++;
    return crossing;
  };
  const common = { fact: () => undefined, random: seededRandom('bench'), tap, requests: 'from-iut' };
  const server = await ManagementServer.open({
    ...common,
    tap: (c) => c,
    accounts: { default: account(0) },
    listen: '127.0.0.1:0',
    path: '/dm',
    packages: () => PACKAGES,
  });
  const device = await Device.open({ ...common, accounts: { default: { ...account(0), url: server.url } }, encoding, timeoutMs: 10_000 });
  const session = () => device.startSession(device.states[0]);
  const ending = await session();
  if (ending !== 'completed' || crossings !== 2 * ROUND_TRIPS) throw new Error(`a session of ${crossings / 2} round trips, ${ending}`);
  for (let i = 0; i < 50; i++) await session();
  const times = [];
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    const from = performance.now();
    await session();
    times.push(performance.now() - from);
  }
  await device.close();
  await server.close();
  return median(times);
}

/** Sessions, or as many bare exchanges, over so many connections; server and load in processes of their own. */
async function underLoad(kind, connections, form) {
  const args = [join(here, 'session/load.mjs'), kind, String(connections), values.seconds, form];
  return JSON.parse((await timed(process.execPath, args)).stdout);
}

for (const encoding of ['xml', 'wbxml']) {
  await calm();
  const ms = await inOneProcess(encoding);
  tell({ what: `session in a test, ${encoding}, median`, value: ms, unit: 'ms', aim: '<= 2 ms', met: ms <= 2 });
}
for (const connections of [1, 10, 100]) {
  for (const encoding of ['xml', 'wbxml']) {
    await calm();
    const dm = await underLoad('dm', connections, encoding);
    const bare = await underLoad('bare', connections, String(dm.body));
    const what = `sessions, ${encoding}, ${connections} connections / 3 bare exchanges of ${dm.body} octets`;
    for (const [value, unit, ratio] of [
      [dm.perSecond, '/s', dm.perSecond / bare.perSecond],
      [1000 / dm.cpuMs, '/s CPU', bare.cpuMs / dm.cpuMs],
    ]) {
      // The design has its aim at the ceiling of a loaded server.
      tell({ what, value, unit, ratio, ...(connections > 1 ? { aim: '>= 0.6', met: ratio >= 0.6 } : {}) });
    }
    tell({ what: `session, ${encoding}, ${connections} connections, 99 of 100 within`, value: dm.p99, unit: 'ms' });
  }
}
