/**
 * Elements to the typed message. Tolerant: any order of children, either namespace or none, MetInf wrapper or not; what is missing
 * becomes '' or is absent. Deviations are for a judge to find in the elements, not here.
 */
import { child, childText, type Element, textOf, type WireDocument } from '../wire/document.js';
import type { Command, Cred, Data, Header, Item, Message, MetInf, TreeCommandName } from './message.js';
import { TREE_COMMANDS } from './message.js';

const META_FIELDS: readonly (readonly [keyof MetInf, string])[] = [
  ['format', 'Format'],
  ['type', 'Type'],
  ['mark', 'Mark'],
  ['size', 'Size'],
  ['nextNonce', 'NextNonce'],
  ['maxMsgSize', 'MaxMsgSize'],
  ['maxObjSize', 'MaxObjSize'],
];

/** Never throws; of a document that is no SyncML it gives empty fields and no commands. */
export function parseMessage(document: WireDocument): Message {
  const root = document.root?.name === 'SyncML' ? document.root : null;
  const body = child(root, 'SyncBody');
  return {
    header: parseHeader(child(root, 'SyncHdr')),
    commands: (body?.children ?? []).filter((element) => element.name !== 'Final').map(parseCommand),
    isFinal: child(body, 'Final') !== undefined,
    document,
  };
}

function parseHeader(element: Element | undefined): Header {
  const target = child(element, 'Target');
  const source = child(element, 'Source');
  const meta = parseMeta(element);
  const cred = child(element, 'Cred');
  return {
    verDtd: childText(element, 'VerDTD') ?? '',
    verProto: childText(element, 'VerProto') ?? '',
    sessionId: childText(element, 'SessionID') ?? '',
    msgId: childText(element, 'MsgID') ?? '',
    target: childText(target, 'LocURI') ?? '',
    source: childText(source, 'LocURI') ?? '',
    ...present('targetName', childText(target, 'LocName')),
    ...present('sourceName', childText(source, 'LocName')),
    ...present('respUri', childText(element, 'RespURI')),
    ...present('cred', cred && parseCred(cred)),
    ...present('maxMsgSize', meta?.maxMsgSize),
    ...present('maxObjSize', meta?.maxObjSize),
    ...present('element', element),
  };
}

function parseCred(element: Element): Cred {
  return { meta: parseMeta(element) ?? {}, data: childText(element, 'Data') ?? '', element };
}

/** Children of Meta, with the MetInf wrapper or without; undefined when there is no Meta. */
function parseMeta(parent: Element | undefined): MetInf | undefined {
  const meta = child(parent, 'Meta');
  if (meta === undefined) return undefined;
  const holder = child(meta, 'MetInf') ?? meta;
  const fields: { -readonly [K in keyof MetInf]: MetInf[K] } = {};
  for (const [field, name] of META_FIELDS) {
    const text = childText(holder, name) ?? childText(meta, name);
    if (text !== undefined) fields[field] = text;
  }
  return fields;
}

function parseItem(element: Element): Item {
  const data = child(element, 'Data');
  return {
    ...present('target', childText(child(element, 'Target'), 'LocURI')),
    ...present('source', childText(child(element, 'Source'), 'LocURI')),
    ...present('meta', parseMeta(element)),
    ...present('data', data && parseData(data)),
    ...(child(element, 'MoreData') ? { moreData: true } : {}),
    element,
  };
}

function parseData(element: Element): Data {
  const opaque = element.pieces.find((piece) => piece.form === 'opaque');
  return { text: textOf(element), ...present('embedded', element.embedded), element, ...(opaque ? { form: 'opaque' as const } : {}) };
}

function parseCommand(element: Element): Command {
  const common = { cmdId: childText(element, 'CmdID') ?? '', element };
  const items = (): Item[] => element.children.filter((c) => c.name === 'Item').map(parseItem);
  const references = (name: string): string[] => element.children.filter((c) => c.name === name).map(textOf);
  switch (element.name) {
    case 'Alert':
      return {
        kind: 'alert',
        ...common,
        code: childText(element, 'Data') ?? '',
        items: items(),
        ...present('correlator', childText(element, 'Correlator')),
      };
    case 'Status':
      return {
        kind: 'status',
        ...common,
        msgRef: childText(element, 'MsgRef') ?? '',
        cmdRef: childText(element, 'CmdRef') ?? '',
        cmd: childText(element, 'Cmd') ?? '',
        targetRefs: references('TargetRef'),
        sourceRefs: references('SourceRef'),
        ...present('chal', parseChal(element)),
        code: childText(element, 'Data') ?? '',
        items: items(),
      };
    case 'Results':
      return {
        kind: 'results',
        ...common,
        msgRef: childText(element, 'MsgRef') ?? '',
        cmdRef: childText(element, 'CmdRef') ?? '',
        ...present('meta', parseMeta(element)),
        items: items(),
      };
    case 'Atomic':
    case 'Sequence':
      return {
        kind: 'group',
        ...common,
        name: element.name,
        ...present('meta', parseMeta(element)),
        commands: element.children.filter((c) => !GROUP_FIELDS.has(c.name)).map(parseCommand),
      };
    case 'Add':
    case 'Replace':
    case 'Delete':
    case 'Get':
    case 'Exec':
    case 'Copy':
      return {
        kind: 'tree',
        ...common,
        name: element.name,
        ...present('meta', parseMeta(element)),
        ...present('correlator', childText(element, 'Correlator')),
        items: items(),
      };
    default:
      // Not a case forgotten: any other element name is one that DM does not use here.
      return { kind: 'foreign', ...common, name: element.name };
  }
}

const GROUP_FIELDS = new Set(['CmdID', 'NoResp', 'Meta']);

function parseChal(element: Element): MetInf | undefined {
  const chal = child(element, 'Chal');
  return chal === undefined ? undefined : (parseMeta(chal) ?? {});
}

function present<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: V });
}

/** Whether a name is a command on the tree. */
export function isTreeCommandName(name: string): name is TreeCommandName {
  return (TREE_COMMANDS as readonly string[]).includes(name);
}
