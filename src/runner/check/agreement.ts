/** Do the ICS and the IUT file say the same? One row a thing that both speak of. */

import type { AuthType } from '../../iut/account.js';
import type { Iut } from '../../iut/iut.js';
import { AUTH_CAPABILITIES } from '../../judge/needs.js';
import type { Ics } from '../../scr/ics.js';
import type { Problem } from './problem.js';

const BEARERS: Readonly<Record<string, string>> = { 'wsp-udp': 'PUSH-WSP-UDP', 'ota-http': 'PUSH-OTA-HTTP' };
/** What nothing can be tested of without pushes. */
const PUSHED = {
  client: ['NOTI/SCR-DM-NOTI-C-002', 'SM/DM-SM-C-001-M', 'OD/DM-SM-C-001-M'],
  server: ['NOTI/SCR-DM-NOTI-S-002', 'SM/DM-SM-S-001-M', 'OD/DM-SM-S-001-M'],
} as const;

/** A session is authenticated by the MAC alone; what stands outside of one has Cred, too, whatever else protects it. */
const CRED_DEMANDED = {
  client: { direction: 'client', item: 'SR/DM-SR-C-006-M', what: 'a sessionless report' },
  server: { direction: 'server', item: 'SM/DM-SM-S-007-M', what: 'a command message' },
} as const;

export function agreement(iut: Iut, ics: Ics): readonly Problem[] {
  const problems: Problem[] = [];
  const isYes = (name: string): boolean => ics.claimed(name).value === 'yes';
  /** What the IUT file uses: denied, it is a contradiction; not answered, the tests of it are left out, and that is said. */
  const uses = (token: string | undefined, what: string, path: readonly string[]): void => {
    if (token === undefined || !ics.stated || ics.claimed(token).value !== 'no') return;
    const isStated = ics.stated.get(token) === 'no';
    problems.push({
      severity: isStated ? 'contradiction' : 'note',
      about: 'ics',
      code: isStated ? 'ics-denies' : 'ics-silent',
      message: `${what}, but the ICS ${isStated ? `says ${token} = no` : `does not answer ${token}, which counts as no: its tests are left out`}`,
      where: (isStated ? ics.whereOf(token) : undefined) ?? iut.where(path),
      cure: isStated ? `answer ${token} with yes, or change the IUT file` : `answer ${token} in the ICS`,
    });
  };
  const tell = (code: string, message: string, path: readonly string[], cure: string): void =>
    void problems.push({ severity: 'contradiction', about: 'ics', code, message, where: iut.where(path), cure });

  const used = new Map<AuthType, string>();
  for (const [name, account] of Object.entries(iut.accounts))
    for (const side of ['client', 'server'] as const) if (!used.has(account[side].type)) used.set(account[side].type, `accounts.${name}.${side}`);
  for (const [type, place] of used) uses(type === 'none' ? undefined : AUTH_CAPABILITIES[type], `${place} is of the type ${type}`, place.split('.'));

  const { direction, item, what } = CRED_DEMANDED[iut.role];
  const macs = Object.entries(iut.accounts).filter(([, account]) => account[direction].type.startsWith('mac-'));
  if (macs.length > 0 && ics.claimed(item).value !== 'no') {
    const places = macs.map(([name, account]) => `accounts.${name}.${direction} (${account[direction].type})`).join(', ');
    problems.push({
      severity: 'note',
      about: 'iut-file',
      code: 'cred-beside-mac',
      message: `${what} must have a Cred (${item}) also where x-syncml-hmac authenticates it: ${places}`,
      where: iut.where(['accounts', macs[0]?.[0] ?? '', direction]),
      cure: 'one that sends the MAC alone fails cred-present and cred-value',
    });
  }

  if (ics.stated && ics.claimed('XML').value === 'no' && ics.claimed('WBXML').value === 'no')
    tell('no-encoding', 'the ICS says neither XML nor WBXML, so there is no message to test', ['ics'], 'answer XML or WBXML with yes');

  const { bearer } = iut.push;
  uses(BEARERS[bearer], `push.bearer is ${bearer}`, ['push', 'bearer']);
  const pushed = PUSHED[iut.role].filter(isYes);
  if (bearer === 'none' && ics.stated && pushed.length > 0)
    tell(
      'no-push',
      `the ICS claims ${pushed.join(', ')}, but the IUT file names no way for pushes`,
      ['push'],
      'say in push: how they travel, or claim less',
    );

  const hasTls = iut.lowerTester.tls !== undefined || iut.lowerTester.url?.startsWith('https:') === true;
  if (hasTls && iut.role === 'client') uses('TLS', 'lower-tester is reached over HTTPS', ['lower-tester']);
  if (!hasTls && isYes('TLS') && iut.role === 'client' && ics.stated)
    tell('no-tls', 'the ICS says TLS = yes, but lower-tester has no key and certificate', ['lower-tester'], 'name them in lower-tester.tls');
  return problems;
}
