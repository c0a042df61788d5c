/**
 * What the answer to a sessionless report says of the server. An empty body alone is no sign that the report was taken, and a refusal is no
 * fault where the report was nothing that the server has to take.
 */

import { isMacType } from '../dm/credentials.js';
import { HMAC_HEADER } from '../dm/hmac-header.js';
import type { Account } from '../iut/account.js';
import { isMessageType } from '../record/capture/dm-content.js';
import type { FrameLine } from '../record/record.js';
import { textOf } from '../wire/document.js';
import { header } from '../wire/frame.js';
import { checkContentModel } from '../wire/syncml-dtd.js';
import { documentOf } from './body.js';
import type { Outcome } from './evaluate.js';
import type { Observed } from './observed.js';
import { handedFact } from './observed-nonces.js';
import type { Check } from './scenario.js';
import { select } from './select.js';
import type { Surroundings } from './surroundings.js';

export interface Reservation {
  readonly verdict: 'not-tested' | 'inconclusive';
  readonly why: string;
}

interface Seen {
  readonly observed: Observed;
  readonly surroundings: Surroundings;
  readonly account: string | undefined;
  /** What a check finds of the report. */
  readonly look: (check: Check, report: FrameLine) => Outcome;
}

/** Statuses that speak of the report and of nothing else, such as a wrong address or a busy gateway. */
const REFUSALS: readonly (number | undefined)[] = [401, 403, 407, 500];
const NONCES = ['last-used', 'current'];
const CRED = '/SyncML/SyncHdr/Cred';

/** Why an outcome on the answer decides nothing; undefined when it does. */
export function reservation(outcome: Outcome, check: Check, answer: FrameLine, seen: Seen): Reservation | undefined {
  const report = seen.observed.requestOf(answer);
  const doubt = (why: string): Reservation => ({ verdict: 'not-tested', why });
  if (!report) return doubt('the report that it answers is not in the capture');
  const form = wrongForm(report);
  if (form !== undefined) return doubt(`${form}: a server need not take that`);
  const { status } = answer.head ?? {};
  const isAboutStatus = 'http-status' in check;
  // Neither a good report nor a bad one brings a message.
  if (!outcome.ok && !isAboutStatus) return undefined;
  if (status === undefined) return doubt('the capture does not show whether the HTTP answer is a success');
  if (!isAboutStatus && (status < 200 || status > 299)) return doubt(`it says nothing, but it is no success either (HTTP ${status})`);
  const stranger = otherSender(report, seen);
  if (stranger !== undefined) return doubt(`${stranger}: whether the server has to take it cannot be told`);
  const wrong = wrongCredentials(report, seen);
  if (outcome.ok) return wrong === undefined ? undefined : doubt(`${wrong}: whether the server has to take it cannot be told`);
  if (!REFUSALS.includes(status)) return { verdict: 'inconclusive', why: `HTTP ${status} may have another reason than the report` };
  const open = unsure(report, seen);
  if (open !== undefined) return { verdict: 'inconclusive', why: `HTTP ${status}, but ${open}` };
  return wrong === undefined ? undefined : doubt(`HTTP ${status}, but ${wrong}`);
}

function wrongForm(report: FrameLine): string | undefined {
  const document = documentOf(report);
  const { root } = document;
  const texts = (path: string): string[] => select(root, path).map(textOf);
  if (document.findings.length > 0 || checkContentModel(document).length > 0) return 'the report cannot be read without deviation';
  if (texts('/SyncML/SyncHdr/SessionID').join() !== '0' || !texts('/SyncML/SyncBody/Alert/Data').includes('1230'))
    return 'it answers no sessionless report of the right form';
  const { head } = report;
  if (head && (head.method !== 'POST' || !isMessageType(header(head, 'content-type')))) return 'the report was not posted as a DM message';
  return undefined;
}

function otherSender(report: FrameLine, { account, surroundings }: Seen): string | undefined {
  if (account === undefined) return 'which account the report is about cannot be told';
  const sources = select(documentOf(report).root, '/SyncML/SyncHdr/Source/LocURI').map(textOf);
  return sources.join() === surroundings.accounts[account]?.['device-id'] ? undefined : 'the report is of another device than that of the IUT file';
}

function wrongCredentials(report: FrameLine, { account = '', surroundings, look }: Seen): string | undefined {
  const asked: Check[] = [];
  const right = { account, direction: 'client', nonce: NONCES };
  if (surroundings.accounts[account]?.client.type !== 'none') asked.push({ at: CRED, credential: right });
  if (header(report.head, HMAC_HEADER) !== undefined) asked.push({ http: HMAC_HEADER, hmac: { ...right, algorithm: algorithmOf(report) } });
  const isRight = ({ ok, assumption }: Outcome): boolean => ok || assumption !== undefined;
  return asked.every((check) => isRight(look(check, report))) ? undefined : 'the credentials of the report are not right by what the capture shows';
}

const algorithmOf = (report: FrameLine): string => (/algorithm\s*=\s*"?sha/i.test(header(report.head, HMAC_HEADER) ?? '') ? 'sha256' : 'md5');

/** Why the server may know better than who looked on. */
function unsure(report: FrameLine, { account = '', observed, surroundings }: Seen): string | undefined {
  const { type } = (surroundings.accounts[account] as Account).client;
  const isOverNonce = type === 'md5' || isMacType(type) || header(report.head, HMAC_HEADER) !== undefined;
  if (isOverNonce && observed.timeline.factBefore(handedFact('client', account), report) === undefined)
    return 'the nonce in force was not handed over within the capture';
  const asksForMac = ['AUTH-MAC-SHA256', 'AUTH-MAC-MD5'].some((name) => surroundings.applies(name).value === 'yes');
  if (asksForMac && report.transport === 'http' && header(report.head, HMAC_HEADER) === undefined)
    return 'the server may ask for a MAC, which the report lacks';
  return undefined;
}
