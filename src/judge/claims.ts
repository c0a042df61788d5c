/**
 * Contradictions between what the ICS denies and what the octets show: an implementation that is seen to do what it claims not to have does
 * not agree with its own statement (ISO/IEC 9646-1: conformant is what is consistent with the capabilities stated in the ICS). A pure
 * function of frames and answers. Only an explicit `no` can be contradicted; what is merely not answered says nothing.
 */
import type { FrameLine } from '../record/record.js';
import { textOf } from '../wire/document.js';
import { header } from '../wire/frame.js';
import { documentOf, octetsOf } from './body.js';
import type { JudgedEvidence } from './evaluate.js';
import { type PushClass, pushClassOf } from './push-class.js';
import { pushPayload } from './push-payload.js';
import { select } from './select.js';
import { isKind } from './timeline.js';

export interface Claims {
  readonly role: 'client' | 'server';
  /** Whether the ICS itself answers this name with no. */
  readonly denies: (name: string) => boolean;
}

export interface Contradiction {
  /** What the ICS denies: an edition, an item or a capability. */
  readonly name: string;
  /** What was seen, in a clause. */
  readonly message: string;
  /** Where it was seen first. */
  readonly evidence: JudgedEvidence;
  /** In how many frames. */
  readonly count: number;
}

/** Where in a frame's body something is seen; both 0 for what stands in its head. `got`: in words. */
interface Sight {
  readonly from: number;
  readonly to: number;
  readonly got: string;
}

interface Rule {
  /** Denied by any of them; by all of them when `all`. */
  readonly names: readonly string[];
  readonly all?: true;
  readonly role?: Claims['role'];
  readonly told: string;
  readonly sees: (frame: FrameLine) => Sight | undefined;
}

const SESSION_HEADER = '/SyncML/SyncHdr';
const inHead = (got: string): Sight => ({ from: 0, to: 0, got });

/** A text of the document that is one of `wanted`. */
function says(frame: FrameLine, paths: readonly string[], wanted: string): Sight | undefined {
  const { root } = documentOf(frame);
  const element = paths.flatMap((path) => select(root, path)).find((e) => textOf(e).trim().toLowerCase() === wanted);
  return element && { from: element.from, to: element.to, got: `<${element.name}> ${wanted}` };
}

const AUTH_TYPES = [`${SESSION_HEADER}/Cred/Meta/Type`, '/SyncML/SyncBody/Status/Chal/Meta/Type'];

function written(frame: FrameLine, kind: 'xml' | 'wbxml'): Sight | undefined {
  const { root, header: head } = documentOf(frame);
  if (root?.name !== 'SyncML' || head.kind !== kind) return undefined;
  return { from: root.from, to: root.to, got: `a SyncML document in ${kind.toUpperCase()}` };
}

function hmac(frame: FrameLine, algorithm: RegExp): Sight | undefined {
  const name = 'x-syncml-hmac';
  const found = pushPayload(frame, octetsOf(frame)).headers.find((h) => h.name.toLowerCase() === name);
  const value = found?.value ?? header(frame.head, name);
  if (value === undefined) return undefined;
  // Without a parameter it is MD5 (facts of DM 1.2 Security).
  const used = /algorithm\s*=\s*"?([^",;]+)/i.exec(value)?.[1]?.trim() ?? 'MD5';
  return algorithm.test(used) ? { from: found?.from ?? 0, to: found?.to ?? 0, got: `${name} with algorithm ${used}` } : undefined;
}

function httpAuthentication(frame: FrameLine): Sight | undefined {
  const name = frame.unit === 'request' ? 'authorization' : 'www-authenticate';
  const [, scheme] = /^\s*(basic|digest)\b/i.exec(header(frame.head, name) ?? '') ?? [];
  return scheme === undefined ? undefined : inHead(`${name}: ${scheme} …`);
}

function report(frame: FrameLine): Sight | undefined {
  if (!isKind(frame, 'message')) return undefined;
  const { root } = documentOf(frame);
  const [session] = select(root, `${SESSION_HEADER}/SessionID`);
  const isReport = select(root, '/SyncML/SyncBody/Alert/Data').some((data) => textOf(data).trim() === '1230');
  return session && textOf(session) === '0' && isReport ? { from: session.from, to: session.to, got: 'a sessionless report' } : undefined;
}

function pushed(frame: FrameLine, what: PushClass): Sight | undefined {
  if (!isKind(frame, 'push') || pushClassOf(frame) !== what) return undefined;
  const { from, to } = pushPayload(frame, octetsOf(frame));
  return { from, to, got: what === 'command' ? 'a command message' : 'a notification' };
}

