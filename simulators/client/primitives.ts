/** The reference client behind the upper-tester primitives (src/iut/primitives.ts): one device at a time. */
import { unknownName } from '../../src/base/errors.js';
import type { Answer, Sample } from '../../src/dm/session.js';
import type { Encoding } from '../../src/iut/primitives.js';
import type { Tap } from '../../src/wire/frame.js';
import type { ClientFault } from '../faults/fault.js';
import { loadFaults } from '../faults/load.js';
import type { ClientTls, ServerTls } from '../http/tls.js';
import { readWspArrival } from '../push/read-push.js';
import { ReferencePeer } from '../reference-peer.js';
import { type Arguments, listArgument, mapArgument, type PrimitiveTable, textArgument, type Wreck } from '../stdio-program.js';
import { Device, type DeviceAccount } from './device.js';
import type { PushAddresses } from './push-listener.js';

export interface ReferenceClient {
  readonly primitives: PrimitiveTable;
  readonly wreck: () => Wreck;
  close(): Promise<void>;
}

export interface ReferenceClientOptions {
  /** Faults that every reset keeps. */
  readonly faults?: readonly string[];
  readonly tap?: Tap;
  readonly tls?: ClientTls;
  /** Command messages must carry a detached XML signature (assumption U8, detached-xml). */
  readonly demandsSignature?: boolean;
  /** Pushes over OTA-HTTP are taken over TLS. */
  readonly pushTls?: ServerTls;
  readonly log?: (line: string) => void;
}

/** For one HTTP exchange: shorter than any upper-tester timeout, so that `quiesce` always comes back. */
const EXCHANGE_MS = 10_000;
const ANSWERS: readonly Answer['kind'][] = ['accept', 'refuse', 'cancel', 'none'];

export function referenceClient(options: ReferenceClientOptions = {}): ReferenceClient {
  const peer = new ReferencePeer<Device, ClientFault>({
    load: (ids) => loadFaults('client', ids),
    faults: options.faults,
    isMissing: 'the device has no accounts yet',
  });

  const primitives: PrimitiveTable = {
    reset: (args) => peer.reset(args),
    configure: async (args) => {
      const device = await peer.configure((random, faults) =>
        Device.open({
          tap: options.tap ?? ((crossing) => crossing),
          fact: () => undefined,
          random,
          accounts: mapArgument<DeviceAccount>(args, 'accounts'),
          encoding: encodingOf(textArgument(args, 'encoding', 'xml')),
          timeoutMs: EXCHANGE_MS,
          requests: 'from-iut',
          listen: mapArgument<string>(args, 'push') as PushAddresses,
          faults,
          ...(options.tls ? { tls: options.tls } : {}),
          ...(options.demandsSignature ? { demandsSignature: true } : {}),
          ...(options.pushTls ? { pushTls: options.pushTls } : {}),
          ...(options.log ? { log: options.log } : {}),
        }),
      );
      return { push: device.push };
    },
    'start-session': (args) => {
      const state = peer.accountOf(args);
      void peer.configured().startSession(state);
      return {};
    },
    'send-report': (args) => {
      const state = peer.accountOf(args);
      const samples = listArgument(args, 'reports').map(sampleOf);
      void peer.configured().sendReport(state, samples);
      return {};
    },
    'raise-event': (args) => {
      peer.configured().raise({ code: textArgument(args, 'code', '1226'), samples: [sampleOf(args)] });
      return {};
    },
    abort: () => {
      peer.configured().abort();
      return {};
    },
    'deliver-push': (args) => {
      const arrival = readWspArrival(new Uint8Array(Buffer.from(textArgument(args, 'wsp'), 'base64')), Number(args.port));
      if (arrival) peer.configured().deliver(arrival);
      return {};
    },
    'read-tree': (args) => ({ nodes: peer.configured().readTree(textArgument(args, 'uri', '.')) }),
    'answer-ui': (args) => {
      const answer = ANSWERS.find((known) => known === args.answer);
      if (!answer) throw unknownName('unknown-answer', 'answer', String(args.answer), ANSWERS);
      peer.configured().user.queue(answer);
      return {};
    },
    quiesce: async () => {
      await peer.current?.quiesce();
      return {};
    },
  };
  return { primitives, wreck: () => peer.wreck, close: () => peer.close() };
}

function encodingOf(text: string): Encoding {
  if (text === 'xml' || text === 'wbxml') return text;
  throw unknownName('unknown-encoding', 'encoding', text, ['xml', 'wbxml']);
}

function sampleOf(args: Arguments): Sample {
  return {
    ...(args.source === undefined ? {} : { source: textArgument(args, 'source') }),
    type: textArgument(args, 'type'),
    format: textArgument(args, 'format'),
    ...(args.mark === undefined ? {} : { mark: textArgument(args, 'mark') }),
    data: textArgument(args, 'data'),
  };
}
