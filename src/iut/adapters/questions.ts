/** The manual adapter's questions: for each primitive what to do, with the values a person needs, and how results are typed in. */
import type { Primitive } from '../primitives.js';

type Args = Readonly<Record<string, unknown>>;

export interface Question {
  /** What to do, in the imperative. */
  readonly task: (args: Args, iutFile: string) => readonly string[];
  /** Results as lines: the words of one line, and what they make together. Ended by an empty line. */
  readonly lines?: { readonly form: string; readonly read: (lines: readonly string[]) => Record<string, unknown> };
}

const show = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
const values = (args: Args): string[] => Object.entries(args).map(([name, value]) => `  ${name}: ${show(value)}`);
const task =
  (text: string) =>
  (args: Args): readonly string[] => [text, ...values(args)];

interface ShownAccount {
  readonly 'server-id'?: string;
  readonly 'device-id'?: string;
  readonly url?: string;
  readonly connect?: string;
  readonly client?: { readonly type: string; readonly name: string; readonly nonce?: string };
  readonly server?: { readonly type: string; readonly name: string; readonly nonce?: string };
}

function configureTask(args: Args, iutFile: string): readonly string[] {
  const accounts = Object.entries((args.accounts ?? {}) as Readonly<Record<string, ShownAccount>>);
  const credentials = (side: string, c: ShownAccount['client']): string =>
    c ? `    ${side}: ${c.type}${c.name ? `, name ${c.name}` : ''}${c.nonce ? `, first nonce (Base64) ${c.nonce}` : ''}` : `    ${side}: none`;
  return [
    `Configure these accounts; the secrets stand in ${iutFile}.`,
    ...accounts.flatMap(([name, a]) => [
      `  account ${name}: server id ${a['server-id']}, device id ${a['device-id']}`,
      `    DM address ${a.url ?? 'none'}${a.connect ? `, reached at ${a.connect}` : ''}`,
      credentials('the client shows', a.client),
      credentials('the server shows', a.server),
    ]),
    ...values(Object.fromEntries(Object.entries(args).filter(([name]) => name !== 'accounts'))),
  ];
}

/** Splits off `count` words; the rest of the line, blanks kept, is the last value. */
function words(line: string, count: number): string[] {
  const out: string[] = [];
  let rest = line.trim();
  for (let n = 0; n < count; n++) {
    const cut = rest.search(/\s/);
    out.push(cut < 0 ? rest : rest.slice(0, cut));
    rest = cut < 0 ? '' : rest.slice(cut + 1).trimStart();
  }
  return [...out, rest];
}

export const QUESTIONS: Readonly<Record<Primitive, Question>> = {
  reset: {
    task: () => ['Bring the implementation back to its first state: no sessions, no reports, no accounts, first nonces.'],
  },
  configure: { task: configureTask },
  'start-session': { task: task('Let the device start a session now (client-initiated).') },
  'send-report': { task: task('Let the device send one sessionless report with these samples now.') },
  'raise-event': { task: task('Raise this event on the device; the next session reports it.') },
  abort: { task: task('Let the user or the device abort the session that runs.') },
  'deliver-push': {
    task: (args) => [
      'Deliver this push to the device over its bearer.',
      `  octets of the WSP PDU: ${show(args.file)}`,
      `  destination port: ${show(args.port)}`,
    ],
  },
  'read-tree': {
    task: task('Read the tree of the device at and below this URI, beside the protocol.'),
    lines: {
      form: 'URI FORMAT VALUE',
      read: (lines) => ({
        nodes: lines.map((line) => {
          const [uri, format, value] = words(line, 2);
          return { uri, format, ...(value ? { value } : {}) };
        }),
      }),
    },
  },
  'answer-ui': { task: task('When the device asks the user, give this answer.') },
  quiesce: { task: () => ['Wait until the implementation is at rest: nothing open, nothing pending.'] },
  notify: { task: task('Let the server send a notification (package #0) to the device now.') },
  'send-command': { task: task('Let the server send these commands without a session now.') },
  'queue-operations': { task: task('Give these operations to the server for its next session with the device.') },
  'read-reports': {
    task: () => ['List the sessionless reports that the server has accepted since the reset, oldest first.'],
    lines: {
      form: 'DEVICE TYPE FORMAT DATA',
      read: (lines) => ({
        reports: lines.map((line) => {
          const [device, type, format, data] = words(line, 3);
          return { device, type, format, data };
        }),
      }),
    },
  },
};
