/**
 * How a scenario of each edition and side may begin: the shortest way to make the IUT act and to see it, one check that a right IUT passes,
 * and one mutant that breaks this check. What a scaffold is made of; the person who asked for it puts the real check in.
 */
import type { EditionKey } from '../../scr/item.js';

export interface Start {
  readonly pixit: readonly string[];
  /** Encodings in rows, where our side or the IUT may choose. */
  readonly isEncoded: boolean;
  /** YAML of the steps, two columns in; the last one ends where its assertions go. */
  readonly steps: string;
  /** A check without id and items, in flow style. */
  readonly check: string;
  /** What makes it fail, in flow style. */
  readonly mutant: string;
}

const SESSION: Pick<Start, 'check' | 'mutant'> = {
  check: 'at: /SyncML/SyncHdr/SessionID, count: "1"',
  mutant: 'edit: { at: /SyncML/SyncHdr/SessionID, drop: "yes" }',
};

const REPORT_CLIENT: Start = {
  pixit: ['report.type', 'report.format', 'report.within'],
  isEncoded: true,
  steps: `  - id: fire
    trigger: send-report
    with:
      reports:
        - { type: "\${pixit.report.type}", format: "\${pixit.report.format}", data: sample }
    otherwise: inconclusive # nothing could be fired, so nothing was tested
  - id: report
    receive: message
    within: "\${pixit.report.within}"
    otherwise: fail
`,
  check: 'at: /SyncML/SyncBody/Alert/Data, count: "1", ascii: "1230"',
  mutant: 'edit: { at: /SyncML/SyncBody/Alert/Data, content: "0" }',
};

const REPORT_SERVER: Start = {
  pixit: ['report.within'],
  isEncoded: true,
  steps: `  - id: report
    send: report
    with:
      reports:
        - { source: ./Test/A, type: x-dmct:a, format: chr, data: "sample-\${run.id}" }
  - id: answer
    receive: http-response
    within: "\${pixit.report.within}"
    otherwise: continue
    controls: [store]
  - id: store
    observe: read-reports
`,
  check: `oracle: reports, where: { type: "x-dmct:a" }, key: data, count: "1", text: "sample-\${run.id}"`,
  mutant: 'behave: accepts-no-report',
};

const NOTIFIED_CLIENT: Start = {
  pixit: ['start.within'],
  isEncoded: true,
  steps: `  - id: alert
    send: notification
    with: { session: "7A5" }
  - id: package1
    receive: message
    within: "\${pixit.start.within}"
    otherwise: fail
`,
  ...SESSION,
};

const NOTIFYING_SERVER: Start = {
  pixit: ['start.within'],
  isEncoded: false,
  steps: `  - { id: ask, trigger: notify, otherwise: inconclusive }
  - id: push
    receive: push
    within: "\${pixit.start.within}"
    otherwise: fail
`,
  check: `field: server-identifier, text: "\${account.default.server-id}"`,
  mutant: 'behave: url-as-server-identifier',
};

const COMMANDED_CLIENT: Start = {
  pixit: ['tree.leaf', 'apply.within'],
  isEncoded: false,
  steps: `  - id: push
    send: command
    with: { commands: [{ replace: "\${pixit.tree.leaf}", data: "new-\${run.id}" }] }
  - id: settle
    quiet: { for: "\${pixit.apply.within}", of: message }
    controls: [push]
  - id: effect
    observe: read-tree
    with: { uri: "\${pixit.tree.leaf}" }
`,
  check: `oracle: nodes, where: { uri: "\${pixit.tree.leaf}" }, key: value, text: "new-\${run.id}"`,
  mutant: 'behave: ignores-commands',
};

const COMMANDING_SERVER: Start = {
  pixit: ['tree.leaf', 'start.within'],
  isEncoded: false,
  steps: `  - id: order
    trigger: send-command
    with: { commands: [{ replace: "\${pixit.tree.leaf}", data: "new-\${run.id}" }] }
    otherwise: inconclusive
  - id: push
    receive: push
    within: "\${pixit.start.within}"
    otherwise: fail
`,
  check: `at: //Replace/Item/Data, count: "1", text: "new-\${run.id}"`,
  mutant: 'edit: { at: //Replace/Item/Data, content: other }',
};

const SESSION_CLIENT: Start = {
  pixit: ['start.within'],
  isEncoded: true,
  steps: `  - { id: ask, trigger: start-session, otherwise: inconclusive }
  - id: package1
    receive: message
    within: "\${pixit.start.within}"
    otherwise: fail
`,
  ...SESSION,
};

const SESSION_SERVER: Start = {
  pixit: ['response.within'],
  isEncoded: true,
  steps: `  - id: session
    send: session
    with: { session: "1A", alert: "1201" }
  - id: package2
    receive: http-response
    within: "\${pixit.response.within}"
    otherwise: fail
`,
  ...SESSION,
};

export const STARTS: Readonly<Record<EditionKey, Readonly<Record<'client' | 'server', Start>>>> = {
  SR: { client: REPORT_CLIENT, server: REPORT_SERVER },
  NOTI: { client: NOTIFIED_CLIENT, server: NOTIFYING_SERVER },
  SM: { client: COMMANDED_CLIENT, server: COMMANDING_SERVER },
  OD: { client: COMMANDED_CLIENT, server: COMMANDING_SERVER },
  CP: { client: SESSION_CLIENT, server: SESSION_SERVER },
};
