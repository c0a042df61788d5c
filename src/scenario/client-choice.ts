/** What `send: report` and `send: session` say, as choices for the lower tester; docs/scenarios.md lists the keys. */
import type { ReportChoice, SessionChoice } from '../../simulators/lower-tester.js';
import { isMacType } from '../dm/credentials.js';
import type { Fields } from '../judge/scenario.js';
import type { Bench } from './bench.js';
import { credChoice, macChoice } from './cred-choice.js';
import { readWay, readWays } from './ways.js';

export function reportChoice(want: Fields, bench: Bench): ReportChoice {
  const account = String(want.account ?? 'default');
  const type = bench.options.iut.accounts[account]?.client.type ?? 'md5';
  const cred = credChoice(want.cred, isMacType(type) ? 'mac-sha256' : type);
  const mac = macChoice(want.mac ?? 'due', isMacType(type) || bench.isMacDue, cred);
  const tamper = want.tamper === 'none' ? undefined : (want.tamper as { find: string; replace: string } | undefined);
  return {
    account,
    reports: want.reports as unknown as ReportChoice['reports'],
    encoding: bench.encoding,
    ...(want.session === undefined ? {} : { sessionId: String(want.session) }),
    ...(cred === undefined ? {} : { cred }),
    ...(mac === undefined ? {} : { mac }),
    ...(tamper === undefined ? {} : { tamper }),
    ...(want['data-form'] === undefined ? {} : { dataForm: want['data-form'] as 'cdata' | 'chars' }),
    ...(want.code === undefined ? {} : { code: String(want.code) }),
    ...(want.message === undefined ? {} : { way: readWay(want.message as Fields) }),
  };
}

export function sessionChoice(want: Fields, bench: Bench): SessionChoice {
  const account = String(want.account ?? 'default');
  const cred = credChoice(want.cred, bench.options.iut.accounts[account]?.client.type ?? 'md5');
  const notified = want.session === 'notified' ? bench.notifiedSession() : want.session;
  return {
    account,
    alert: want.alert === '1201' ? '1201' : '1200',
    encoding: bench.encoding,
    ...(notified === undefined ? {} : { sessionId: String(notified) }),
    ...(cred === undefined ? {} : { cred }),
    ...(want['challenge-server'] === 'yes' ? { challengeServer: true } : {}),
    ...(want.resynchronise === 'yes' ? { resynchronise: true } : {}),
    ...(want.messages === undefined ? {} : { messages: readWays(want.messages) }),
  };
}
