/** What each primitive asks of an adapter, in a line or two for the place that a vendor fills in; docs/adapters.md tells the whole. */
import type { Primitive } from '../primitives.js';

export interface Task {
  /** What to do. */
  readonly task: string;
  /** What comes as `with`, beside what the task says; '' for nothing. */
  readonly takes: string;
  /** What goes into `result`; '' for nothing. */
  readonly gives: string;
}

const task = (text: string, takes = '', gives = ''): Task => ({ task: text, takes, gives });

export const TASKS: Readonly<Record<'client' | 'server', Partial<Readonly<Record<Primitive, Task>>>>> = {
  client: {
    reset: task('Be as after the factory: no session, no report, no account, first nonces.', 'seed'),
    configure: task(
      'Take these accounts, and listen for pushes.',
      'accounts (each with server-id, device-id, url, client, server), encoding, push',
      'push, where the device really listens',
    ),
    'start-session': task('Start a session now. Answer when it has started.', 'account'),
    'send-report': task('Send one sessionless report.', 'account, reports [{source, type, format, mark, data}]'),
    'raise-event': task('Have this event reported by the next session.', 'code, type, format, mark, data, source'),
    abort: task('Abort the session that runs.'),
    'deliver-push': task('Take a push that came over a bearer of yours.', 'port, wsp (Base64), file (the same octets)'),
    'read-tree': task('Read nodes at and below a URI, beside the protocol.', 'uri', 'nodes [{uri, format, type, value, acl}]'),
    'answer-ui': task('The user will answer the next prompts so.', 'answer: accept, refuse, cancel or none'),
    quiesce: task('Answer when nothing is open and nothing is pending.'),
  },
  server: {
    reset: task('Forget devices, sessions, reports; first nonces.', 'seed'),
    configure: task(
      'Know these devices; pushes go to the address given with each.',
      'accounts (each with server-id, device-id, url, push, client, server), encoding, listen',
      'url and connect (host:port), where the server really is',
    ),
    notify: task('Send a notification (package #0) now.', 'account, ui, initiator, repeat, bearer, headers', 'sms, for the bearer sms'),
    'send-command': task('Send these commands without a session.', 'account, commands, bearer, version, edition', 'push or sms, for these bearers'),
    'queue-operations': task('Do these in the next session with the device.', 'account, operations [{command, uri, data, format, type}]'),
    'read-reports': task(
      'Which sessionless reports were accepted since the reset, oldest first?',
      '',
      'reports [{device, source, type, format, mark, data}]',
    ),
    quiesce: task('Answer when nothing is open and nothing is pending.'),
  },
};

/** The lines of a comment over one function. */
export function told({ task: what, takes, gives }: Task): string[] {
  return [what, ...(takes ? [`with: ${takes}`] : []), ...(gives ? [`result: ${gives}`] : [])];
}
