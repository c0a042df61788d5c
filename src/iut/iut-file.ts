/** The IUT file (design 4.5): YAML in, a checked Iut out. Every fault is an InputError that names file, line and column. */
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { readCheckedYaml } from '../base/checked-yaml.js';
import { HarnessFault, type InputError, unknownName, type Where } from '../base/errors.js';
import { Faults } from '../base/faults.js';
import { packageRoot } from '../base/package-root.js';
import { otherThanFile } from '../base/regular-file.js';
import { tolerated } from '../base/schema.js';
import { readYaml, type YamlFile, type YamlValue } from '../base/yaml.js';
import type { Side } from '../scr/catalogue.js';
import type { Account, Credentials } from './account.js';
import { nowhereToCome, wrongPort, wrongUrl } from './address-faults.js';
import { readIcs } from './ics-source.js';
import type { IcsSource, Iut, LowerTesterSettings, PushSettings, Role, TlsVersion } from './iut.js';
import { markedSecrets } from './marked-secrets.js';
import { type Pixit, readPixit } from './pixit.js';
import { type SecretSource, secretText } from './secret-source.js';
import { tlsFaults } from './tls-fault.js';
import { readUpperTester } from './upper-tester-settings.js';

/** IUTs that come with dmct, by the name that `--iut` takes. */
export const BUILT_IN: Readonly<Record<string, string>> = {
  'reference-client': 'simulators/iut/reference-client.yaml',
  'reference-server': 'simulators/iut/reference-server.yaml',
};

type Text = Readonly<Record<string, string>>;
type RawCredentials = Partial<Omit<Credentials, 'secret' | 'nonce'>> & {
  readonly secret?: SecretSource;
  readonly nonce?: string | { readonly hex: string };
};
interface Raw {
  readonly iut: Text;
  readonly 'lower-tester'?: Text & { readonly tls?: Text };
  readonly push?: Text;
  readonly accounts: Readonly<Record<string, Omit<Account, 'client' | 'server'> & { client: RawCredentials; server: RawCredentials }>>;
  readonly 'upper-tester': Readonly<Record<string, unknown>>;
  readonly ics?: string | Text;
  readonly pixit?: string | Readonly<Record<string, unknown>>;
}

/** Whether dmct finds the file itself. */
export const isBuiltIn = ({ file }: Pick<Iut, 'file'>): boolean => Object.values(BUILT_IN).includes(file);

/**
 * Loads an IUT file, or a built-in one by name. Throws InputError `file-missing`, `yaml-*`, `schema-*` (base/schema.ts), `pixit-*`,
 * `unknown-assumption`, `unknown-reading`, `iut-file-missing` (a file that it names), `iut-value`, `tls-file`,
 * `secret-unset`: all of them as one.
 */
export function loadIut(fileOrName: string): Iut {
  const builtIn = BUILT_IN[fileOrName];
  if (builtIn === undefined && !/[./\\]/.test(fileOrName) && !existsSync(fileOrName)) {
    throw unknownName('iut-unknown', 'IUT', fileOrName, Object.keys(BUILT_IN));
  }
  const file = builtIn ?? fileOrName;
  const path = builtIn === undefined ? file : join(packageRoot, builtIn);
  const folder = builtIn === undefined ? resolve(dirname(file)) : packageRoot;
  const faults = new Faults();
  const yaml = faults.attempt(() => readCheckedYaml(path, SCHEMA, 'nothing')) ?? rest(path, folder, faults);
  const raw = yaml.value as unknown as Raw;
  const role = raw.iut.role as Role;
  const parts = partsOf(yaml, raw, folder, role, faults);
  if (!faults.isEmpty) claims(parts, role, yaml, faults);
  faults.settle();
  const whole = parts as Whole<typeof parts>;
  return {
    file,
    folder,
    builtIn: builtIn !== undefined,
    sha256: createHash('sha256').update(readFileSync(yaml.file)).digest('hex'),
    name: raw.iut.name as string,
    vendor: raw.iut.vendor ?? '',
    product: raw.iut.product ?? '',
    version: raw.iut.version ?? '',
    role,
    ...whole,
    secrets: markedSecrets(yaml, whole.pixit.values),
    where: (path) => yaml.at(path),
  };
}

