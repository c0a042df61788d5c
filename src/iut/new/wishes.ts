/** What `dmct init` asks, one row a question; each is a flag of the same name. A row knows its default and says what is wrong with an answer. */
import { nearest } from '../../base/nearest.js';
import { EDITIONS, loadCatalogue } from '../../scr/catalogue.js';
import { isEverywhere, wrongPort, wrongUrl } from '../address-faults.js';
import { ADAPTER_LANGUAGES } from './skeleton.js';

/** Answers by question; several values stand with commas between. */
export type Wishes = Readonly<Record<string, string>>;

export interface Wrong {
  readonly wanted: string;
  readonly cure?: string;
}

export interface WishQuestion {
  readonly name: string;
  readonly value: string;
  readonly ask: string;
  /** Absent: there is no default, so without a terminal the flag must be given. */
  readonly otherwise?: (wishes: Wishes) => string;
  /** What may be answered; `many`: some of them, with commas between. */
  readonly choices?: (wishes: Wishes) => readonly string[];
  readonly many?: true;
  readonly pattern?: readonly [RegExp, wanted: string];
  /** What is wrong with an answer of the right form, by the answers before. */
  readonly refuses?: (answer: string, wishes: Wishes) => Wrong | undefined;
  /** Asked only if this holds of the answers before. */
  readonly when?: (wishes: Wishes) => boolean;
}

const isClient = (wishes: Wishes): boolean => wishes.role === 'client';
const TEXT = [/^[^\p{Cc}]+$/u, 'some text'] as const;

export const WISHES: readonly WishQuestion[] = [
  { name: 'role', value: 'ROLE', ask: 'Is it a DM client (a device) or a DM server?', choices: () => ['client', 'server'] },
  {
    name: 'name',
    value: 'NAME',
    ask: 'A short name, for files and reports',
    pattern: [/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'letters, digits, dot, dash, underscore; at most 64'],
  },
  { name: 'vendor', value: 'TEXT', ask: 'Who makes it?', otherwise: () => '' },
  { name: 'product', value: 'TEXT', ask: 'What is the product called?', otherwise: (w) => w.name ?? '' },
  { name: 'iut-version', value: 'TEXT', ask: 'Which version of it?', otherwise: () => '1' },
  {
    name: 'edition',
    value: 'EDITIONS',
    ask: 'Which editions does it claim?',
    otherwise: () => 'SR,NOTI',
    choices: () => EDITIONS,
    many: true,
    refuses: (answer, wishes) => {
      const empty = answer.split(',').find((edition) => !hasItems(edition, wishes.role ?? ''));
      const wanted = EDITIONS.filter((edition) => hasItems(edition, wishes.role ?? ''));
      return empty === undefined
        ? undefined
        : { wanted: `some of ${wanted.join(',')}`, cure: `${empty} demands nothing of a ${wishes.role}, so nothing could be tested` };
    },
  },
  {
    name: 'encoding',
    value: 'ENCODINGS',
    ask: 'How does it write messages?',
    otherwise: () => 'xml,wbxml',
    choices: () => ['xml', 'wbxml'],
    many: true,
  },
  {
    name: 'listen',
    value: 'HOST:PORT',
    ask: 'Where shall dmct listen, as the device reaches it (port 0: any free one)?',
    otherwise: () => '127.0.0.1:0',
    pattern: [/^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+):[0-9]{1,5}$/, 'host:port'],
    refuses: (answer) => {
      const wanted = wrongPort(answer);
      if (wanted) return { wanted };
      if (!isEverywhere(answer)) return undefined;
      const cure = 'the device is told to come there; where it reaches dmct under another name, say so in lower-tester.url afterwards';
      return { wanted: 'an address of this machine that the device can reach, as 192.0.2.7:8080', cure };
    },
    when: isClient,
  },
  {
    name: 'path',
    value: 'PATH',
    ask: 'Which path does the DM address of dmct have?',
    otherwise: () => '/dm',
    pattern: [/^\/[!-~]*$/, 'a path that begins with /'],
    when: isClient,
  },
  {
    name: 'url',
    value: 'URL',
    ask: 'What is the DM address of the server?',
    otherwise: () => 'http://server.example/dm',
    pattern: [/^https?:\/\/[!-~]+$/, 'a URL that begins with http:// or https://'],
    refuses: (answer) => {
      const why = wrongUrl(answer);
      return why === undefined ? undefined : { wanted: 'a URL', cure: why };
    },
    when: (w) => !isClient(w),
  },
  {
    name: 'push',
    value: 'BEARER',
    ask: 'How do pushes reach the device?',
    otherwise: () => 'wsp-udp',
    choices: (w) => ['wsp-udp', 'ota-http', 'smpp', ...(isClient(w) ? [] : ['pap']), 'sip', 'exec', 'none'],
  },
  {
    name: 'auth',
    value: 'TYPE',
    ask: 'Which credentials do the two sides show?',
    otherwise: () => 'md5',
    choices: () => ['basic', 'md5', 'mac-md5', 'mac-sha256'],
  },
  { name: 'server-id', value: 'ID', ask: 'The server id of the account', otherwise: () => 'com.example.manage', pattern: TEXT },
  { name: 'device-id', value: 'ID', ask: 'The device id', otherwise: () => 'IMEI:493005100592800', pattern: TEXT },
  {
    name: 'user',
    value: 'NAME',
    ask: 'The name that the device shows in its credentials',
    otherwise: () => 'device',
    pattern: TEXT,
  },
  {
    name: 'secrets',
    value: 'WHERE',
    ask: 'Where shall secrets be kept: in the IUT file, or in variables of the environment?',
    otherwise: () => 'file',
    choices: () => ['file', 'env'],
  },
  {
    name: 'adapter',
    value: 'LANGUAGE',
    ask: 'In which language will you write the adapter?',
    otherwise: () => 'node',
    choices: () => ADAPTER_LANGUAGES,
  },
];

/** Whether the tables ask anything of this side. */
const hasItems = (edition: string, role: string): boolean =>
  [...loadCatalogue().items.values()].some((item) => item.edition === edition && (item.side === 'both' || item.side === role));

/** An answer as it is meant: choices in their one spelling, however they are typed. */
export function meant({ choices, many }: WishQuestion, wishes: Wishes, typed: string): string {
  if (!choices) return typed;
  const word = (text: string): string => choices(wishes).find((choice) => choice.toLowerCase() === text.toLowerCase()) ?? text;
  return many
    ? typed
        .split(/[\s,]+/)
        .map(word)
        .join(',')
    : word(typed);
}

/** What is wrong with an answer; undefined when it will do. */
export function whyWrong({ choices, many, pattern, refuses }: WishQuestion, wishes: Wishes, answer: string): Wrong | undefined {
  if (pattern) return pattern[0].test(answer) ? refuses?.(answer, wishes) : { wanted: pattern[1] };
  if (!choices) return /\p{Cc}/u.test(answer) ? { wanted: 'one line of text' } : undefined;
  const allowed = choices(wishes);
  const bad = (many ? answer.split(',') : [answer]).find((word) => !allowed.includes(word));
  if (bad === undefined) return refuses?.(answer, wishes);
  const [near] = nearest(bad, allowed);
  return { wanted: many ? `some of ${allowed.join(',')}` : allowed.join(' | '), ...(near === undefined ? {} : { cure: `did you mean "${near}"?` }) };
}
