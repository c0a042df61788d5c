/** `dmct simulate`: a device or a server to play with, right or wrong in any way that has a name. */
import { createInterface } from 'node:readline';
import { Device } from '../../simulators/client/device.js';
import { referenceClient } from '../../simulators/client/primitives.js';
import type { Fault } from '../../simulators/faults/fault.js';
import { faultIds, loadFaults } from '../../simulators/faults/load.js';
import { ManagementServer } from '../../simulators/server/management-server.js';
import { referenceServer } from '../../simulators/server/primitives.js';
import { serveStdio } from '../../simulators/stdio-program.js';
import { InputError, unknownName } from '../base/errors.js';
import { seededRandom } from '../base/random.js';
import type { AccountState } from '../dm/session.js';
import type { Direction, Tap } from '../wire/frame.js';
import type { Command } from './commands.js';
import { type CommandSpec, type Parsed, parseOptions } from './options.js';
import { heardAt, readConfig, type SimulateConfig, sentTo } from './simulate-config.js';
import { crossingLine, octetLines } from './simulate-log.js';

const SIDES = ['client', 'server'] as const;

const SPEC: CommandSpec = {
  usage: 'simulate client|server [--config FILE] [--fault ID]… [--list-faults] [--verbose | --primitives]',
  about: `
Runs a simulated device (client) or a simulated DM server until "quit" or an interrupt (Ctrl-C, SIGTERM). Without a file the two find each other on this machine:
run "dmct simulate server" in one terminal and "dmct simulate client" in another.

While it runs it takes commands, one a line:
  client   report [TEXT] | session | quit                          the end of the input is "quit" too
  server   notify [ACCOUNT] | command URI VALUE | reports | quit    goes on after the end of its input, as in the background or with </dev/null

With --primitives it is the reference client or server as an IUT: it takes upper-tester primitives as JSON lines on its input and answers
each with a line (docs/adapters.md, stdio), until that input ends. The adapter that dmct init writes drives it until it drives a product.`,
  options: {
    config: { value: 'FILE', help: 'addresses and accounts (YAML); the same file serves both sides' },
    fault: { value: 'ID', takes: 'fault', many: true, help: 'be wrong in this way' },
    'list-faults': { help: 'print all faults of that side and what they do' },
    primitives: { help: 'take upper-tester primitives as JSON lines instead of commands' },
    verbose: { help: 'print the octets of every message' },
  },
  examples: ['dmct simulate server --verbose', 'dmct simulate client --fault padded-session-id', 'dmct simulate client --list-faults'],
  exit: '0 ended by quit, an interrupt, or (not the server) the end of the input; 2 bad input.',
  positionals: [1, 1],
  takes: [SIDES],
};

const EXCHANGE_MS = 30_000;

export const command: Command = {
  summary: 'run a simulated device or server to play with',
  spec: SPEC,
  run: async (args) => {
    const parsed = parseOptions(SPEC, args);
    if (parsed === 'help') return 0;
    const side = SIDES.find((s) => s === parsed.positionals[0]);
    if (!side) throw unknownName('unknown-side', 'side', parsed.positionals[0] ?? '', SIDES);
    if (parsed.flag('list-faults')) return listFaults(side);
    if (parsed.flag('primitives')) return servePrimitives(side, parsed);
    const config = readConfig(parsed.one('config'));
    return side === 'client' ? simulateClient(config, parsed) : simulateServer(config, parsed);
  },
};

/** The reference client or server, without what the reference IUT files set up besides: keys for signatures. */
async function servePrimitives(side: Fault['side'], parsed: Parsed): Promise<number> {
  if (parsed.one('config') !== undefined)
    throw new InputError('usage', { found: '--config says nothing with --primitives', cure: 'accounts and addresses come with "configure"' });
  const faults = parsed.all('fault');
  const { primitives, close, wreck } = side === 'client' ? referenceClient({ faults }) : referenceServer({ faults });
  await serveStdio(primitives, close, wreck);
  return 0;
}

async function listFaults(side: Fault['side']): Promise<number> {
  const faults: readonly Fault[] =
    side === 'client' ? await loadFaults('client', faultIds('client')) : await loadFaults('server', faultIds('server'));
  const width = Math.max(...faults.map((f) => f.id.length));
  for (const { id, wrong, breaks } of faults) say(`${id.padEnd(width)}  ${wrong}${breaks.length ? ` (${breaks.join(', ')})` : ''}`);
  return 0;
}