const SCHEMA = 'src/iut/iut.schema.json';

/** `raw`: of the file, what is to be looked at; `isWhole`: whether that is all that stands below a key of the root. */
function partsOf(yaml: YamlFile, raw: Raw, folder: string, role: Role, faults: Faults, isWhole: (key: string) => boolean = () => true) {
  const at = dirname(resolve(yaml.file));
  const part = <T>(key: keyof Raw, read: () => T): T | undefined => (raw[key] !== undefined || isWhole(key) ? faults.attempt(read) : undefined);
  return {
    lowerTester: part('lower-tester', () => lowerTester(yaml, role, folder, raw['lower-tester'] ?? {}, isWhole('lower-tester'))),
    push: part('push', () =>
      push(
        yaml,
        role,
        raw.push ?? { bearer: 'none' },
        (yaml.value as { readonly 'lower-tester'?: Text })['lower-tester']?.tls !== undefined,
        isWhole('push'),
      ),
    ),
    accounts: part('accounts', () => accounts(yaml, folder, role, raw.accounts)),
    upperTester: part('upper-tester', () => readUpperTester(yaml, role, folder, raw['upper-tester'])),
    ics: part('ics', () => ics(yaml, at, raw.ics)),
    pixit: part('pixit', () => pixit(yaml, at, raw.pixit ?? {})),
  };
}

/** What a run would stumble over next, once something is wrong anyway. */
function claims({ ics: source }: { readonly ics: IcsSource | undefined }, side: Side, yaml: YamlFile, faults: Faults): void {
  if (source) faults.attempt(() => readIcs(source, side, (name) => yaml.at(['ics', name])));
}

/**
 * The schema refuses something: what it does not refuse is looked at all the same, so that all is told at once. Where the role itself is
 * wrong, only what is wrong for either role is.
 */
function rest(path: string, folder: string, faults: Faults): never {
  // A file that is no YAML has one fault.
  if (faults.errors.some(({ code }) => !code.startsWith('schema-'))) faults.settle();
  const yaml = readYaml(path);
  const { value, faulty } = tolerated(yaml, SCHEMA);
  const raw = { ...(value as object), ...answered(yaml.value, value) } as Raw;
  const isWhole = (key: string): boolean => Object.hasOwn(raw, key) && !faulty.has(key);
  const found = (role: Role, side: Side): readonly InputError[] => {
    const own = new Faults();
    const parts = partsOf(yaml, raw, folder, role, own, isWhole);
    claims(parts, side, yaml, own);
    return own.errors.flatMap((error) => error.each);
  };
  const role = (yaml.value as unknown as Partial<Raw>).iut?.role;
  if (role === 'client' || role === 'server') for (const error of found(role, role)) faults.keep(error);
  else {
    const asServer = new Set(found('server', 'both').map(({ message }) => message));
    for (const error of found('client', 'both')) if (asServer.has(error.message)) faults.keep(error);
  }
  faults.settle();
  throw new HarnessFault(`${path} was refused without a reason`);
}

/** An answer that is no text is told; its edition is claimed all the same. */
function answered(given: YamlValue, value: YamlValue): { readonly ics?: Text } {
  const [all, right] = [given, value].map((of) => (of as { readonly ics?: YamlValue }).ics);
  if (typeof all !== 'object' || Array.isArray(all) || Object.keys(all).length === 0) return {};
  return { ics: { ...Object.fromEntries(Object.keys(all).map((name) => [name, 'unknown'])), ...(right as Text | undefined) } };
}

/** After `settle` every part is there. */
type Whole<T> = { readonly [K in keyof T]: Exclude<T[K], undefined> };

/** An account by name. Throws InputError `account-unknown`; `where` is the place that asks. */
export function accountOf(iut: Iut, name: string, where?: Where): Account {
  const found = Object.hasOwn(iut.accounts, name) ? iut.accounts[name] : undefined;
  if (!found) throw unknownName('account-unknown', 'account', name, Object.keys(iut.accounts), where ?? iut.where(['accounts']));
  return found;
}

