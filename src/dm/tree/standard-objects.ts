/**
 * The standard objects of a device as data (DM StdObj 5.3): DevInfo, DevDetail, one DMAcc per account, the Inbox, and a scratch
 * sub-tree ./Test that servers may do with as they like.
 */
import type { AuthType, Credentials } from '../account.js';
import type { AccountState } from '../session.js';
import { ROOT_ACL } from './acl.js';
import { type DmEdition, MO_IDS_OF } from './mo-ids.js';
import type { AccessType, NodeFormat, NodeSpec } from './node.js';
import { NodeStore, type StoreOptions } from './store.js';
import { managementTree, type Tree, type TreeOptions } from './tree.js';
import { canonicalName, NO_LIMITS } from './uri.js';

export { MO_IDS } from './mo-ids.js';

export interface DeviceFacts {
  /** DevInfo/DevId, the Source of every message. */
  readonly deviceId: string;
  readonly man?: string;
  readonly mod?: string;
  readonly dmVersion?: string;
  readonly lang?: string;
  readonly supportsSessionlessReports?: boolean;
  /** Which identifiers the objects have; default 1.3. */
  readonly edition?: DmEdition;
  /** Stamps changes; without it nodes have no TStamp. */
  readonly clock?: () => Date;
  /** URI limits, announced and kept; how URIs are read; whether Add makes parents; how much the device can hold. */
  readonly tree?: TreeOptions & Omit<StoreOptions, 'clock'>;
}

/** DevInfo leaves in the order of package #1. */
export const DEVINFO_LEAVES = ['DevId', 'Man', 'Mod', 'DmV', 'Lang'] as const;

/** ACL of the scratch sub-tree. */
const SCRATCH_ACL = 'Add=*&Delete=*&Exec=*&Get=*&Replace=*';

const GET_ONLY: AccessType = new Set(['Get']);
const GET_AND_ADD: AccessType = new Set(['Get', 'Add']);
const NO_GET: AccessType = new Set();
const ADD_ONLY: AccessType = new Set(['Add']);
const EXECUTABLE: AccessType = new Set(['Get', 'Exec']);

/** The tree of a device with these accounts. `addressOf` gives the server address of an account. */
export function deviceTree(facts: DeviceFacts, accounts: readonly AccountState[], addressOf: (account: AccountState) => string): Tree {
  const { edition = '1.3', clock, tree: options = {} } = facts;
  const store = new NodeStore(ROOT_ACL, { ...options, ...(clock ? { clock } : {}) });
  const ids = MO_IDS_OF[edition];
  const limits = options.limits ?? NO_LIMITS;
  const leaf = (path: string, value: string, format: NodeFormat = 'chr', access: AccessType = GET_ONLY): void => {
    store.plant(path, { format, value, isPermanent: true, access });
  };
  const interior = (path: string, spec: NodeSpec): void => void store.plant(path, { format: 'node', isPermanent: true, ...spec });

  interior('DevInfo', { type: ids.devInfo, access: GET_ONLY });
  leaf('DevInfo/DevId', facts.deviceId);
  leaf('DevInfo/Man', facts.man ?? 'dmct');
  leaf('DevInfo/Mod', facts.mod ?? 'reference-client');
  leaf('DevInfo/DmV', facts.dmVersion ?? edition);
  leaf('DevInfo/Lang', facts.lang ?? 'en-US');

  interior('DevDetail', { type: ids.devDetail, access: GET_ONLY });
  leaf('DevDetail/URI/MaxDepth', String(limits.maxDepth));
  leaf('DevDetail/URI/MaxTotLen', String(limits.maxTotLen));
  leaf('DevDetail/URI/MaxSegLen', String(limits.maxSegLen));
  leaf('DevDetail/DevTyp', 'simulator');
  leaf('DevDetail/OEM', 'dmct');
  leaf('DevDetail/FwV', '1');
  leaf('DevDetail/SwV', '1');
  leaf('DevDetail/HwV', '1');
  leaf('DevDetail/LrgObj', 'true', 'bool');
  // Only DM 1.3 has sessionless reporting; format and occurrence are assumption U6.
  if (edition === '1.3') leaf('DevDetail/SessionlessRpt', String(facts.supportsSessionlessReports ?? true), 'bool');

  interior('DMAcc', { access: GET_ONLY });
  for (const account of accounts) plantAccount(account, addressOf(account), ids.dmAcc, interior, leaf);

  interior('Inbox', { type: ids.inbox, access: ADD_ONLY });
  // Objects from the Inbox stand here.
  interior('MO', { access: GET_AND_ADD });

  interior('Test', { acl: SCRATCH_ACL });
  store.plant('Test/Leaf', { value: 'initial' });
  store.plant('Test/Number', { format: 'int', value: '1' });
  store.plant('Test/Binary', { format: 'bin', type: 'application/octet-stream', value: 'AAEC' });
  store.plant('Test/Run', { value: '', access: EXECUTABLE });

  // As firmware objects have it: what is executed here ends in a session that tells of it.
  interior('Firmware', { type: 'urn:oma:mo:oma-fumo:1.0', acl: SCRATCH_ACL });
  store.plant('Firmware/Update', { value: '', access: EXECUTABLE });
  return managementTree(store, options);
}

const AUTH_TYPE_NAMES: Readonly<Record<AuthType, string>> = {
  none: 'TRANSPORT',
  basic: 'BASIC',
  md5: 'DIGEST',
  'mac-md5': 'HMAC',
  'mac-sha256': 'HMAC',
};

function plantAccount(
  state: AccountState,
  address: string,
  moId: string,
  interior: (path: string, spec: NodeSpec) => void,
  leaf: (path: string, value: string, format?: NodeFormat, access?: AccessType) => void,
): void {
  const { account } = state;
  const root = `DMAcc/${canonicalName(state.name.replaceAll('/', '_')) ?? 'account'}`;
  interior(root, { type: moId, access: GET_ONLY });
  leaf(`${root}/AppID`, 'w7');
  leaf(`${root}/ServerID`, account['server-id']);
  leaf(`${root}/Name`, state.name);
  leaf(`${root}/AppAddr/1/Addr`, address);
  leaf(`${root}/AppAddr/1/AddrType`, 'URI');
  const port = portOf(address);
  if (port !== undefined) leaf(`${root}/AppAddr/1/Port/1/PortNbr`, port);
  leaf(`${root}/AAuthPref`, AUTH_TYPE_NAMES[account.client.type]);
  const auth = (name: string, level: string, credentials: Credentials): void => {
    leaf(`${root}/AppAuth/${name}/AAuthLevel`, level);
    leaf(`${root}/AppAuth/${name}/AAuthType`, AUTH_TYPE_NAMES[credentials.type]);
    leaf(`${root}/AppAuth/${name}/AAuthName`, credentials.name);
    leaf(`${root}/AppAuth/${name}/AAuthSecret`, credentials.secret, 'chr', NO_GET);
    leaf(`${root}/AppAuth/${name}/AAuthData`, credentials.nonce ?? '', 'bin', NO_GET);
  };
  auth('Client', 'CLCRED', account.client);
  auth('Server', 'SRVCRED', account.server);
}

const PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/** Port of an address; undefined for what is no URL with one. */
function portOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { port, protocol } = new URL(address);
  return port === '' ? PORTS[protocol] : port;
}
