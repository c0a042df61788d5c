/**
 * The upper-tester primitives (design 4.5) with the JSON they carry: `with` in, `result` out. Every adapter kind speaks these;
 * the reference IUTs implement all of them. Octets travel as Base64. docs/adapters.md is the vendor's view of this file.
 */
import type { Encoding } from '../dm/message.js';
import type { Operation } from '../dm/operation.js';
import type { Account } from './account.js';

export type { Encoding, Operation };

/** `host:port` for each bearer; OTA-HTTP over TLS and PAP as a URL; `smpp` is the SMS centre to bind to. */
interface Pushes {
  wspUdp?: string;
  otaHttp?: string;
  smpp?: string;
  pap?: string;
  sip?: string;
}
type Bearer = 'wsp-udp' | 'ota-http' | 'smpp' | 'pap' | 'sip';

export interface ClientPrimitives {
  /** Forget sessions, reports, nonces and accounts; be as after the factory. `seed` drives the reference IUT's randomness. */
  reset: { with: { seed: string }; result: Record<string, never> };
  /**
   * Accounts by name; where their server is (`connect` is host:port to dial when `url` names a host that does not resolve);
   * where pushes arrive. The result tells where the IUT really listens for pushes (`host:port`), when it chose itself.
   */
  configure: {
    with: {
      accounts: Record<string, Account & { url: string; connect?: string }>;
      encoding: Encoding;
      push: Pushes;
    };
    result: { push?: Pushes };
  };
  /** Start a client-initiated session (Alert 1201). Answers when started, not when ended. */
  'start-session': { with: { account: string }; result: Record<string, never> };
  /** Send one Sessionless Report Message with these samples. */
  'send-report': {
    with: { account: string; reports: { source?: string; type: string; format: string; mark?: string; data: string }[] };
    result: Record<string, never>;
  };
  /** Queue an event that the next session reports (Alert 1226, or 1224 when `code` says so). */
  'raise-event': {
    with: { code?: string; type: string; format: string; mark?: string; data: string; source?: string };
    result: Record<string, never>;
  };
  /** Abort the running session (Alert 1223). */
  abort: { with: Record<string, never>; result: Record<string, never> };
  /** Take a push that came over another bearer: the WSP PDU and, apart, what a WDP layer would tell. */
  'deliver-push': { with: { port: number; wsp: string; file?: string }; result: Record<string, never> };
  /** Nodes at and below a URI, read beside the protocol. */
  'read-tree': { with: { uri: string }; result: { nodes: { uri: string; format: string; type?: string; value?: string; acl?: string }[] } };
  /** What the user will answer to the next prompts. */
  'answer-ui': { with: { answer: 'accept' | 'refuse' | 'cancel' | 'none' }; result: Record<string, never> };
  /** Answer when nothing is pending any more: no open exchange, no timer, no push still being handled. */
  quiesce: { with: Record<string, never>; result: Record<string, never> };
}

export interface ServerPrimitives {
  reset: { with: { seed: string }; result: Record<string, never> };
  /** The devices known, with the address that pushes go to. The result tells the DM URL (`connect`: host:port to dial). */
  configure: {
    with: {
      accounts: Record<string, Account & { url: string; push?: Pushes }>;
      encoding: Encoding;
      listen: string;
    };
    result: { url?: string; connect?: string };
  };
  /**
   * Send a notification (package #0). `repeat`: alert for the same management session again. `bearer: sms` hands the SMS user-data
   * octets (one string per short message, user-data header first) back in the result instead of sending.
   */
  notify: {
    with: {
      account: string;
      ui?: string;
      initiator?: string;
      repeat?: string;
      bearer?: Bearer | 'sms';
      headers?: Record<string, string>;
    };
    result: { sms?: string[] };
  };
  /**
   * Send a Sessionless Command Message. Commands as for `queue-operations`, beside them groups (`{ sequence: […] }`) and whole objects:
   * `{ add: uri, object: [{ uri, format?, type?, value?, acl? }, …], form: wbxml | xml }`, nodes by their names from the object's root on.
   * `bearer: exec` hands the WSP PDU back instead of sending, `sms` the user data of each short message.
   */
  'send-command': {
    with: { account: string; commands: unknown[]; version?: string; edition?: string; bearer?: Bearer | 'sms' | 'exec' };
    result: { push?: string[]; sms?: string[] };
  };
  /** Commands for the next session with the device: `{ get: uri }`, `{ replace: uri, data, format? }`, `{ add … }`, `{ delete: uri }`, `{ exec: uri }`. */
  'queue-operations': { with: { account: string; operations: Operation[] }; result: Record<string, never> };
  /** Sessionless reports that the server has accepted since the reset, oldest first. */
  'read-reports': {
    with: Record<string, never>;
    result: { reports: { device: string; source?: string; type: string; format: string; mark?: string; data: string }[] };
  };
  quiesce: { with: Record<string, never>; result: Record<string, never> };
}

export const CLIENT_PRIMITIVES = [
  'reset',
  'configure',
  'start-session',
  'send-report',
  'raise-event',
  'abort',
  'deliver-push',
  'read-tree',
  'answer-ui',
  'quiesce',
] as const;
export const SERVER_PRIMITIVES = ['reset', 'configure', 'notify', 'send-command', 'queue-operations', 'read-reports', 'quiesce'] as const;
export type Primitive = (typeof CLIENT_PRIMITIVES)[number] | (typeof SERVER_PRIMITIVES)[number];

/** The person who answered a question, and when. */
export interface Answered {
  readonly operator: string;
  readonly answered: string;
}

/** What came of one call. `unsupported`: the adapter has no such primitive. `trouble`: the finding about the IUT or its adapter. */
export type Outcome =
  | { readonly kind: 'done'; readonly result: Record<string, unknown>; readonly by?: Answered }
  | { readonly kind: 'unsupported'; readonly by?: Answered }
  | { readonly kind: 'refused'; readonly message: string; readonly by?: Answered }
  | {
      readonly kind: 'trouble';
      readonly code: 'iut-crash' | 'iut-hang' | 'iut-spin' | 'iut-flood' | 'iut-garbage' | 'iut-unreachable';
      readonly message: string;
    };

export interface UpperTester {
  readonly kind: 'exec' | 'stdio' | 'http' | 'manual';
  call(primitive: Primitive, args: Record<string, unknown>): Promise<Outcome>;
  /** The program ended by itself since the last call: the finding, told once. Absent where no program lives between calls. */
  death?(): Promise<Outcome | undefined>;
  /** Ends children (whole process group) and connections. */
  close(): Promise<void>;
}