function accounts(yaml: YamlFile, folder: string, role: Role, raw: Raw['accounts']): Readonly<Record<string, Account>> {
  const faults = new Faults();
  const read = Object.entries(raw).map(([name, a]) => [name, faults.attempt(() => account(yaml, folder, role, name, a))] as const);
  faults.settle();
  return Object.fromEntries(read) as Record<string, Account>;
}

function account(yaml: YamlFile, folder: string, role: Role, name: string, raw: Raw['accounts'][string]): Account {
  const faults = new Faults();
  const keys = (['signing-key', 'device-key'] as const).flatMap((key) => {
    const path = raw[key];
    if (path === undefined) return [];
    return [[key, faults.attempt(() => keyText(yaml, ['accounts', name, key], folder, path, OWN_KEY[role] === key))]];
  });
  const [client, server] = (['client', 'server'] as const).map((side) =>
    faults.attempt(() => credentials(yaml, ['accounts', name, side, 'secret'], raw[side] ?? {})),
  ) as [Credentials, Credentials];
  faults.settle();
  return {
    'server-id': raw['server-id'],
    'device-id': raw['device-id'],
    client,
    server,
    ...(Object.fromEntries(keys) as Pick<Account, 'signing-key' | 'device-key'>),
  };
}

/** Of which key the tester holds the private half, by the role of the IUT. */
const OWN_KEY = { client: 'signing-key', server: 'device-key' } as const;

/** PEM of a key that can be used. Throws InputError `iut-file-missing`, `iut-value`. */
function keyText(yaml: YamlFile, path: readonly string[], folder: string, name: string, isPrivate: boolean): string {
  const pem = readFileSync(existing(yaml, path, folder, name), 'utf8');
  try {
    const { asymmetricKeyType } = isPrivate ? createPrivateKey(pem) : createPublicKey(pem);
    if (asymmetricKeyType === 'rsa') return pem;
  } catch {
    // The reason of the library names neither the file nor what was wanted.
  }
  const wanted = isPrivate ? 'an RSA private key in PEM' : 'an RSA public key or certificate in PEM';
  throw yaml.error('iut-value', path, `${path.join('.')} names ${name}, which holds no such key`, { wanted });
}

const credentials = (yaml: YamlFile, path: readonly string[], raw: RawCredentials): Credentials => ({
  type: raw.type as Credentials['type'],
  name: raw.name ?? '',
  secret: secretText(yaml, path, raw.secret ?? ''),
  ...(raw.nonce === undefined ? {} : { nonce: typeof raw.nonce === 'string' ? raw.nonce : Buffer.from(raw.nonce.hex, 'hex').toString('base64') }),
});

const DM_PATH = '/dm';

function lowerTester(yaml: YamlFile, role: Role, folder: string, raw: NonNullable<Raw['lower-tester']>, isWhole: boolean): LowerTesterSettings {
  const faults = new Faults();
  const { listen, connect, path = DM_PATH } = raw;
  if (listen) faults.attempt(() => port(yaml, ['lower-tester', 'listen'], listen));
  const nowhere = isWhole && role === 'client' && raw.url === undefined ? nowhereToCome(listen ?? '', path) : undefined;
  if (nowhere) faults.keep(yaml.error('iut-value', ['lower-tester', 'listen'], nowhere.found, nowhere));
  if (connect) faults.attempt(() => port(yaml, ['lower-tester', 'connect'], connect));
  if (raw.url) faults.attempt(() => url(yaml, ['lower-tester', 'url'], raw.url as string));
  const tls = raw.tls && faults.attempt(() => tlsOf(yaml, folder, raw.tls as Text));
  faults.settle();
  return {
    listen: listen ?? '127.0.0.1:0',
    path,
    ...(raw.url === undefined ? {} : { url: raw.url }),
    ...(connect === undefined ? {} : { connect }),
    ...(tls ? { tls } : {}),
  };
}

