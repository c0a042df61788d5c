/** The reference server behind the upper-tester primitives (src/iut/primitives.ts): one server at a time. */
import { unknownName } from '../../src/base/errors.js';
import { readCommands, readOperation } from '../../src/dm/read-operation.js';
import type { Tap } from '../../src/wire/frame.js';
import { UI_MODES } from '../../src/wire/notification-table.js';
import type { ServerFault } from '../faults/fault.js';
import { loadFaults } from '../faults/load.js';
import type { ServerTls } from '../http/tls.js';
import { WIRE_BEARERS } from '../push/addresses.js';
import { ReferencePeer } from '../reference-peer.js';
import { type Arguments, listArgument, mapArgument, type PrimitiveTable, textArgument, type Wreck } from '../stdio-program.js';
import { ManagementServer, type ServerAccount } from './management-server.js';
import type { NotifyWishes } from './notify.js';

export interface ReferenceServer {
  readonly primitives: PrimitiveTable;
  readonly wreck: () => Wreck;
  /** The running server, once configured. */
  current(): ManagementServer | undefined;
  close(): Promise<void>;
}

export interface ReferenceServerOptions {
  /** Faults that every reset keeps. */
  readonly faults?: readonly string[];
  readonly tap?: Tap;
  readonly path?: string;
  readonly publicUrl?: string;
  readonly tls?: ServerTls;
  /** Command messages carry a detached XML signature (assumption U8, detached-xml). */
  readonly signsCommands?: boolean;
  readonly log?: (line: string) => void;
}

const BEARERS = [...WIRE_BEARERS, 'sms'] as const;
const COMMAND_BEARERS = [...BEARERS, 'exec'] as const;

export function referenceServer(options: ReferenceServerOptions = {}): ReferenceServer {
  const peer = new ReferencePeer<ManagementServer, ServerFault>({
    load: (ids) => loadFaults('server', ids),
    faults: options.faults,
    isMissing: 'the server knows no device yet',
  });

  const primitives: PrimitiveTable = {
    reset: (args) => peer.reset(args),
    configure: async (args) => {
      const server = await peer.configure((random, faults) => {
        const accounts = mapArgument<ServerAccount>(args, 'accounts');
        // The address that devices know it by, when it was told one: messages then say the same whatever port it got.
        const publicUrl = options.publicUrl ?? Object.values(accounts).find((account) => account.url !== undefined && account.url !== '')?.url;
        return ManagementServer.open({
          tap: options.tap ?? ((crossing) => crossing),
          fact: () => undefined,
          random,
          accounts,
          listen: textArgument(args, 'listen', '127.0.0.1:0'),
          path: options.path ?? '/dm',
          requests: 'to-iut',
          faults,
          ...(publicUrl === undefined ? {} : { publicUrl }),
          ...(options.tls ? { tls: options.tls } : {}),
          ...(options.signsCommands ? { signsCommands: true } : {}),
          ...(options.log ? { log: options.log } : {}),
        });
      });
      return { url: server.url, connect: server.connect };
    },
    notify: async (args) => {
      const state = peer.accountOf(args);
      const wishes = notifyWishes(args);
      const parts = await peer.configured().notify(state, wishes);
      return wishes.bearer === 'sms' ? { sms: parts.map((part) => Buffer.from(part).toString('base64')) } : {};
    },
    'queue-operations': (args) => {
      peer.configured().queue(peer.accountOf(args), listArgument(args, 'operations').map(readOperation));
      return {};
    },
    'send-command': async (args) => {
      const bearer = COMMAND_BEARERS.find((known) => known === args.bearer);
      if (args.bearer !== undefined && !bearer) throw unknownName('unknown-bearer', 'bearer', String(args.bearer), COMMAND_BEARERS);
      const octets = await peer.configured().sendCommand(peer.accountOf(args), readCommands(listArgument(args, 'commands')), {
        ...(bearer ? { bearer } : {}),
        ...oneOf(args, 'version', ['1.1', '1.2', '1.3']),
        ...oneOf(args, 'edition', ['1.3', 'draft']),
      });
      const texts = octets.map((part) => Buffer.from(part).toString('base64'));
      return bearer === 'sms' ? { sms: texts } : bearer === 'exec' ? { push: texts } : {};
    },
    'read-reports': () => ({ reports: peer.configured().reports }),
    quiesce: async () => {
      await peer.current?.idle();
      return {};
    },
  };
  return { primitives, wreck: () => peer.wreck, current: () => peer.current, close: () => peer.close() };
}

/** `ui` as a number or by name, `initiator` 0 or 1, `repeat` yes or no. */
function notifyWishes(args: Arguments): NotifyWishes {
  const bearer = BEARERS.find((known) => known === args.bearer);
  if (args.bearer !== undefined && !bearer) throw unknownName('unknown-bearer', 'bearer', String(args.bearer), BEARERS);
  const repeat = textArgument(args, 'repeat', 'no');
  return {
    ...(bearer ? { bearer } : {}),
    isRepeat: repeat !== 'no' && repeat !== 'false' && repeat !== '',
    headers: mapArgument<string>(args, 'headers'),
    ...(args.ui === undefined ? {} : { uiMode: numberOrName(textArgument(args, 'ui'), 'ui', UI_MODES) }),
    ...(args.initiator === undefined ? {} : { initiator: numberOrName(textArgument(args, 'initiator'), 'initiator', ['client', 'server']) }),
  };
}

function numberOrName(text: string, what: string, names: readonly string[]): number {
  const value = /^\d$/.test(text) ? Number(text) : names.indexOf(text);
  if (value < 0 || value >= names.length) throw unknownName(`unknown-${what}`, what, text, names);
  return value;
}

/** One of some texts under its own name; nothing when it is absent. */
function oneOf<K extends string, V extends string>(args: Arguments, name: K, known: readonly V[]): { [P in K]?: V } {
  if (args[name] === undefined) return {};
  const value = known.find((text) => text === args[name]);
  if (value === undefined) throw unknownName(`unknown-${name}`, name, String(args[name]), known);
  return { [name]: value } as { [P in K]: V };
}
