/** The simulated server as lower tester of a client: answers as the scenario's policy says. */

import type { ReportAnswer } from '../../src/dm/server-behaviour.js';
import type { ServerPolicy as DmPolicy } from '../../src/dm/server-session.js';
import type { Reply } from '../http/server.js';
import type { LowerServer, LowerServerOptions, ServerPolicy } from '../lower-tester.js';
import { ManagementServer } from './management-server.js';

/** Starts listening. Throws InputError `cannot-listen`. */
export async function startLowerServer(options: LowerServerOptions): Promise<LowerServer> {
  let policy: ServerPolicy = {};
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
      acceptsDefaultNonce: ({ isAlertedByUs }) => isAlertedByUs || policy.resynchronise === true,
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
