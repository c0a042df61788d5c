/**
 * Sessionless reports (Sessionless Reporting 1.3, section 5): composing one on the client, recognising and judging one on the server.
 */
import { authenticate, checkMac, checkSessionlessCred, sessionlessCred, show } from './authentication.js';
import { type ClientBehaviour, CONFORMANT_CLIENT } from './client-behaviour.js';
import { composeMessage, numberCommands } from './compose-message.js';
import { isMacType, needsNonce } from './credentials.js';
import type { Alert, Command, Encoding, Message } from './message.js';
import type { NamedNonce } from './nonce.js';
import type { AccountState, Incoming, NonceState, Outgoing, Sample } from './session.js';

export const REPORT_ALERT = '1230';
export const REPORT_SESSION_ID = '0';

export type ReportFault = 'unknown-device' | 'no-cred' | 'wrong-cred' | 'no-mac' | 'wrong-mac' | 'banned';

export type ReportVerdict =
  | {
      readonly kind: 'accepted';
      readonly account: AccountState;
      readonly samples: readonly Sample[];
      /** Which nonce reading matched: `pending`, `last-used`, '' for basic. */
      readonly nonce: string;
    }
  | { readonly kind: 'ignored'; readonly why: ReportFault; readonly account?: AccountState; readonly samples: readonly Sample[] };

export interface ReportOptions {
  readonly account: AccountState;
  readonly accounts: readonly AccountState[];
  /** Address of the server: Target/LocURI. */
  readonly url: string;
  readonly encoding: Encoding;
  readonly samples: readonly Sample[];
  /** `plain`: the transport gives no authentication and integrity, so the message carries an HMAC-SHA256 (5.2.1). */
  readonly transport: 'plain' | 'secure';
  /** Which nonce "the last one used with the server" is (DM-SR-C-008); default `last-used`. */
  readonly nonceReading?: 'last-used' | 'pending';
  /** Default DM/1.3. */
  readonly verProto?: string;
  readonly behaviour?: Partial<ClientBehaviour>;
}

/** One message with an Alert 1230 for each sample. The account is left as it is: the next report shows the same nonce. */
export function composeReport(options: ReportOptions): Outgoing {
  const behaviour: ClientBehaviour = { ...CONFORMANT_CLIENT, ...options.behaviour };
  const { account } = options;
  const credentials = account.account.client;
  const nonce = behaviour.credNonce({
    purpose: 'report',
    account,
    accounts: options.accounts,
    nonce: nonceOf(account.client, options.nonceReading ?? 'last-used'),
    isResync: false,
  });
  const cred = behaviour.cred(sessionlessCred(credentials, nonce), 'report');
  const isMacNeeded = options.transport === 'plain' || isMacType(credentials.type);
  const mac = behaviour.mac(isMacNeeded ? show('mac-sha256', credentials, nonce).mac : undefined, 'report');
  const message = behaviour.report({
    header: {
      verDtd: '1.2',
      verProto: options.verProto ?? 'DM/1.3',
      sessionId: REPORT_SESSION_ID,
      msgId: '1',
      target: options.url,
      source: account.account['device-id'],
      sourceName: credentials.name,
      ...(cred ? { cred } : {}),
    },
    commands: options.samples.map(reportAlert),
    isFinal: false,
  });
  const numbered: Message = { ...message, commands: numberCommands(message.commands) };
  return {
    message: numbered,
    root: behaviour.reportElements(composeMessage(numbered)),
    encoding: options.encoding,
    ...(mac ? { mac } : {}),
    ...(behaviour.octets ? { alter: behaviour.octets } : {}),
  };
}

/** Section 5.1: the code, exactly one Item, its data in a CDATA section, Type and Format in the Item's Meta. */
export function reportAlert(sample: Sample): Alert {
  return alertOf(REPORT_ALERT, [sample], 'cdata');
}

/** An alert with an Item for each sample. */
export function alertOf(code: string, samples: readonly Sample[], form?: 'cdata', correlator?: string): Alert {
  return {
    kind: 'alert',
    cmdId: '',
    code,
    ...(correlator === undefined ? {} : { correlator }),
    items: samples.map((sample) => ({
      ...(sample.source === undefined ? {} : { source: sample.source }),
      meta: { format: sample.format, type: sample.type, ...(sample.mark === undefined ? {} : { mark: sample.mark }) },
      data: { text: sample.data, ...(form ? { form } : {}) },
    })),
  };
}

/** The samples of alerts with that code. */
export function samplesOf(commands: readonly Command[], code: string): Sample[] {
  return commands.flatMap((command) =>
    command.kind !== 'alert' || command.code !== code
      ? []
      : command.items.map((item) => ({
          ...(item.source === undefined ? {} : { source: item.source }),
          type: item.meta?.type ?? '',
          format: item.meta?.format ?? '',
          ...(item.meta?.mark === undefined ? {} : { mark: item.meta.mark }),
          data: item.data?.text ?? '',
        })),
  );
}

/** A Sessionless Report Message: SessionID 0, or an Alert 1230 where no session has been set up. */
export function isReport(message: Message): boolean {
  const alerts = message.commands.filter((command) => command.kind === 'alert');
  if (alerts.some((alert) => alert.code === '1200' || alert.code === '1201')) return false;
  return message.header.sessionId === REPORT_SESSION_ID || alerts.some((alert) => alert.code === REPORT_ALERT);
}

export interface ReportRules {
  /** Demand a MAC from every account; otherwise from MAC accounts alone. One that is there must be right in any case. */
  readonly requiresMac?: boolean;
  /** Accounts of which nothing is taken any more (a fault). */
  readonly banned?: ReadonlySet<string>;
}

/** Section 5.2.1: what cannot be authenticated is ignored. Pending and last used nonce are both taken. */
export function judgeReport(incoming: Incoming, accounts: readonly AccountState[], rules: ReportRules = {}): ReportVerdict {
  const { header, commands } = incoming.message;
  const samples = samplesOf(commands, REPORT_ALERT);
  const ofDevice = accounts.filter((a) => a.account['device-id'] === header.source);
  const account = ofDevice.find((a) => a.account.client.name === header.sourceName) ?? ofDevice[0];
  if (account === undefined) return { kind: 'ignored', why: 'unknown-device', samples };
  const ignore = (why: ReportFault): ReportVerdict => ({ kind: 'ignored', why, account, samples });
  if (rules.banned?.has(account.name)) return ignore('banned');
  const credentials = account.account.client;
  const nonces = reportNonces(account.client);
  if (header.cred === undefined || header.cred.data === '') return ignore('no-cred');
  const shown = needsNonce(credentials.type)
    ? checkSessionlessCred(header.cred, credentials, nonces)
    : authenticate(incoming, credentials.type, credentials, nonces);
  if (shown.kind !== 'right') return ignore('wrong-cred');
  const mac = checkMac(incoming, credentials, nonces, credentials.type === 'mac-md5' ? undefined : 'sha256');
  if (mac.kind === 'wrong') return ignore('wrong-mac');
  if (mac.kind === 'missing' && (incoming.hmac !== undefined || rules.requiresMac || isMacType(credentials.type))) return ignore('no-mac');
  return { kind: 'accepted', account, samples, nonce: shown.nonce };
}

function reportNonces(state: NonceState): NamedNonce[] {
  const pending = { name: 'pending', octets: state.pending };
  return state.lastUsed === undefined ? [pending] : [{ name: 'last-used', octets: state.lastUsed }, pending];
}

function nonceOf(state: NonceState, reading: 'last-used' | 'pending'): Uint8Array {
  return reading === 'last-used' ? (state.lastUsed ?? state.pending) : state.pending;
}
