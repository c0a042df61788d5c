/** `cred` and `mac` of what our side sends, for an account of any type. docs/scenarios.md names their words. */
import type { CredChoice } from '../../simulators/lower-tester.js';
import { isMacType } from '../dm/credentials.js';
import type { AuthType } from '../iut/account.js';
import type { Value } from '../judge/scenario.js';

/** `none`, or a map of kind, account, user, secret, nonce; what it does not say is as `fallback` has it. */
export function credChoice(value: Value | undefined, fallback: CredChoice['kind']): CredChoice | 'none' | undefined {
  if (value === undefined) return undefined;
  return value === 'none' ? 'none' : ({ kind: fallback, ...(value as object) } as CredChoice);
}

/** `by-account`: a MAC only where the account is of a MAC type, and by the same name, secret and nonce as `cred`. */
export function macChoice(value: Value | undefined, type: AuthType, cred: CredChoice | 'none' | undefined): CredChoice | 'none' | undefined {
  if (value !== 'by-account') return credChoice(value, 'mac-sha256');
  return isMacType(type) && cred !== 'none' ? { ...cred, kind: 'mac-sha256' } : 'none';
}
