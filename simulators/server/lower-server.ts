/** The simulated server as lower tester of a client: answers as the scenario's policy says. */

import { byReading } from '../../src/dm/mac.js';
import type { ReportAnswer } from '../../src/dm/server-behaviour.js';
import type { ServerPolicy as DmPolicy } from '../../src/dm/server-session.js';
import type { Reply } from '../http/reply.js';
import type { LowerServer, LowerServerOptions, ServerPolicy } from '../lower-tester.js';
import { ManagementServer } from './management-server.js';

/** Starts listening. Throws InputError `cannot-listen`. */
export async function startLowerServer(options: LowerServerOptions): Promise<LowerServer> {
  let policy: ServerPolicy = {};
  /** Answers given by session, and which session of the row it is; those to reports under ''. */
  const answered = new Map<string, { readonly n: number; readonly nth: number }>();
  let sessions = 0;
  const answer = (): ReportAnswer => REPORT_ANSWERS[policy.reports ?? 'empty-200'];
  const server = await ManagementServer.open({
    ...options,
    requests: 'from-iut',
    policy: () => dmPolicy(policy, server.url),
    packages: () => policy.operations ?? [],
    // What a client is told must not depend on whether it was right: that is for the judge.
    dm: {
      answerAcceptedReport: answer,
      answerUnauthenticatedReport: answer,
      goesOnAfter: () => true,
      shows: ({ mac, ...shown }) => {
        const order = byReading(mac, options.macReading);
        return order ? { ...shown, mac: order } : shown;
      },
      acceptsDefaultNonce: ({ isAlertedByUs }) => isAlertedByUs || policy.resynchronise === true,
    },
    way: ({ session, isReport }) => {
      if (policy.isAside === true) return undefined;
      const key = isReport ? '' : session;
      if (!answered.has(key) && !isReport) sessions++;
      const { n, nth } = answered.get(key) ?? { n: 0, nth: sessions };
      answered.set(key, { n: n + 1, nth });
      return policy.answers?.find(
        (a) => a.to === (isReport ? 'report' : 'session') && (a.nth ?? n + 1) === n + 1 && (isReport || (a.session ?? nth) === nth),
      );
    },
    reply: (reply: Reply, isReport: boolean) => (isReport && policy.reports === 'drop' ? 'drop' : reply),
  });
  return {
    url: server.url,
    connect: server.connect,
    policy: (next) => {
      policy = next;
    },
    idle: () => server.idle(),
    close: () => server.close(),
  };
}

const REPORT_ANSWERS: Readonly<Record<NonNullable<ServerPolicy['reports']>, ReportAnswer>> = {
  'empty-200': { kind: 'silence' },
  'empty-202': { kind: 'http', status: 202, headers: [] },
  'empty-204': { kind: 'http', status: 204, headers: [] },
  drop: { kind: 'silence' },
  'dm-status': { kind: 'status', code: '200' },
};

function dmPolicy({ respUri, clientAuth, serverAuth, nextNonce, maxMsgSize, abortIn, encoding }: ServerPolicy, url: string): DmPolicy {
  return {
    ...(clientAuth === undefined ? {} : { clientAuth }),
    // A client that authenticates its server would challenge one that shows nothing, and be counted a message too many.
    serverAuth: serverAuth ?? 'account',
    ...(nextNonce === undefined ? {} : { nextNonce }),
    ...(maxMsgSize === undefined ? {} : { maxMsgSize }),
    ...(abortIn === undefined ? {} : { abortIn }),
    ...(encoding === undefined ? {} : { encoding }),
    ...(respUri ? { respUri: `${url}${url.includes('?') ? '&' : '?'}session=1` } : {}),
  };
}
