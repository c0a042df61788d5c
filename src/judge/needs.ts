/** What a scenario needs of the default account, beside what the ICS claims: credentials at all, over a nonce, or of its own. */
import type { AuthType, CredDirection } from '../dm/account.js';
import { needsNonce } from '../dm/credentials.js';
import type { Needs } from './scenario.js';
import type { Surroundings } from './surroundings.js';

/** The capability that a type of credentials is claimed by. */
export const AUTH_CAPABILITIES: Readonly<Record<Exclude<AuthType, 'none'>, string>> = {
  basic: 'AUTH-BASIC',
  md5: 'AUTH-MD5',
  'mac-md5': 'AUTH-MAC-MD5',
  'mac-sha256': 'AUTH-MAC-SHA256',
};

/** Why the account has not what is needed; undefined when it has. */
export function unmetNeed(needs: Needs, { accounts, applies }: Pick<Surroundings, 'accounts' | 'applies'>): string | undefined {
  for (const side of ['client', 'server'] as const) {
    const need = needs[side];
    const type = accounts.default?.[side].type;
    if (need === undefined || type === undefined) continue;
    if (type === 'none') return `the ${side} of the account default shows no credentials`;
    if (need === 'nonce' && !needsNonce(type)) return `the ${side} of the account default has credentials of type ${type}, which take no nonce`;
    if (need === 'own' && secretOf(accounts, 'client') === secretOf(accounts, 'server'))
      return 'both sides of the account default have the same name and secret';
    const claim = applies(AUTH_CAPABILITIES[type]);
    if (claim.value === 'no') return `ICS: ${claim.why}`;
  }
  return undefined;
}

/** What every type of credentials is made of. */
function secretOf({ default: account }: Surroundings['accounts'], side: CredDirection): string {
  return `${account?.[side].name}:${account?.[side].secret}`;
}
