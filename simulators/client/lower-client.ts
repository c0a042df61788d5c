/** The simulated device as lower tester of a server: does what a scenario says, right or wrong, and records what comes. */
import { HarnessFault } from '../../src/base/errors.js';
import { encodeOutgoing } from '../../src/dm/body.js';
import type { ClientBehaviour } from '../../src/dm/client-behaviour.js';
import type { SessionTrigger } from '../../src/dm/client-session.js';
import { byReading } from '../../src/dm/mac.js';
import { inWays } from '../../src/dm/message-ways.js';
import { base64OfOctets, DEFAULT_NONCE } from '../../src/dm/nonce.js';
import type { AccountState, Encoded } from '../../src/dm/session.js';
import { parseHostPort } from '../http/address.js';
import type { LowerClient, LowerClientOptions, ReportChoice, SessionChoice } from '../lower-tester.js';
import { type CredContext, chosenCred, chosenMac } from './cred-choice.js';
import { Device, type ReportWishes } from './device.js';

/** Ports on which a push that went astray is heard too, when the device listens on the registered one: its secure sibling, WSP itself. */
const ASTRAY = [2949, 9200];

/** Starts it listening. Throws InputError `cannot-listen`. */
export async function startLowerClient(options: LowerClientOptions): Promise<LowerClient> {
  const { url, connect, accounts } = options;
  const hearsRegistered = options.listen?.wspUdp !== undefined && parseHostPort(options.listen.wspUdp).port === 2948;
  const device = await Device.open({
    tap: options.tap,
    fact: options.fact,
    random: options.random,
    accounts: Object.fromEntries(Object.entries(accounts).map(([name, a]) => [name, { ...a, url, ...(connect === undefined ? {} : { connect }) }])),
    encoding: 'xml',
    timeoutMs: options.timeoutMs,
    ...(options.tls ? { tls: options.tls } : {}),
    ...(options.pushTls ? { pushTls: options.pushTls } : {}),
    requests: 'to-iut',
    ...(options.listen ? { listen: options.listen } : {}),
    faults: hearsRegistered
      ? [{ id: 'hears-astray', side: 'client', breaks: [], wrong: 'none: records pushes to other ports', device: { extraPorts: ASTRAY } }]
      : [],
    startsSessions: false,
  });
  const history = new Map<string, Uint8Array[]>(device.states.map((s) => [s.name, []]));
  const remember = (state: AccountState): void => {
    const known = history.get(state.name) ?? [];
    for (const nonce of [state.client.lastUsed, state.client.pending]) {
      if (nonce && !known.some((n) => base64OfOctets(n) === base64OfOctets(nonce))) known.push(nonce);
    }
  };
  const find = (name: string): AccountState => {
    const state = device.state(name);
    if (!state) throw new HarnessFault(`the simulated device has no account "${name}"`);
    remember(state);
    return state;
  };
  const context = (state: AccountState, current: Uint8Array): CredContext => ({
    state,
    states: device.states,
    current,
    history: history.get(state.name) ?? [],
    random: options.random.fork('credentials'),
    ...(options.macReading === undefined ? {} : { macReading: options.macReading }),
  });
  const reportWishes = (choice: ReportChoice, state: AccountState): ReportWishes => ({
    ...(choice.encoding ? { encoding: choice.encoding } : {}),
    behaviour: reportBehaviour(choice, context(state, state.client.lastUsed ?? state.client.pending)),
    ...(choice.way ? { way: choice.way } : {}),
  });

  return {
    push: device.push,
    dial: (to, where) => device.dial(to, where),
    drained: () => device.drained(),
    close: () => device.close(),
    sendReport: async (choice) => {
      const state = find(choice.account);
      await device.sendReport(state, choice.reports, reportWishes(choice, state));
    },
    writtenReport: (choice) => {
      const state = find(choice.account);
      return encodeOutgoing(inWays(device.report(state, choice.reports, reportWishes(choice, state)), choice.way?.message ?? {}));
    },
    runSession: async (choice) => {
      const state = find(choice.account);
      await device.startSession(state, {
        trigger: triggerOf(choice),
        ...(choice.encoding ? { encoding: choice.encoding } : {}),
        ...(choice.challengeServer === undefined ? {} : { challengesServer: choice.challengeServer }),
        behaviour: sessionBehaviour(choice, context(state, state.client.pending)),
        ...(choice.messages ? { messages: choice.messages } : {}),
        takesAnyAnswer: true,
      });
      remember(state);
    },
    sessionCred: ({ account, cred }) => {
      const state = find(account);
      return chosenCred(cred ?? { kind: state.account.client.type }, context(state, state.client.pending), 'session');
    },
  };
}

