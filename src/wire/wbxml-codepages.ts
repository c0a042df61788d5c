/**
 * Tag tokens of the SyncML family, one list a code page; the n-th name has token 0x05 + n, `-` is a slot without a name.
 * Data, shared by reader and writer; tests/wbxml-interop.test.ts checks every row against libwbxml in both directions.
 * Sources: SyncML and MetInf Representation Protocol 1.1 and 1.2 (section 8), DM TND 1.2 section 8.6.2, Device Information 1.1 and 1.2.
 */

/** One code page: namespace and names by token. */
export interface CodePage {
  readonly page: number;
  readonly ns: string;
  /** Index is the token (0x00..0x3F); undefined where the page defines none. */
  readonly names: readonly (string | undefined)[];
}

/** 0x05..0x34: what SyncML 1.1 has. 0x30 is reserved. */
const SYNCML_11 =
  'Add Alert Archive Atomic Chal Cmd CmdID CmdRef Copy Cred Data Delete Exec Final Get Item Lang LocName LocURI Map MapItem Meta MsgID MsgRef ' +
  'NoResp NoResults Put Replace RespURI Results Search Sequence SessionID SftDel Source SourceRef Status Sync SyncBody SyncHdr SyncML Target ' +
  'TargetRef - VerDTD VerProto NumberOfChanges MoreData';

/** 0x35..0x3C: added by SyncML 1.2. */
const SYNCML_12 = `${SYNCML_11} Field Filter Record FilterType SourceParent TargetParent Move Correlator`;

const METINF_11 = 'Anchor EMI Format FreeID FreeMem Last Mark MaxMsgSize Mem MetInf Next NextNonce SharedMem Size Type Version MaxObjSize';

const METINF_12 = `${METINF_11} FieldLevel`;

/** Nearly alphabetical, but chr stands before CaseSense, and case tells Node from node. */
const DMDDF_12 =
  'AccessType ACL Add b64 bin bool chr CaseSense CIS Copy CS date DDFName DefaultValue Delete Description DFFormat DFProperties DFTitle DFType ' +
  'Dynamic Exec float Format Get int Man MgmtTree MIME Mod Name Node node NodeName null Occurrence One OneOrMore OneOrN Path Permanent Replace ' +
  'RTProperties Scope Size time Title TStamp Type Value VerDTD VerNo xml ZeroOrMore ZeroOrN ZeroOrOne';

const DEVINF_11 =
  'CTCap CTType DataStore DataType DevID DevInf DevTyp DisplayName DSMem Ext FwV HwV Man MaxGUIDSize MaxID MaxMem Mod OEM ParamName PropName ' +
  'Rx Rx-Pref SharedMem Size SourceRef SwV SyncCap SyncType Tx Tx-Pref ValEnum VerCT VerDTD XNam XVal UTC SupportNumberOfChanges SupportLargeObjs';

/** 1.2 renamed token 0x1C (Size) and added 0x2B..0x34; 0x2F is not defined. */
const DEVINF_12 =
  'CTCap CTType DataStore DataType DevID DevInf DevTyp DisplayName DSMem Ext FwV HwV Man MaxGUIDSize MaxID MaxMem Mod OEM ParamName PropName ' +
  'Rx Rx-Pref SharedMem MaxSize SourceRef SwV SyncCap SyncType Tx Tx-Pref ValEnum VerCT VerDTD XNam XVal UTC SupportNumberOfChanges SupportLargeObjs ' +
  'Property PropParam MaxOccur NoTruncate - Filter-Rx FilterCap FilterKeyword FieldLevel SupportHierarchicalSync';

export const NS = {
  syncml10: 'SYNCML:SYNCML1.0',
  syncml11: 'SYNCML:SYNCML1.1',
  syncml12: 'SYNCML:SYNCML1.2',
  metinf: 'syncml:metinf',
  dmddf: 'syncml:dmddf1.2',
  devinf: 'syncml:devinf',
} as const;

function codePage(page: number, ns: string, list: string): CodePage {
  const names: (string | undefined)[] = new Array(0x40).fill(undefined);
  for (const [n, name] of list.split(' ').entries()) if (name !== '-') names[0x05 + n] = name;
  return { page, ns, names };
}

export const PAGE = {
  syncml10: codePage(0, NS.syncml10, SYNCML_11),
  syncml11: codePage(0, NS.syncml11, SYNCML_11),
  syncml12: codePage(0, NS.syncml12, SYNCML_12),
  metinf11: codePage(1, NS.metinf, METINF_11),
  metinf12: codePage(1, NS.metinf, METINF_12),
  dmddf12: codePage(2, NS.dmddf, DMDDF_12),
  devinf11: codePage(0, NS.devinf, DEVINF_11),
  devinf12: codePage(0, NS.devinf, DEVINF_12),
} as const;
