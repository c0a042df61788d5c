/**
 * Content models of the SyncML 1.2 representation and of its meta information, as data. Notation, one string an element: particles in
 * order, each a name or a choice `(A|B)`, followed by nothing (once), `?`, `*` or `+`. `#PCDATA` text only, `EMPTY` nothing at all,
 * `ANY` whatever is declared. A leading `~` means that the particles may come in any order.
 * What DM does not use is declared too: using it is another rule's business, not the DTD's.
 */

/** Namespace of the SyncML elements in DM 1.2 and 1.3. */
export const SYNCML_NS = 'SYNCML:SYNCML1.2';
export const METINF_NS = 'syncml:metinf';

const ITEM_COMMAND = 'CmdID NoResp? Cred? Meta? Item+';
const IN_CONTAINER = '(Add|Alert|Atomic|Copy|Delete|Exec|Get|Map|Move|Replace|Sequence|Sync)+';

/** SyncML representation protocol DTD 1.2. */
export const SYNCML_MODELS: Readonly<Record<string, string>> = {
  SyncML: 'SyncHdr SyncBody',
  SyncHdr: 'VerDTD VerProto SessionID MsgID Target Source RespURI? NoResp? Cred? Meta?',
  SyncBody: '(Alert|Atomic|Copy|Exec|Get|Map|Put|Results|Search|Sequence|Status|Sync|Add|Move|Replace|Delete)+ Final?',
  Add: ITEM_COMMAND,
  Replace: ITEM_COMMAND,
  Copy: ITEM_COMMAND,
  Move: ITEM_COMMAND,
  Delete: 'CmdID NoResp? Archive? SftDel? Cred? Meta? Item+',
  Get: 'CmdID NoResp? Lang? Cred? Meta? Item+',
  Put: 'CmdID NoResp? Lang? Cred? Meta? Item+',
  Exec: 'CmdID NoResp? Cred? Meta? Correlator? Item+',
  Alert: 'CmdID NoResp? Cred? Data? Correlator? Item*',
  Atomic: `CmdID NoResp? Meta? ${IN_CONTAINER}`,
  Sequence: `CmdID NoResp? Meta? ${IN_CONTAINER}`,
  Status: 'CmdID MsgRef CmdRef Cmd TargetRef* SourceRef* Cred? Chal? Data Item*',
  Results: 'CmdID MsgRef? CmdRef Meta? TargetRef? SourceRef? Item+',
  Map: 'CmdID Target Source Cred? Meta? MapItem+',
  MapItem: 'Target Source',
  Search: 'CmdID NoResp? NoResults? Cred? Target? Source+ Lang? Meta Data',
  Sync: 'CmdID NoResp? Cred? Target? Source? Meta? NumberOfChanges? (Add|Atomic|Copy|Delete|Move|Replace|Sequence)*',
  Item: 'Target? Source? SourceParent? TargetParent? Meta? Data? MoreData?',
  Target: 'LocURI LocName? Filter?',
  Source: 'LocURI LocName?',
  SourceParent: 'LocURI',
  TargetParent: 'LocURI',
  Filter: 'Meta Field? Record? FilterType?',
  Field: 'Item',
  Record: 'Item',
  Cred: 'Meta? Data',
  Chal: 'Meta',
  Meta: 'ANY',
  Data: 'ANY',
  ...Object.fromEntries(['Archive', 'Final', 'MoreData', 'NoResp', 'NoResults', 'SftDel'].map((name) => [name, 'EMPTY'])),
  ...Object.fromEntries(
    [
      ...['Cmd', 'CmdID', 'CmdRef', 'Correlator', 'FilterType', 'Lang', 'LocName', 'LocURI', 'MsgID', 'MsgRef', 'NumberOfChanges', 'RespURI'],
      ...['SessionID', 'SourceRef', 'TargetRef', 'VerDTD', 'VerProto'],
    ].map((name) => [name, '#PCDATA']),
  ),
};

/**
 * Meta information DTD 1.2. Inside Meta the wrapper MetInf may be left out. Order inside MetInf is not judged: messages in the field and the
 * examples of the specifications differ.
 */
export const METINF_MODELS: Readonly<Record<string, string>> = {
  MetInf: '~FieldLevel? Format? Type? Mark? Size? Anchor? Version? NextNonce? MaxMsgSize? MaxObjSize? EMI* Mem?',
  Anchor: 'Last? Next',
  Mem: 'SharedMem? FreeMem FreeID',
  FieldLevel: 'EMPTY',
  SharedMem: 'EMPTY',
  ...Object.fromEntries(
    ['EMI', 'Format', 'FreeID', 'FreeMem', 'Last', 'Mark', 'MaxMsgSize', 'MaxObjSize', 'Next', 'NextNonce', 'Size', 'Type', 'Version'].map((name) => [
      name,
      '#PCDATA',
    ]),
  ),
};

export interface Particle {
  readonly names: readonly string[];
  readonly isNeeded: boolean;
  readonly isRepeatable: boolean;
}

export type ContentModel =
  | { readonly kind: 'elements'; readonly particles: readonly Particle[]; readonly isOrdered: boolean; readonly written: string }
  | { readonly kind: 'text' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'any' };

/** Namespace, then element name, to its model. */
export const CONTENT_MODELS: ReadonlyMap<string, ReadonlyMap<string, ContentModel>> = new Map([
  [SYNCML_NS, parseModels(SYNCML_MODELS)],
  [METINF_NS, parseModels(METINF_MODELS)],
]);

function parseModels(models: Readonly<Record<string, string>>): ReadonlyMap<string, ContentModel> {
  return new Map(Object.entries(models).map(([name, written]) => [name, parseModel(written)]));
}

function parseModel(written: string): ContentModel {
  if (written === '#PCDATA') return { kind: 'text' };
  if (written === 'EMPTY') return { kind: 'empty' };
  if (written === 'ANY') return { kind: 'any' };
  const particles = written.replace('~', '').split(' ');
  return { kind: 'elements', particles: particles.map(parseParticle), isOrdered: !written.startsWith('~'), written: particles.join(', ') };
}

function parseParticle(written: string): Particle {
  const match = /^\(?([\w|]+)\)?([?*+]?)$/.exec(written);
  if (!match) throw new SyntaxError(`not a particle: ${written}`);
  const occurs = match[2];
  return { names: match[1]!.split('|'), isNeeded: occurs === '' || occurs === '+', isRepeatable: occurs === '*' || occurs === '+' };
}
