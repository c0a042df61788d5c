/** `cred` and `mac` of what our side sends, for an account of any type. docs/scenarios.md names their words. */
import type { CredChoice } from '../../simulators/lower-tester.js';
import type { Value } from '../judge/scenario.js';

/** `none`, or a map of kind, account, user, secret, nonce; what it does not say is as `fallback` has it. */
export function credChoice(value: Value | undefined, fallback: CredChoice['kind']): CredChoice | 'none' | undefined {
  if (value === undefined) return undefined;
  return value === 'none' ? 'none' : ({ kind: fallback, ...(value as object) } as CredChoice);
}

/** `due`: a MAC where one is due, by the same name, secret and nonce as `cred`; else none. */
export function macChoice(value: Value | undefined, isDue: boolean, cred: CredChoice | 'none' | undefined): CredChoice | 'none' | undefined {
  if (value !== 'due') return credChoice(value, 'mac-sha256');
  return isDue && cred !== 'none' ? { ...cred, kind: 'mac-sha256' } : 'none';
}
