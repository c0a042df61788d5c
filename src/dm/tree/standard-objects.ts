/**
 * The standard objects of a device as data (DM StdObj 5.3): DevInfo, DevDetail, one DMAcc per account, the Inbox, and a scratch
 * sub-tree ./Test that servers may do with as they like.
 */
import type { AuthType, Credentials } from '../account.js';
import type { AccountState } from '../session.js';
import type { AccessType, NodeFormat, NodeSpec } from './node.js';
import { NodeStore } from './store.js';
import { managementTree, type Tree } from './tree.js';

export interface DeviceFacts {
  /** DevInfo/DevId, the Source of every message. */
  readonly deviceId: string;
  readonly man?: string;
  readonly mod?: string;
  readonly dmVersion?: string;
  readonly lang?: string;
  readonly supportsSessionlessReports?: boolean;
}

/** DevInfo leaves in the order of package #1. */
export const DEVINFO_LEAVES = ['DevId', 'Man', 'Mod', 'DmV', 'Lang'] as const;

export const MO_IDS = {
  dmAcc: 'urn:oma:mo:oma-dm-dmacc:1.1',
  devInfo: 'urn:oma:mo:oma-dm-devinfo:1.1',
  devDetail: 'urn:oma:mo:oma-dm-devdetail:1.1',
  inbox: 'urn:oma:mo:oma-dm-inbox:1.0',
} as const;

/** Root ACL of a factory-new device, and the ACL of the scratch sub-tree. */
const ROOT_ACL = 'Add=*&Get=*';
const SCRATCH_ACL = 'Add=*&Delete=*&Exec=*&Get=*&Replace=*';

const GET_ONLY: AccessType = new Set(['Get']);
const NO_GET: AccessType = new Set();
const ADD_ONLY: AccessType = new Set(['Add']);
const EXECUTABLE: AccessType = new Set(['Get', 'Exec']);

/** The tree of a device with these accounts. `addressOf` gives the server address of an account. */
export function deviceTree(facts: DeviceFacts, accounts: readonly AccountState[], addressOf: (account: AccountState) => string): Tree {
  const store = new NodeStore(ROOT_ACL);
  const leaf = (path: string, value: string, format: NodeFormat = 'chr', access: AccessType = GET_ONLY): void => {
    store.plant(path, { format, value, isPermanent: true, access });
  };
  const interior = (path: string, spec: NodeSpec): void => void store.plant(path, { format: 'node', isPermanent: true, ...spec });

  interior('DevInfo', { type: MO_IDS.devInfo, access: GET_ONLY });
  leaf('DevInfo/DevId', facts.deviceId);
  leaf('DevInfo/Man', facts.man ?? 'dmct');
  leaf('DevInfo/Mod', facts.mod ?? 'reference-client');
  leaf('DevInfo/DmV', facts.dmVersion ?? '1.3');
  leaf('DevInfo/Lang', facts.lang ?? 'en-US');

  interior('DevDetail', { type: MO_IDS.devDetail, access: GET_ONLY });
  for (const limit of ['MaxDepth', 'MaxTotLen', 'MaxSegLen']) leaf(`DevDetail/URI/${limit}`, '0');
  leaf('DevDetail/DevTyp', 'simulator');
  leaf('DevDetail/OEM', 'dmct');
  leaf('DevDetail/FwV', '1');
  leaf('DevDetail/SwV', '1');
  leaf('DevDetail/HwV', '1');
  leaf('DevDetail/LrgObj', 'false', 'bool');
  leaf('DevDetail/SessionlessRpt', String(facts.supportsSessionlessReports ?? true), 'bool');

  interior('DMAcc', { access: GET_ONLY });
  for (const account of accounts) plantAccount(account, addressOf(account), interior, leaf);

  interior('Inbox', { type: MO_IDS.inbox, access: ADD_ONLY });

  interior('Test', { acl: SCRATCH_ACL });
  store.plant('Test/Leaf', { value: 'initial' });
  store.plant('Test/Number', { format: 'int', value: '1' });
  store.plant('Test/Binary', { format: 'bin', type: 'application/octet-stream', value: 'AAEC' });
  store.plant('Test/Run', { value: '', access: EXECUTABLE });
  return managementTree(store);
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
  interior: (path: string, spec: NodeSpec) => void,
  leaf: (path: string, value: string, format?: NodeFormat, access?: AccessType) => void,
): void {
  const { account } = state;
  const root = `DMAcc/${state.name.replaceAll('/', '_')}`;
  interior(root, { type: MO_IDS.dmAcc, access: GET_ONLY });
  leaf(`${root}/AppID`, 'w7');
  leaf(`${root}/ServerID`, account['server-id']);
  leaf(`${root}/Name`, state.name);
  leaf(`${root}/AppAddr/1/Addr`, address);
  leaf(`${root}/AppAddr/1/AddrType`, 'URI');
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