/** Without `mac` the report carries none, so that a server which knows only Cred can be tested too. */
function reportBehaviour(choice: ReportChoice, context: CredContext): Partial<ClientBehaviour> {
  const { cred, mac, tamper, sessionId, code, dataForm } = choice;
  return {
    ...(cred === undefined ? {} : { cred: () => chosenCred(cred, context, 'report') }),
    mac: () => chosenMac(mac ?? 'none', context),
    report: (message) => ({
      ...message,
      header: { ...message.header, ...(sessionId === undefined ? {} : { sessionId }), ...sourceName(choice.cred, context) },
      commands: message.commands.map((command) =>
        command.kind !== 'alert'
          ? command
          : {
              ...command,
              code: code ?? command.code,
              items: command.items.map((item) =>
                dataForm === 'chars' && item.data ? { ...item, data: { ...item.data, form: 'chars' as const } } : item,
              ),
            },
      ),
    }),
    ...(tamper ? { octets: (encoded: Encoded) => tampered(encoded, tamper) } : {}),
  };
}

/** The name in the header goes with the credentials that are shown. */
function sourceName(cred: ReportChoice['cred'], { states }: CredContext): { sourceName?: string } {
  if (cred === undefined || cred === 'none') return {};
  if (cred.user !== undefined) return { sourceName: cred.user };
  if (cred.account === undefined) return {};
  return { sourceName: states.find((s) => s.name === cred.account)?.account.client.name ?? cred.account };
}

function tampered(encoded: Encoded, tamper: { readonly find: string; readonly replace: string }): Encoded {
  const body = Buffer.from(encoded.body);
  const at = body.indexOf(tamper.find);
  if (at < 0) throw new HarnessFault(`"${tamper.find}" is to be tampered with, but the message does not hold it`);
  const octets = Buffer.concat([body.subarray(0, at), Buffer.from(tamper.replace), body.subarray(at + Buffer.byteLength(tamper.find))]);
  return { ...encoded, body: new Uint8Array(octets) };
}

function triggerOf(choice: SessionChoice): SessionTrigger {
  if (choice.resynchronise) return { kind: 'notification', sessionId: numberOf(choice.sessionId), by: 'default', nonce: DEFAULT_NONCE };
  if (choice.alert === '1201') return { kind: 'user' };
  return { kind: 'notification', sessionId: numberOf(choice.sessionId), by: 'stored', nonce: new Uint8Array(0) };
}

function numberOf(sessionId: string | undefined): number {
  return sessionId !== undefined && /^[0-9A-Fa-f]{1,4}$/.test(sessionId) ? Number.parseInt(sessionId, 16) : 1;
}

function sessionBehaviour(choice: SessionChoice, context: CredContext): Partial<ClientBehaviour> {
  const { sessionId, cred } = choice;
  return {
    alertCode: () => choice.alert,
    insistsOnSession: () => false,
    mac: (mac) => byReading(mac, context.macReading),
    ...(sessionId === undefined ? {} : { sessionIdText: () => sessionId }),
    ...(cred === undefined ? {} : { cred: () => chosenCred(cred, context, 'session') }),
  };
}
