/** An IUT file once it is read and checked (design 4.5): nothing below has to look at YAML again. */
import type { Where } from '../base/errors.js';
import type { Account } from './account.js';
import type { Pixit } from './pixit.js';
import type { Primitive } from './primitives.js';

export type Role = 'client' | 'server';

export interface Iut {
  /** As given, for messages; `folder` is absolute and is what relative paths in the file start from (the package, for built-in ones). */
  readonly file: string;
  readonly folder: string;
  readonly builtIn: boolean;
  /** Of the octets of the file, hex. */
  readonly sha256: string;
  readonly name: string;
  readonly vendor: string;
  readonly product: string;
  readonly version: string;
  readonly role: Role;
  readonly lowerTester: LowerTesterSettings;
  readonly push: PushSettings;
  readonly accounts: Readonly<Record<string, Account>>;
  readonly upperTester: UpperTesterSettings;
  readonly ics: IcsSource;
  readonly pixit: Pixit;
  /** Values that the file marks as secret, beside those that are by their nature. */
  readonly secrets?: readonly string[];
  /** Where a key of the file stands, for errors that are found later. */
  where(path: readonly (string | number)[]): Where;
}

export interface LowerTesterSettings {
  /** `host:port` to listen on, port 0 for any free one. */
  readonly listen: string;
  readonly path: string;
  /** DM address that the messages name: ours for a client IUT, that of the IUT for a server IUT. */
  readonly url?: string;
  /** `host:port` to dial instead of what `url` resolves to (server IUT). */
  readonly connect?: string;
  readonly tls?: TlsSettings;
}

export type TlsVersion = 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

/**
 * PEM texts, read from the files that the IUT file names: our certificate (of the server for a client IUT, of the device for a server
 * IUT) and whom we trust; without `ca` anybody.
 */
export interface TlsSettings {
  readonly key: string;
  readonly cert: string;
  readonly ca?: string;
  readonly minVersion?: TlsVersion;
  readonly maxVersion?: TlsVersion;
  readonly requireClientCertificate?: boolean;
}

/**
 * How pushes reach the device. `to` is its address (client IUT; absent: what `configure` answers) or where our device listens (server IUT).
 * `smpp`: `to` is where our SMS centre listens. `pap`: the URL of the push gateway (client IUT), which knows the device as `device`, or where
 * ours listens (server IUT).
 * `exec`: the upper tester's `deliver-push` takes them. `none`: there is no way, and what needs one is not applicable.
 */
export interface PushSettings {
  readonly bearer: 'wsp-udp' | 'ota-http' | 'smpp' | 'pap' | 'sip' | 'exec' | 'none';
  readonly to?: string;
  readonly device?: string;
}

interface CommonSettings {
  readonly timeoutMs: number;
  /** The only primitives the adapter has; absent: ask it. */
  readonly primitives?: readonly Primitive[];
}
interface ProcessSettings extends CommonSettings {
  /** Program and arguments. */
  readonly command: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}
export interface ExecSettings extends ProcessSettings {
  readonly kind: 'exec';
  /** A process for every primitive, or one from `configure` to the next `reset`. */
  readonly mode: 'primitive' | 'session';
  /** Exit code that says "no such primitive". */
  readonly unsupportedExit: number;
  /** What the process of a primitive reads: the JSON of `with`, the octets of a push (nothing for other primitives), or nothing. */
  readonly stdin: 'json' | 'push' | 'nothing';
}
export interface StdioSettings extends ProcessSettings {
  readonly kind: 'stdio';
}
export interface HttpSettings extends CommonSettings {
  readonly kind: 'http';
  /** The primitive's name is added as the last segment of the path. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Names of the headers whose value came from the environment: secrets, whatever they are called. */
  readonly secretHeaders: readonly string[];
}
export interface ManualSettings extends CommonSettings {
  readonly kind: 'manual';
  /** Absolute path of scripted answers. */
  readonly answers?: string;
}
export type UpperTesterSettings = ExecSettings | StdioSettings | HttpSettings | ManualSettings;

/** Where the ICS is: in a file (absolute path), in the IUT file itself, or nowhere. */
export type IcsSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'inline'; readonly answers: Readonly<Record<string, string>> }
  | { readonly kind: 'absent' };
