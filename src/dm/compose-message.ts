/** The typed message to elements in the order of the DTD (SyncML RepPro DTD 1.2). What is absent or '' as CmdID is left out. */
import type { OutElement, OutText } from '../wire/out.js';
import { type Command, type Cred, type Data, type Item, METINF_NS, type Message, type MetInf, SYNCML_NS } from './message.js';

type Content = readonly (OutElement | OutText)[];
type Part = OutElement | undefined;

export function composeMessage(message: Message): OutElement {
  const { header } = message;
  const head = element('SyncHdr', [
    leaf('VerDTD', header.verDtd),
    leaf('VerProto', header.verProto),
    leaf('SessionID', header.sessionId),
    leaf('MsgID', header.msgId),
    address('Target', header.target, header.targetName),
    address('Source', header.source, header.sourceName),
    leaf('RespURI', header.respUri),
    header.cred && composeCred(header.cred),
    composeMeta({
      ...(header.maxMsgSize === undefined ? {} : { maxMsgSize: header.maxMsgSize }),
      ...(header.maxObjSize === undefined ? {} : { maxObjSize: header.maxObjSize }),
    }),
  ]);
  const body = element('SyncBody', [...message.commands.map(composeCommand), message.isFinal ? element('Final', []) : undefined]);
  return { name: 'SyncML', ns: SYNCML_NS, content: [head, body] };
}

export function composeCred(cred: Cred): OutElement {
  return element('Cred', [composeMeta(cred.meta), leaf('Data', cred.data)]);
}

/** One command of a body. */
export function composeCommand(command: Command): OutElement {
  const id = leaf('CmdID', command.cmdId === '' ? undefined : command.cmdId);
  switch (command.kind) {
    case 'alert':
      return element('Alert', [id, leaf('Data', command.code), leaf('Correlator', command.correlator), ...command.items.map(composeItem)]);
    case 'status':
      return element('Status', [
        id,
        leaf('MsgRef', command.msgRef),
        leaf('CmdRef', command.cmdRef),
        leaf('Cmd', command.cmd),
        ...(command.targetRefs ?? []).map((uri) => leaf('TargetRef', uri)),
        ...(command.sourceRefs ?? []).map((uri) => leaf('SourceRef', uri)),
        command.chal && element('Chal', [composeMeta(command.chal) ?? element('Meta', [])]),
        leaf('Data', command.code),
        ...(command.items ?? []).map(composeItem),
      ]);
    case 'results':
      return element('Results', [
        id,
        leaf('MsgRef', command.msgRef),
        leaf('CmdRef', command.cmdRef),
        composeMeta(command.meta),
        ...command.items.map(composeItem),
      ]);
    case 'tree':
      return element(command.name, [id, composeMeta(command.meta), leaf('Correlator', command.correlator), ...command.items.map(composeItem)]);
    case 'group':
      return element(command.name, [id, composeMeta(command.meta), ...command.commands.map(composeCommand)]);
    case 'foreign':
      return element(command.name, [id]);
  }
}

export function composeItem(item: Item): OutElement {
  return element('Item', [
    address('Target', item.target),
    address('Source', item.source),
    composeMeta(item.meta),
    item.data && composeData(item.data),
    item.moreData ? element('MoreData', []) : undefined,
  ]);
}

function composeData(data: Data): OutElement {
  const piece: OutText = { ...(data.octets ? { octets: data.octets } : { text: data.text }), ...(data.form ? { form: data.form } : {}) };
  return { name: 'Data', content: data.text === '' && data.octets === undefined ? [] : [piece] };
}

/** Meta in the order of the MetInf DTD, without the MetInf wrapper, as all examples have it; undefined when there is nothing to say. */
export function composeMeta(meta: MetInf | undefined): OutElement | undefined {
  if (meta === undefined) return undefined;
  const fields = [
    metaLeaf('Format', meta.format),
    metaLeaf('Type', meta.type),
    metaLeaf('Mark', meta.mark),
    metaLeaf('Size', meta.size),
    metaLeaf('NextNonce', meta.nextNonce),
    metaLeaf('MaxMsgSize', meta.maxMsgSize),
    metaLeaf('MaxObjSize', meta.maxObjSize),
  ].filter((field) => field !== undefined);
  return fields.length === 0 ? undefined : { name: 'Meta', content: fields };
}

function metaLeaf(name: string, text: string | undefined): Part {
  return text === undefined ? undefined : { name, ns: METINF_NS, content: textContent(text) };
}

function leaf(name: string, text: string | undefined): Part {
  return text === undefined ? undefined : { name, content: textContent(text) };
}

function textContent(text: string): Content {
  return text === '' ? [] : [{ text }];
}

function address(name: string, uri: string | undefined, locName?: string): Part {
  return uri === undefined ? undefined : element(name, [leaf('LocURI', uri), leaf('LocName', locName)]);
}

function element(name: string, parts: readonly Part[]): OutElement {
  return { name, content: parts.filter((part) => part !== undefined) };
}

/** Numbers commands that have no CmdID yet 1, 2, 3 … in the order of the message, children of Atomic and Sequence included. */
export function numberCommands(commands: readonly Command[]): Command[] {
  let next = 1;
  const number = (command: Command): Command => {
    const cmdId = command.cmdId === '' ? String(next++) : command.cmdId;
    return command.kind === 'group' ? { ...command, cmdId, commands: command.commands.map(number) } : { ...command, cmdId };
  };
  return commands.map(number);
}
