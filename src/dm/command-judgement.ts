/**
 * Sessionless Command Messages on the client (Sessionless Command Message 1.3, sections 5.2 to 5.5): which are taken. A message is
 * acted on when its Source names exactly one DMAcc of the tree and that account's credentials are right; all others are ignored.
 */
import type { Finding } from '../wire/document.js';
import { wbxmlGrade } from '../wire/wbxml-findings.js';
import { authenticate, checkMac, checkSessionlessCred } from './authentication.js';
import { readIncoming } from './body.js';
import type { ClientBehaviour } from './client-behaviour.js';
import { COMMAND_TYPE } from './command-message.js';
import { needsNonce } from './credentials.js';
import type { NamedNonce } from './nonce.js';
import { DM_APPLICATION_ID, mediaType, PUSH_PORT, type PushArrival } from './notification.js';
import type { AccountState, Incoming } from './session.js';
import type { Tree } from './tree/tree.js';

export type CommandFault =
  | 'port'
  | 'content-type'
  | 'application-id'
  /** No SyncML message in WBXML. */
  | 'malformed'
  | 'version'
  | 'incomplete'
  | 'device'
  | 'unknown-server'
  /** More than one DMAcc has this ServerID. */
  | 'ambiguous-server'
  | 'no-cred'
  | 'wrong-cred'
  | 'no-mac'
  | 'wrong-mac'
  | 'signature';

export type CommandJudgement =
  | {
      readonly kind: 'accept';
      readonly account: AccountState;
      readonly incoming: Incoming;
      /** Identity for all ACL decisions (5.5). */
      readonly serverId: string;
      /** Which nonce reading matched: `pending`, `last-used`, '' for basic. */
      readonly nonce: string;
    }
  | { readonly kind: 'ignore'; readonly why: CommandFault; readonly account?: AccountState; readonly incoming: Incoming };

export interface CommandRules {
  /** Demand an HMAC-SHA256 when the transport protects nothing (5.4); one that is there must be right in any case. */
  readonly requiresMac?: boolean;
  /** Demand an XML signature (5.2; assumption U8); one that is there must be right in any case. */
  readonly requiresSignature?: boolean;
  /** Whether it is there and right; absent: none is looked at. */
  readonly isSigned?: (arrival: PushArrival, account: AccountState) => boolean;
}

/** Where the accounts of a device stand in its tree. */
const ACCOUNTS = './DMAcc';
const VER_PROTOS: ReadonlySet<string> = new Set(['DM/1.2', 'DM/1.3']);

/** Whether a push claims to be a command message; whatever else it is, it is not for this module. */
export function claimsCommand(arrival: PushArrival): boolean {
  return arrival.contentType !== undefined && mediaType(arrival.contentType) === COMMAND_TYPE;
}

/** Judges a push; the tree is asked which accounts there are, so that one added or doubled by management is seen. */
export function judgeCommand(
  arrival: PushArrival,
  accounts: readonly AccountState[],
  tree: Pick<Tree, 'read'>,
  rules: CommandRules = {},
  behaviour?: Pick<ClientBehaviour, 'acceptCommand'>,
): CommandJudgement {
  const judgement = judge(arrival, accounts, tree, rules);
  return behaviour ? behaviour.acceptCommand(judgement, { accounts, arrival }) : judgement;
}

function judge(arrival: PushArrival, accounts: readonly AccountState[], tree: Pick<Tree, 'read'>, rules: CommandRules): CommandJudgement {
  const incoming = readIncoming(arrival.octets, arrival.contentType, arrival.hmac);
  const { header, document, isFinal } = incoming.message;
  const sources = doorsOf(tree, header.source);
  const account = accounts.find((a) => sources.includes(doorOf(a)));
  const ignore = (why: CommandFault): CommandJudgement => ({ kind: 'ignore', why, incoming, ...(account ? { account } : {}) });

  if (arrival.port !== undefined && arrival.port !== PUSH_PORT) return ignore('port');
  if (!claimsCommand(arrival)) return ignore('content-type');
  if (arrival.applicationId !== undefined && arrival.applicationId !== DM_APPLICATION_ID) return ignore('application-id');
  if (document?.root?.name !== 'SyncML' || document.header.kind !== 'wbxml' || isDamaged(document.findings)) return ignore('malformed');
  if (header.verDtd !== '1.2' || !VER_PROTOS.has(header.verProto)) return ignore('version');
  if (sources.length === 0 || account === undefined) return ignore('unknown-server');
  if (sources.length > 1) return ignore('ambiguous-server');
  if (header.target !== account.account['device-id']) return ignore('device');

  const credentials = account.account.server;
  const nonces = noncesOf(account);
  if (header.cred === undefined || header.cred.data === '' || credentials.type === 'none') return ignore('no-cred');
  const shown = needsNonce(credentials.type)
    ? checkSessionlessCred(header.cred, credentials, nonces)
    : authenticate(incoming, credentials.type, credentials, nonces);
  if (shown.kind !== 'right') return ignore('wrong-cred');
  const mac = checkMac(incoming, credentials, nonces, 'sha256');
  if (mac.kind === 'wrong') return ignore('wrong-mac');
  if (mac.kind === 'missing' && (arrival.hmac !== undefined || (rules.requiresMac && arrival.isProtected !== true))) return ignore('no-mac');
  const looksAtSignature = rules.requiresSignature === true || arrival.signature !== undefined;
  if (rules.isSigned && looksAtSignature && !rules.isSigned(arrival, account)) return ignore('signature');
  if (!isFinal) return ignore('incomplete');
  return { kind: 'accept', account, incoming, serverId: header.source, nonce: shown.nonce };
}

/** Nodes of accounts that have this ServerID. */
function doorsOf(tree: Pick<Tree, 'read'>, serverId: string): string[] {
  if (serverId === '') return [];
  const found = tree.read(ACCOUNTS).map((node) => (node.value === serverId ? /^(\.\/DMAcc\/[^/]+)\/ServerID$/.exec(node.uri)?.[1] : undefined));
  return found.filter((uri) => uri !== undefined);
}

function doorOf(account: AccountState): string {
  return `${ACCOUNTS}/${account.name.replaceAll('/', '_')}`;
}

function noncesOf({ server }: AccountState): NamedNonce[] {
  const pending = { name: 'pending', octets: server.pending };
  return server.lastUsed === undefined ? [pending] : [pending, { name: 'last-used', octets: server.lastUsed }];
}

/** Octets that break the grammar, or that were not read to their end, are not acted on in part. */
function isDamaged(findings: readonly Finding[]): boolean {
  return findings.some((finding) => {
    if (finding.code === 'wbxml-trailing-octets') return false;
    const grade = wbxmlGrade(finding);
    return grade === 'malformed' || grade === 'limit' || finding.code.startsWith('wbxml-version-');
  });
}