async function simulateClient(config: SimulateConfig, parsed: Parsed): Promise<number> {
  const faults = await loadFaults('client', parsed.all('fault'));
  const { url, connect, push, encoding, seed, tls } = config;
  const device = await Device.open({
    tap: loggingTap('from-iut', parsed.flag('verbose')),
    fact: () => undefined,
    random: seededRandom(seed),
    accounts: Object.fromEntries(
      Object.entries(config.accounts).map(([name, a]) => [name, { ...a, url, ...(connect === undefined ? {} : { connect }) }]),
    ),
    encoding,
    timeoutMs: EXCHANGE_MS,
    requests: 'from-iut',
    listen: heardAt(push),
    faults,
    ...(tls ? { tls } : {}),
    log: say,
  });
  for (const [bearer, address] of Object.entries(device.push)) say(`device hears pushes on ${address} (${bearer})`);
  say(`server is ${url}`);
  const account = device.states[0] as AccountState;
  await commands('end', {
    session: async () => void (await device.startSession(account)),
    report: (text) => device.sendReport(account, [{ source: './Simulated', type: 'urn:dmct:sample', format: 'chr', data: text || 'sample' }]),
  });
  await device.quiesce();
  await device.close();
  return 0;
}

async function simulateServer(config: SimulateConfig, parsed: Parsed): Promise<number> {
  const faults = await loadFaults('server', parsed.all('fault'));
  const { listen, push, seed, tls } = config;
  if (tls && (tls.key === undefined || tls.cert === undefined)) {
    throw new InputError('simulate-tls', {
      found: 'tls has no key or no cert',
      cure: 'a server needs both: openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem',
    });
  }
  const server = await ManagementServer.open({
    tap: loggingTap('to-iut', parsed.flag('verbose')),
    fact: () => undefined,
    random: seededRandom(seed),
    accounts: Object.fromEntries(Object.entries(config.accounts).map(([name, a]) => [name, { ...a, push: sentTo(push) }])),
    listen,
    path: new URL(config.url).pathname,
    ...(config.hasOwnUrl ? { publicUrl: config.url } : {}),
    requests: 'from-iut',
    faults,
    ...(tls?.key !== undefined && tls.cert !== undefined ? { tls: { ...tls, key: tls.key, cert: tls.cert } } : {}),
    log: say,
  });
  say(`server ${server.url} listens on ${server.connect}`);
  await commands('go-on', {
    notify: async (name) => {
      const state = server.state(name || 'default') ?? server.states[0];
      if (state) await server.notify(state);
    },
    command: async (rest) => {
      const [, uri = '', data = ''] = /^(\S+)\s*(.*)$/.exec(rest) ?? [];
      if (uri === '') say('command URI VALUE: replaces a leaf without a session, for instance: command ./Test/Leaf hello');
      else for (const state of server.states.slice(0, 1)) await server.sendCommand(state, [{ command: 'Replace', uri, data }]);
    },
    reports: () => {
      for (const report of server.reports) say(JSON.stringify(report));
      say(`${server.reports.length} reports`);
    },
  });
  await server.close();
  return 0;
}

type CommandTable = Readonly<Record<string, (rest: string) => unknown>>;

/** Reads commands until `quit`, an interrupt, or (`end`) the end of the input. */
async function commands(atEnd: 'end' | 'go-on', table: CommandTable): Promise<void> {
  const input = createInterface({ input: process.stdin });
  const interrupted = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    // Its log is all that it gives: nobody reads it any more.
    process.stdout.once('error', () => resolve());
  });
  const typed = (async () => {
    for await (const line of input) {
      const [, name = '', rest = ''] = /^\s*(\S*)\s*(.*?)\s*$/.exec(line) ?? [];
      if (name === 'quit') return;
      if (name === '') continue;
      const act = Object.hasOwn(table, name) ? table[name] : undefined;
      if (act) await act(rest);
      else say(`unknown command "${name}"; there are: ${[...Object.keys(table), 'quit'].join(', ')}`);
    }
    if (atEnd === 'go-on') await interrupted;
  })();
  await Promise.race([typed, interrupted]);
  input.close();
}

function loggingTap(sends: Direction, isVerbose: boolean): Tap {
  return (crossing) => {
    say(crossingLine(crossing, sends));
    if (isVerbose) for (const line of octetLines(crossing.body)) say(line);
    return crossing;
  };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
