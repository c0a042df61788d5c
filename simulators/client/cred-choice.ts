/** Turns what a scenario says of credentials into credentials, right or wrong on purpose. */
import { HarnessFault } from '../../src/base/errors.js';
import type { Random } from '../../src/base/random.js';
import { makeCred, SCHEMES, sha256Text } from '../../src/dm/credentials.js';
import { byReading, MAC_OF_TYPE, type MacStrategyId } from '../../src/dm/mac.js';
import type { Cred } from '../../src/dm/message.js';
import { base64OfOctets, DEFAULT_NONCE, octetsOfBase64 } from '../../src/dm/nonce.js';
import type { AccountState, MacOrder } from '../../src/dm/session.js';
import type { CredChoice } from '../lower-tester.js';

export interface CredContext {
  /** The account of the message. */
  readonly state: AccountState;
  readonly states: readonly AccountState[];
  /** The nonce that a conformant device would take here. */
  readonly current: Uint8Array;
  /** Client nonces of the account that were valid once, oldest first. */
  readonly history: readonly Uint8Array[];
  readonly random: Random;
  readonly macReading?: MacStrategyId;
}

interface Key {
  readonly name: string;
  readonly secret: string;
  readonly nonce: Uint8Array;
}

/** Cred of a sessionless message may be of type auth-MAC (assumption U3); in a session a MAC never stands in Cred. */
export function chosenCred(choice: CredChoice | 'none', context: CredContext, purpose: 'session' | 'report'): Cred | undefined {
  if (choice === 'none') return undefined;
  const { name, secret, nonce } = keyOf(choice, context);
  if (purpose === 'report' && choice.kind === 'mac-sha256') {
    return { meta: { format: 'b64', type: SCHEMES.mac }, data: sha256Text(name, secret, nonce) };
  }
  return makeCred(choice.kind, name, secret, nonce);
}

/** Throws HarnessFault when the kind is no MAC. */
export function chosenMac(choice: CredChoice | 'none', context: CredContext): MacOrder | undefined {
  if (choice === 'none') return undefined;
  if (choice.kind !== 'mac-md5' && choice.kind !== 'mac-sha256')
    throw new HarnessFault(`a MAC was asked for with credentials of type ${choice.kind}`);
  return byReading({ ...MAC_OF_TYPE[choice.kind], ...keyOf(choice, context) }, context.macReading);
}

function keyOf(choice: CredChoice, context: CredContext): Key {
  const other = choice.account === undefined ? undefined : context.states.find((s) => s.name === choice.account);
  const { client } = (other ?? context.state).account;
  // An account that does not exist: credentials of a user whom nobody knows.
  const isNobody = choice.account !== undefined && other === undefined;
  return {
    name: choice.user ?? (isNobody ? (choice.account as string) : client.name),
    secret: choice.secret ?? (isNobody ? 'no-such-secret' : client.secret),
    nonce: nonceOf(
      choice.nonce ?? 'current',
      other && other !== context.state ? { ...context, current: other.client.lastUsed ?? other.client.pending } : context,
    ),
  };
}

function nonceOf(choice: string, context: CredContext): Uint8Array {
  switch (choice) {
    case 'current':
      return context.current;
    case 'default':
      return DEFAULT_NONCE;
    case 'stale':
      return stale(context);
    default:
      // Any other text is the nonce itself, in Base64.
      return octetsOfBase64(choice);
  }
}

/** One that was valid once and no longer is; before there was any, one that never was. */
function stale({ state, history, random }: CredContext): Uint8Array {
  const valid = new Set([state.client.pending, state.client.lastUsed].flatMap((n) => (n ? [base64OfOctets(n)] : [])));
  return history.find((nonce) => !valid.has(base64OfOctets(nonce))) ?? random.octets(16);
}
