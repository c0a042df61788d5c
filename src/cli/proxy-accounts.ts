/** Whether a client and a server that are to talk to each other know the same accounts: where they do not, the one refuses what the other sends. */
import { formatWhere } from '../base/errors.js';
import type { Account } from '../iut/account.js';
import type { Iut } from '../iut/iut.js';
import { redact, secretsOf } from '../iut/secrets.js';

/** A line for each difference, with both places; secrets are compared and never shown. */
export function disagreements(client: Iut, server: Iut): readonly string[] {
  const shared = Object.keys(client.accounts).filter((name) => Object.hasOwn(server.accounts, name));
  if (shared.length === 0) {
    const named = (iut: Iut): string => `${Object.keys(iut.accounts).join(', ')} (${formatWhere(iut.where(['accounts']))})`;
    return [`the two IUT files have no account of the same name: ${named(client)} and ${named(server)}`];
  }
  const secrets = [...secretsOf(client), ...secretsOf(server)];
  const lines = shared.flatMap((name) => {
    const [own, others] = [client.accounts[name] as Account, server.accounts[name] as Account];
    return compared(own, others).map(({ path, isSecret }) => {
      const at = (iut: Iut, account: Account): string => {
        const shown = isSecret ? '' : `"${redact(valueAt(account, path) ?? '', secrets)}", `;
        return `${shown}${formatWhere(iut.where(['accounts', name, ...path]))}`;
      };
      const what = `account ${name}: ${path.join('.')} is not the same on both sides`;
      return `${what}: ${client.name} (${at(client, own)}) and ${server.name} (${at(server, others)})`;
    });
  });
  return lines.length === 0 ? [] : [...lines, 'where they differ the one refuses what the other sends: give both files the same account'];
}

interface Difference {
  readonly path: readonly string[];
  readonly isSecret: boolean;
}

function compared(own: Account, others: Account): Difference[] {
  const paths: string[][] = [['server-id'], ['device-id']];
  for (const side of ['client', 'server'] as const) {
    paths.push([side, 'type']);
    // Who shows no credentials need not have a name, and a challenge brings the first nonce to who has none.
    for (const key of ['name', 'secret', 'nonce'] as const) if (own[side][key] && others[side][key]) paths.push([side, key]);
  }
  return paths
    .filter((path) => valueAt(own, path) !== valueAt(others, path))
    .map((path) => ({ path, isSecret: ['secret', 'nonce'].includes(path.at(-1) as string) }));
}

const valueAt = (account: Account, path: readonly string[]): string | undefined =>
  path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], account) as string | undefined;
