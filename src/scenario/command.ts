/** What `send: command` says, as a choice for the lower tester; docs/scenarios.md lists the keys. */
import type { CommandChoice, PushContent } from '../../simulators/lower-tester.js';
import { commandPush } from '../../simulators/server/lower-command.js';
import { unknownName } from '../base/errors.js';
import { isMacType } from '../dm/credentials.js';
import { ENVELOPES, type EnvelopeId } from '../dm/security/envelopes.js';
import { WRONG_SIGNATURES, type WrongSignatureId } from '../dm/security/wrong-signatures.js';
import type { Iut } from '../iut/iut.js';
import type { Fields, Value } from '../judge/scenario.js';
import type { Bench } from './bench.js';
import { credChoice, macChoice } from './cred-choice.js';

/**
 * `with` of `send: command`: account, commands, raw (XML of elements before Final), source, source-is (`address`, `other-case`),
 * source-name, target, cred and mac (`none` or kind, account, side, user, secret, nonce; mac also `due`), tamper {find, replace}, verdtd, verproto, session, msg-id, final (`no`), encoding (`xml`), version
 * (1.0 to 1.3), public-id (`string`), content-type, application-id and pdu-type (WSP codes in hex), port, signature. `bearer` and `times` are the sender's.
 */
export function scenarioCommand(want: Fields, bench: Bench, transport: 'plain' | 'secure'): Promise<PushContent> {
  const { accounts } = bench.options.iut;
  const envelope = envelopeOf(bench.options.iut) ?? (want.signature === undefined ? undefined : 'detached-xml');
  return commandPush(commandChoice(want, bench), {
    accounts,
    nonce: (account) => bench.serverNonce(account),
    stale: (account) => bench.staleServerNonce(account),
    transport,
    ...bench.macReading,
    ...(envelope ? { envelope } : {}),
  });
}

/** The pinned reading of U8; undefined when none is. */
function envelopeOf({ pixit }: Iut): EnvelopeId | undefined {
  return (Object.keys(ENVELOPES) as EnvelopeId[]).find((id) => id === pixit.assume.U8);
}

/** Whether the reading of U8 that is pinned asks for no signature. */
export const isUnsigned = (iut: Iut): boolean => envelopeOf(iut) === 'none-required';

function wrongSignature(value: Value | undefined): CommandChoice['signature'] {
  if (value === undefined || value === 'none' || value === 'right') return value === 'none' ? 'none' : undefined;
  const known = (Object.keys(WRONG_SIGNATURES) as WrongSignatureId[]).find((id) => id === value);
  if (known === undefined)
    throw unknownName('unknown-signature', 'way to sign wrongly', String(value), ['none', 'right', ...Object.keys(WRONG_SIGNATURES)]);
  return known;
}

/** What Source can be made of what the account holds and of our address; a text, or why this account has none such. */
const SOURCES: Readonly<Record<string, (serverId: string, url: string) => { readonly source: string } | { readonly unfit: string }>> = {
  address: (serverId, source) => (source === serverId ? { unfit: 'the server id is the address of the server' } : { source }),
  'other-case': (serverId) => {
    const source = otherCase(serverId);
    return source === serverId ? { unfit: 'the server id has no letter that could be in another case' } : { source };
  },
};

const otherCase = (text: string): string => text.replace(/\p{L}/gu, (c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase()));

/** Why a command message of this kind cannot be made of the account; `url`: our address, as far as it is known. */
export function whyNoSource(want: Fields, accounts: Iut['accounts'], url: string | undefined): string | undefined {
  const made = madeSource(want, String(want.account ?? 'default'), accounts, url);
  return made !== undefined && 'unfit' in made ? made.unfit : undefined;
}

function madeSource(want: Fields, account: string, accounts: Iut['accounts'], url = '') {
  if (want['source-is'] === undefined) return undefined;
  const name = String(want['source-is']);
  const make = SOURCES[name];
  if (!make) throw unknownName('unknown-source', 'source-is', name, Object.keys(SOURCES));
  return make(accounts[account]?.['server-id'] ?? '', url);
}

function sourceOf(want: Fields, account: string, bench: Bench): { readonly source?: string } {
  const made = madeSource(want, account, bench.options.iut.accounts, bench.server?.url);
  if (made !== undefined && 'source' in made) return { source: made.source };
  return text(want, 'source', 'source');
}

function commandChoice(want: Fields, bench: Bench): CommandChoice {
  const account = String(want.account ?? 'default');
  const type = bench.options.iut.accounts[account]?.server.type ?? 'md5';
  const cred = credChoice(want.cred, isMacType(type) ? 'mac-sha256' : type);
  const mac = macChoice(want.mac, isMacType(type), cred);
  const tamper = want.tamper === undefined || want.tamper === 'none' ? undefined : (want.tamper as unknown as CommandChoice['tamper']);
  const { version } = want;
  const signature = wrongSignature(want.signature);
  return {
    account,
    commands: (want.commands as readonly Value[] | undefined) ?? [],
    ...text(want, 'raw', 'raw'),
    ...sourceOf(want, account, bench),
    ...text(want, 'source-name', 'sourceName'),
    ...text(want, 'target', 'target'),
    ...text(want, 'verdtd', 'verDtd'),
    ...text(want, 'verproto', 'verProto'),
    ...text(want, 'session', 'sessionId'),
    ...text(want, 'msg-id', 'msgId'),
    ...(cred === undefined ? {} : { cred }),
    ...(mac === undefined ? {} : { mac }),
    ...(tamper === undefined ? {} : { tamper }),
    ...(signature === undefined ? {} : { signature }),
    ...(want.final === 'no' ? { isFinal: false } : {}),
    ...(want.encoding === 'xml' ? { encoding: 'xml' as const } : {}),
    ...(version === undefined ? {} : { version: String(version) as NonNullable<CommandChoice['version']> }),
    ...(want['public-id'] === 'string' ? { publicId: 'string' as const } : {}),
    ...code(want, 'content-type', 'contentType'),
    ...code(want, 'application-id', 'applicationId'),
    ...code(want, 'pdu-type', 'pduType'),
    ...(want.port === undefined ? {} : { port: Number(want.port) }),
  };
}

function text<K extends keyof CommandChoice>(want: Fields, from: string, to: K): { [P in K]?: string } {
  return want[from] === undefined ? {} : ({ [to]: String(want[from]) } as { [P in K]: string });
}

function code<K extends keyof CommandChoice>(want: Fields, from: string, to: K): { [P in K]?: number } {
  return want[from] === undefined ? {} : ({ [to]: Number.parseInt(String(want[from]), 16) } as { [P in K]: number });
}
