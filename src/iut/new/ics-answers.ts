/** What the answers to `dmct init` say of an ICS: the editions, and the capabilities that they decide. The rest is for the vendor. */
import { EDITIONS, loadCatalogue } from '../../scr/catalogue.js';
import type { Tri } from '../../scr/evaluate.js';
import type { Wishes } from './wishes.js';

const AUTH: Readonly<Record<string, string>> = { basic: 'AUTH-BASIC', md5: 'AUTH-MD5', 'mac-md5': 'AUTH-MAC-MD5' };
const PUSH: Readonly<Record<string, string>> = { 'wsp-udp': 'PUSH-WSP-UDP', 'ota-http': 'PUSH-OTA-HTTP' };
/** What needs more in the IUT file than `dmct init` asks for: certificates, a second account, a gateway. */
const NEEDS_MORE = ['AUTH-HTTP', 'TLS', 'SMS', 'SMARTCARD', 'TWO-ACCOUNTS'];

/** Recommended only, and not to be seen without a key in the account (docs/iut-file.md: device-key). */
const NEEDS_KEY = ['SM/SM-5.2-18', 'OD/OD-5.2-5'];

/** Answers by the name that stands in the form. What was not chosen is `no`: a run must find in the IUT file what it needs. */
export function icsAnswers(wishes: Wishes): Readonly<Record<string, Tri>> {
  const chosen = (list: string | undefined): readonly string[] => (list ?? '').split(',');
  const tri = (isSo: boolean): Tri => (isSo ? 'yes' : 'no');
  return {
    ...Object.fromEntries(EDITIONS.filter((edition) => chosen(wishes.edition).includes(edition)).map((edition) => [edition, 'yes' as const])),
    ...Object.fromEntries(Object.entries(AUTH).map(([type, token]) => [token, tri(wishes.auth === type)])),
    ...Object.fromEntries(Object.entries(PUSH).map(([bearer, token]) => [token, tri(wishes.push === bearer)])),
    // It is asked for where there is no TLS, whatever the account: without one of its type it has to be answered by the vendor.
    ...(wishes.auth === 'mac-sha256' ? { 'AUTH-MAC-SHA256': 'yes' as const } : {}),
    XML: tri(chosen(wishes.encoding).includes('xml')),
    WBXML: tri(chosen(wishes.encoding).includes('wbxml')),
    ...Object.fromEntries(NEEDS_MORE.filter((token) => concerns(token, wishes.role)).map((token) => [token, 'no' as const])),
    ...Object.fromEntries(
      NEEDS_KEY.filter((key) => wishes.role === 'server' && chosen(wishes.edition).includes(key.slice(0, 2))).map((key) => [key, 'no' as const]),
    ),
    ...(wishes.push === 'smpp' ? { SMS: 'yes' as const } : {}),
  };
}

function concerns(token: string, role: string | undefined): boolean {
  const side = loadCatalogue().capabilities.get(token)?.side;
  return side === 'both' || side === role;
}
