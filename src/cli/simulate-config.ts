/** What `dmct simulate` is told: a YAML file, with defaults that let a device and a server on one machine find each other. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseHostPort } from '../../simulators/http/address.js';
import { ADDRESS_OF, type PushAddresses, WIRE_BEARERS, type WireBearer } from '../../simulators/push/addresses.js';
import { PAP_PATH } from '../../simulators/push/gateway.js';
import { InputError } from '../base/errors.js';
import { asOne } from '../base/faults.js';
import { otherThanFile } from '../base/regular-file.js';
import { checkSchema } from '../base/schema.js';
import { readYaml, type YamlFile } from '../base/yaml.js';
import type { Account, Credentials } from '../iut/account.js';
import type { Encoding } from '../iut/primitives.js';
import { tlsFaults } from '../iut/tls-fault.js';

export interface SimulateConfig {
  /** DM address as the device uses it; without one in the file that of `listen`. */
  readonly url: string;
  /** The file names a URL: the server calls itself by it, wherever it listens. */
  readonly hasOwnUrl: boolean;
  readonly connect?: string;
  readonly listen: string;
  readonly encoding: Encoding;
  readonly seed: string;
  readonly push: PushAddresses;
  readonly tls?: { readonly key?: string; readonly cert?: string; readonly ca?: string; readonly requireClientCertificate: boolean };
  readonly accounts: Readonly<Record<string, Account>>;
}

const DEFAULT_ACCOUNT: Account = {
  'server-id': 'com.mgmtsrv.manage',
  'device-id': 'IMEI:493005100592800',
  client: { type: 'md5', name: 'Bruce2', secret: 'OhBehave', nonce: 'Tm9uY2U=' },
  server: { type: 'md5', name: 'com.mgmtsrv.manage', secret: 'ServerPwd', nonce: 'c2VydmVyLW5vbmNl' },
};

export const DEFAULT_CONFIG: SimulateConfig = {
  url: 'http://127.0.0.1:8008/dm',
  hasOwnUrl: false,
  listen: '127.0.0.1:8008',
  encoding: 'xml',
  seed: 'simulate',
  push: { wspUdp: '127.0.0.1:2948' },
  accounts: { default: DEFAULT_ACCOUNT },
};

interface Raw {
  readonly url?: string;
  readonly connect?: string;
  readonly listen?: string;
  readonly encoding?: Encoding;
  readonly seed?: string;
  readonly push?: Readonly<Partial<Record<WireBearer, string>>>;
  readonly tls?: Readonly<Record<'key' | 'cert' | 'ca' | 'client-certificate', string | undefined>>;
  readonly accounts?: Readonly<Record<string, Omit<Account, 'client' | 'server'> & Record<'client' | 'server', Partial<Credentials>>>>;
}

/** Throws InputError `file-missing`, `yaml-*`, `schema-*`, `simulate-url`, `tls-file`, `bad-address`, each with its place. */
export function readConfig(file: string | undefined): SimulateConfig {
  if (file === undefined) return DEFAULT_CONFIG;
  const yaml = readYaml(file);
  checkSchema(yaml, 'src/cli/simulate.schema.json');
  const raw = yaml.value as unknown as Raw;
  if (raw.url !== undefined && !/^https?:\/\/[^/]/.test(raw.url)) {
    throw yaml.error('simulate-url', ['url'], `"${raw.url}" is no DM address`, { wanted: 'http://host/path or https://host/path' });
  }
  for (const path of [['listen'], ['connect'], ...WIRE_BEARERS.map((bearer) => ['push', bearer])]) checkAddress(yaml, path);
  const pem = (name: 'key' | 'cert' | 'ca'): Partial<Record<typeof name, string>> => {
    const named = raw.tls?.[name];
    return named === undefined ? {} : { [name]: readPem(yaml, name, resolve(dirname(file), named)) };
  };
  const tls = { ...pem('key'), ...pem('cert'), ...pem('ca') };
  const fault = asOne(tlsFaults(yaml, ['tls'], raw.tls ?? {}, tls));
  if (fault) throw fault;
  const listen = raw.listen ?? DEFAULT_CONFIG.listen;
  return {
    url: raw.url ?? `${raw.tls ? 'https' : 'http'}://${listen}/dm`,
    ...(raw.connect === undefined ? {} : { connect: raw.connect }),
    listen,
    hasOwnUrl: raw.url !== undefined,
    encoding: raw.encoding ?? DEFAULT_CONFIG.encoding,
    seed: raw.seed ?? DEFAULT_CONFIG.seed,
    push: raw.push === undefined ? DEFAULT_CONFIG.push : addresses(raw.push),
    ...(raw.tls ? { tls: { ...tls, requireClientCertificate: raw.tls['client-certificate'] === 'required' } } : {}),
    accounts:
      raw.accounts === undefined ? DEFAULT_CONFIG.accounts : Object.fromEntries(Object.entries(raw.accounts).map(([name, a]) => [name, account(a)])),
  };
}

function addresses(push: NonNullable<Raw['push']>): SimulateConfig['push'] {
  return Object.fromEntries(WIRE_BEARERS.flatMap((bearer) => (push[bearer] === undefined ? [] : [[ADDRESS_OF[bearer], push[bearer]]])));
}

function account(raw: NonNullable<Raw['accounts']>[string]): Account {
  return { 'server-id': raw['server-id'], 'device-id': raw['device-id'], client: credentials(raw.client), server: credentials(raw.server) };
}

const isHttp = (address: string): boolean => /^https?:/.test(address) && URL.canParse(address);

/** Where the server sends pushes: a gateway that the device plays is reached by its path. */
export function sentTo({ pap, ...others }: PushAddresses): PushAddresses {
  return pap === undefined ? others : { ...others, pap: isHttp(pap) ? pap : `http://${pap}${PAP_PATH}` };
}

/** Where the device hears pushes. Throws InputError `bad-address` for a gateway of others. */
export function heardAt(push: PushAddresses): PushAddresses {
  if (push.pap === undefined || !isHttp(push.pap)) return push;
  throw new InputError('bad-address', {
    found: `push.pap is ${push.pap}: a device does not listen at a URL`,
    wanted: 'host:port, where it plays the gateway',
    cure: 'leave pap out of the file of the device where the gateway is another program',
  });
}

function credentials({ type = 'none', name = '', secret = '', nonce }: Partial<Credentials>): Credentials {
  return { type, name, secret, ...(nonce === undefined ? {} : { nonce }) };
}

function checkAddress(yaml: YamlFile, path: readonly string[]): void {
  const value = path.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], yaml.value);
  if (value === undefined || (path.at(-1) === 'pap' && isHttp(String(value)))) return;
  try {
    parseHostPort(String(value));
  } catch (cause) {
    if (cause instanceof InputError)
      throw yaml.error('bad-address', path, cause.parts.found, cause.parts.wanted === undefined ? {} : { wanted: cause.parts.wanted });
    throw cause;
  }
}

function readPem(yaml: YamlFile, name: string, file: string): string {
  try {
    if (otherThanFile(file) === undefined) return readFileSync(file, 'utf8');
  } catch {
    // Told below, as one that is no file.
  }
  throw yaml.error('file-missing', ['tls', name], `cannot read ${file}`, { cure: 'the path is taken relative to this file' });
}