/** A frame of the push channel that went out over this bearer. */
const carried =
  (bearer: string, goes: (frame: FrameLine) => boolean) =>
  (frame: FrameLine): Sight | undefined =>
    isKind(frame, 'push') && goes(frame) ? inHead(`a push over ${bearer}`) : undefined;

/** Anybody can send anything to an open port. */
const isPushOverUdp = (frame: FrameLine): boolean => frame.transport === 'udp' && pushClassOf(frame) !== undefined;
const isGatewayPush = (frame: FrameLine): boolean => /^multipart\//i.test(header(frame.head, 'content-type') ?? '');

const RULES: readonly Rule[] = [
  { names: ['XML'], told: 'it wrote XML', sees: (f) => written(f, 'xml') },
  { names: ['WBXML'], told: 'it wrote WBXML', sees: (f) => written(f, 'wbxml') },
  { names: ['AUTH-BASIC'], told: 'it used syncml:auth-basic', sees: (f) => says(f, AUTH_TYPES, 'syncml:auth-basic') },
  { names: ['AUTH-MD5'], told: 'it used syncml:auth-md5', sees: (f) => says(f, AUTH_TYPES, 'syncml:auth-md5') },
  { names: ['AUTH-MAC-MD5'], told: 'it sent a MAC with MD5', sees: (f) => hmac(f, /^md5$/i) },
  { names: ['AUTH-MAC-SHA256'], told: 'it sent a MAC with SHA-256', sees: (f) => hmac(f, /^(hmac-?)?sha-?256$/i) },
  { names: ['AUTH-HTTP'], told: 'it authenticated at HTTP level', sees: httpAuthentication },
  { names: ['TLS'], told: 'it spoke HTTPS', sees: (f) => (f.transport === 'https' && isKind(f, 'any') ? inHead('a message over HTTPS') : undefined) },
  { names: ['SR'], role: 'client', told: 'it sent a sessionless report', sees: report },
  {
    names: ['NOTI', 'NOTI/SCR-DM-NOTI-C-001', 'NOTI/SCR-DM-NOTI-C-002'],
    role: 'client',
    told: 'it began a session that a notification asked for',
    sees: (f) => (isKind(f, 'message') ? says(f, ['/SyncML/SyncBody/Alert/Data'], '1200') : undefined),
  },
  { names: ['NOTI', 'NOTI/SCR-DM-NOTI-S-002'], role: 'server', told: 'it sent a notification', sees: (f) => pushed(f, 'notification') },
  { names: ['SM', 'OD'], all: true, role: 'server', told: 'it sent a command message', sees: (f) => pushed(f, 'command') },
  { names: ['PUSH-WSP-UDP'], role: 'server', told: 'it pushed over UDP', sees: carried('wsp-udp', isPushOverUdp) },
  {
    names: ['PUSH-OTA-HTTP'],
    role: 'server',
    told: 'it pushed over HTTP',
    sees: carried('ota-http', (f) => /^https?$/.test(f.transport) && !isGatewayPush(f)),
  },
  { names: ['SMS'], role: 'server', told: 'it pushed short messages', sees: carried('SMS', (f) => f.transport === 'smpp') },
];

/** Names that an answer `no` can be contradicted for. */
export const CONTRADICTABLE: readonly string[] = [...new Set(RULES.flatMap((rule) => rule.names))];

/** `frames`: those of a whole run, each with the number that the report gives it. One contradiction for each rule that is broken. */
export function contradictions(frames: readonly { readonly line: FrameLine; readonly n: number }[], claims: Claims): readonly Contradiction[] {
  const rules = RULES.flatMap((rule) => {
    if (rule.role !== undefined && rule.role !== claims.role) return [];
    const denied = rule.names.filter((name) => claims.denies(name));
    return denied.length === 0 || (rule.all && denied.length < rule.names.length) ? [] : [{ rule, name: denied[0] as string }];
  });
  if (rules.length === 0) return [];
  const sent = frames.filter(({ line }) => line.direction === 'from-iut' && line.edited === undefined);
  return rules.flatMap(({ rule, name }) => {
    const seen = sent.flatMap(({ line, n }) => {
      const sight = rule.sees(line);
      return sight ? [{ line, n, sight }] : [];
    });
    const [first] = seen;
    if (!first) return [];
    const { from, to, got } = first.sight;
    const hex = Buffer.from(octetsOf(first.line).subarray(from, Math.min(to, from + 32))).toString('hex');
    return [
      {
        name,
        message: rule.told,
        evidence: { frame: first.n, from, to, hex, wanted: `nothing of what the ICS denies (${name} = no)`, got },
        count: seen.length,
      },
    ];
  });
}
