/**
 * Sessionless reports (Sessionless Reporting 1.3, section 5): composing one on the client, recognising and judging one on the server.
 */
import type { AccountState, Incoming, Sample } from './session.js';

export type ReportVerdict =
  | {
      readonly kind: 'accepted';
      readonly account: AccountState;
      readonly samples: readonly Sample[];
      /** Which nonce reading matched: `pending`, `last-used`, '' for basic. */
      readonly nonce: string;
    }
  | { readonly kind: 'ignored'; readonly why: ReportFault; readonly account?: AccountState; readonly samples: readonly Sample[] };

export type ReportFault = 'unknown-device' | 'no-cred' | 'wrong-cred' | 'no-mac' | 'wrong-mac' | 'banned' | 'malformed';

/** A Sessionless Report Message: SessionID 0 with an Alert 1230 and no session set-up (section 5.2). */
export function isReport(incoming: Incoming): boolean {
  const { header, commands } = incoming.message;
  return header.sessionId === '0' || commands.some((c) => c.kind === 'alert' && c.code === '1230');
}
