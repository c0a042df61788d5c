/** How our side is set up, and what the IUT has to hold, in words: the preconditions of a scenario. */
import type { Fields, Scenario, Value } from '../judge/scenario.js';
import { alternatives, inWords, listOf, nestedWords, valueWords } from './placeholders.js';

/** A phrase for each key of `given`. */
export const GIVEN_WORDS: Readonly<Record<string, (value: Value) => string>> = {
  encoding: (value) => `Messages are written in the encoding ${inWords(String(value))}.`,
  bearers: (value) => `Pushes are listened for over ${listOf(value).join(' and ')}.`,
  'push-tls': () => 'The device takes pushes over HTTPS where it has its certificate.',
  without: (value) => `The client is not told of the account ${alternatives(listOf(value))}.`,
  twin: (value) => `The client is told of the account ${String(value)} twice, the second time as "twin" with another secret.`,
  server: (value) => serverWords(value as Fields),
};

/** A phrase for each key of `given.server`. */
export const SERVER_WORDS: Readonly<Record<string, (value: Value) => string>> = {
  reports: (value) => `answers a report with ${inWords(String(value))}`,
  encoding: (value) => `writes its messages in ${inWords(String(value))}`,
  operations: (value) =>
    typeof value === 'string'
      ? `sends the commands of ${inWords(value)}`
      : `sends ${(value as readonly Value[]).map((list, n) => `in its package ${n + 1} ${(list as readonly Value[]).map(operationWords).join(', ')}`).join('; ')}`,
  clientAuth: (value) => `demands credentials of the type ${inWords(String(value))}`,
  serverAuth: (value) => `shows itself with credentials of the type ${inWords(String(value))}`,
  resynchronise: () => 'starts a resynchronisation of the nonces with its notifications',
  nextNonce: (value) => (value === 'yes' ? 'hands the client a next nonce' : 'hands the client no next nonce'),
  respUri: () => 'sets RespURI',
  maxMsgSize: (value) => `sets MaxMsgSize to ${inWords(String(value))}`,
  answers: (value) => (typeof value === 'string' ? `answers as ${inWords(value)} says` : `answers otherwise than right: ${nestedWords(value)}`),
  abortIn: (value) => `aborts the session (Alert 1223) in its package ${inWords(String(value))}`,
};

const operationWords = (operation: Value): string => {
  const { command, uri, ...rest } = operation as Fields;
  const more = Object.keys(rest).length === 0 ? '' : ` (${valueWords(rest)})`;
  return `${String(command)}${uri === undefined ? '' : ` ${inWords(String(uri))}`}${more}`;
};

function serverWords(server: Fields): string {
  const said = Object.entries(server).map(([key, value]) => phrase(SERVER_WORDS, key)(value));
  return `Our server ${said.join('; it ')}.`;
}

/** What had no phrase would be told as it is written: a test holds that all keys have one. */
function phrase(table: Readonly<Record<string, (value: Value) => string>>, key: string): (value: Value) => string {
  return table[key] ?? ((value) => `${key} ${valueWords(value)}`);
}

/** Sentences: state of the IUT, its accounts, our side. */
export function preconditions(scenario: Scenario): string[] {
  const accounts = accountsOf(scenario);
  const which = accounts.length === 1 ? `the account ${accounts[0]}` : `the accounts ${accounts.slice(0, -1).join(', ')} and ${accounts.at(-1)}`;
  return [
    `The IUT is as after the factory and holds ${which} of the IUT file.`,
    ...Object.entries(scenario.given).map(([key, value]) => phrase(GIVEN_WORDS, key)(value)),
  ];
}

/** Names of the accounts that a scenario speaks of; `default` is always among them. */
export function accountsOf({ given, steps, rows }: Scenario): string[] {
  const names = new Set(['default']);
  const text = JSON.stringify([given, steps.map((s) => [s.with, s.holds, s.expect.map((a) => a.check)]), rows.map((r) => r.values)]);
  for (const [, name] of text.matchAll(/"account":"([a-z0-9-]+)"/g)) names.add(name as string);
  for (const [, name] of text.matchAll(/\$\{account\.([a-z0-9-]+)\./g)) names.add(name as string);
  return [...names];
}
