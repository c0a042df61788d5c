/**
 * `{name}` in the command and environment of an exec adapter. Names are those of the last `configure` and of the call at hand; one that
 * this call does not carry becomes nothing, one that no call ever carries is refused when the IUT file is read. `{{name}}` stays `{name}`.
 */
import { unknownName } from '../../base/errors.js';
import type { Faults } from '../../base/faults.js';
import type { YamlFile } from '../../base/yaml.js';
import type { Account } from '../account.js';

const PATTERN = /\{(\{?)([A-Za-z][A-Za-z0-9._-]*)\}(\}?)/g;

const CREDENTIALS = ['type', 'name', 'secret', 'nonce'];
/** Everything that some call can carry (primitives.ts), and short names for what a command line usually needs. */
export const TEMPLATE_NAMES: readonly string[] = [
  ...[
    'primitive',
    'seed',
    'account',
    'url',
    'connect',
    'encoding',
    'listen',
    'push-file',
    'push-hex',
    'push-base64',
    'session-id',
    'server-id',
    'device-id',
  ],
  ...['user', 'secret', 'nonce'],
  ...['client', 'server'].flatMap((side) => CREDENTIALS.map((name) => `${side}.${name}`)),
  ...[
    'push.wspUdp',
    'push.otaHttp',
    'push.smpp',
    'push.pap',
    'push.sip',
    'accounts',
    'reports',
    'operations',
    'commands',
    'headers',
    'source',
    'type',
    'format',
    'mark',
    'data',
  ],
  ...['code', 'port', 'wsp', 'file', 'uri', 'answer', 'ui', 'initiator', 'repeat', 'bearer'],
];

/** Keeps an InputError `template-unknown` for each name that no call carries. */
export function checkTemplate(yaml: YamlFile, path: readonly (string | number)[], text: string, faults: Faults): void {
  for (const [, open, name] of text.matchAll(PATTERN)) {
    if (!open && !TEMPLATE_NAMES.includes(name as string))
      faults.keep(unknownName('template-unknown', 'template', name as string, TEMPLATE_NAMES, yaml.at(path)));
  }
}

export const mentions = (texts: readonly string[], name: string): boolean =>
  texts.some((text) => [...text.matchAll(PATTERN)].some(([, open, found]) => !open && found === name));

export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(PATTERN, (whole: string, open: string, name: string, close: string) => {
    if (open && close) return `{${name}}`;
    return open || close ? whole : (values[name] ?? '');
  });
}

/** What calls have said so far: `reset` its seed, `configure` accounts and addresses. */
export class TemplateValues {
  #seed = '';
  #configured: Readonly<Record<string, unknown>> = {};

  /** The values for one call, after what it says itself has been taken in. */
  of(primitive: string, args: Readonly<Record<string, unknown>>): Record<string, string> {
    if (primitive === 'reset') {
      this.#seed = String(args.seed ?? '');
      this.#configured = {};
    }
    if (primitive === 'configure') this.#configured = args;
    const name = typeof args.account === 'string' ? args.account : 'default';
    const accounts = (this.#configured.accounts ?? {}) as Readonly<Record<string, Account & { url?: string; connect?: string }>>;
    const account = accounts[name];
    return {
      ...flat(this.#configured),
      ...(account ? { ...flat(account as unknown as Record<string, unknown>), ...shortNames(account) } : {}),
      ...flat(args),
      primitive,
      seed: this.#seed,
      account: name,
      'push-file': String(args.file ?? ''),
      'push-hex': Buffer.from(String(args.wsp ?? ''), 'base64').toString('hex'),
      'push-base64': String(args.wsp ?? ''),
      'session-id': String(args['session-id'] ?? args.sessionId ?? ''),
    };
  }
}

const shortNames = (account: Account): Record<string, string> => ({
  user: account.client.name,
  secret: account.client.secret,
  nonce: account.client.nonce ?? '',
});

/** Text by key; a map also by `key.member`; whatever is no text as JSON. */
function flat(values: Readonly<Record<string, unknown>>): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [key, value] of Object.entries(values)) {
    out[key] = typeof value === 'string' ? value : JSON.stringify(value ?? '');
    if (typeof value !== 'object' || value === null || Array.isArray(value)) continue;
    for (const [member, inner] of Object.entries(value)) if (typeof inner === 'string') out[`${key}.${member}`] = inner;
  }
  return out;
}