function tlsOf(yaml: YamlFile, folder: string, raw: Text): NonNullable<LowerTesterSettings['tls']> {
  const faults = new Faults();
  const place = ['lower-tester', 'tls'];
  const [key, cert, ca] = (['key', 'cert', 'ca'] as const).map((name) =>
    raw[name] === undefined ? undefined : faults.attempt(() => readFileSync(existing(yaml, [...place, name], folder, raw[name] as string), 'utf8')),
  ) as [string, string, string | undefined];
  for (const fault of tlsFaults(yaml, place, raw, { key, cert, ca })) faults.keep(fault);
  faults.settle();
  return {
    key,
    cert,
    ...(ca === undefined ? {} : { ca }),
    ...(raw['min-version'] === undefined ? {} : { minVersion: raw['min-version'] as TlsVersion }),
    ...(raw['max-version'] === undefined ? {} : { maxVersion: raw['max-version'] as TlsVersion }),
    ...(raw['client-certificate'] === undefined ? {} : { requireClientCertificate: raw['client-certificate'] === 'required' }),
  };
}

function push(yaml: YamlFile, role: Role, raw: Text, hasTls: boolean, isWhole: boolean): PushSettings {
  const faults = new Faults();
  const bearer = raw.bearer as PushSettings['bearer'];
  const { to, device } = raw;
  const tell = (key: string, found: string, cure: string): void => faults.keep(yaml.error('iut-value', ['push', key], found, { cure }));
  const isUrl = to !== undefined && /^https?:/.test(to);
  if (to !== undefined) faults.attempt(() => (isUrl ? url : port)(yaml, ['push', 'to'], to));
  if (isWhole) {
    if (isUrl && bearer !== 'ota-http' && bearer !== 'pap') tell('to', `push over ${bearer} goes to no URL`, 'write host:port');
    if (bearer === 'pap' && role === 'client' && !isUrl)
      tell(to === undefined ? 'bearer' : 'to', 'push over pap needs the URL of the gateway', 'to: http://gateway.example:8080/pap');
    if (role === 'server' && to?.startsWith('https:') && !hasTls)
      tell('to', 'our device is to take pushes over TLS, but has no certificate', 'name key and cert in lower-tester.tls');
    if (device !== undefined && bearer !== 'pap')
      tell('device', `push.device says nothing over ${bearer}`, 'it is the address that a push gateway knows');
  }
  faults.settle();
  return { bearer, ...(to === undefined ? {} : { to }), ...(device === undefined ? {} : { device }) };
}

function ics(yaml: YamlFile, folder: string, raw: Raw['ics']): IcsSource {
  if (raw === undefined || Object.keys(raw).length === 0) return { kind: 'absent' };
  if (typeof raw === 'string') return { kind: 'file', path: existing(yaml, ['ics'], folder, raw) };
  return { kind: 'inline', answers: raw };
}

/** From the IUT file itself, or from a file of its own that has the same key `pixit` (pixit.schema.json). */
function pixit(yaml: YamlFile, folder: string, raw: NonNullable<Raw['pixit']>): Pixit {
  if (typeof raw !== 'string') return readPixit(yaml, raw);
  const file = relative(process.cwd(), existing(yaml, ['pixit'], folder, raw));
  const own = readCheckedYaml(file, 'src/iut/pixit.schema.json', 'nothing');
  const { pixit: values = {} } = own.value as { pixit?: '' | Readonly<Record<string, unknown>> };
  return { ...readPixit(own, values === '' ? {} : values), file };
}

function existing(yaml: YamlFile, path: readonly string[], folder: string, name: string): string {
  const full = resolve(folder, name);
  const other = existsSync(full) ? otherThanFile(full) : undefined;
  if (other) throw yaml.error('iut-file-missing', path, `${path.join('.')} names ${name}, which is ${other}`, { wanted: 'a file' });
  if (existsSync(full)) return full;
  throw yaml.error('iut-file-missing', path, `${path.join('.')} names ${name}, and there is no ${full}`, {
    cure: `the path is taken relative to ${folder}`,
  });
}

function port(yaml: YamlFile, path: readonly string[], address: string): void {
  const wanted = wrongPort(address);
  if (wanted) throw yaml.error('iut-value', path, `${path.join('.')} is "${address}"`, { wanted });
}

function url(yaml: YamlFile, path: readonly string[], text: string): void {
  const why = wrongUrl(text);
  if (why) throw yaml.error('iut-value', path, `${path.join('.')} "${text}" is no URL: ${why}`);
}
