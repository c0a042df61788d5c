/**
 * Ways in which a lower tester writes one of its messages otherwise than it would: what a scenario asks for to see what the IUT makes of it.
 * A row a way. It is applied to the message before it becomes octets, so that a MAC fits what is sent. docs/scenarios.md names each.
 */
import { isOutElement, type OutElement, type OutText } from '../wire/out.js';
import { composeMessage } from './compose-message.js';
import { SCHEMES } from './credentials.js';
import type { Chal, Command, Message, Status } from './message.js';
import type { Outgoing } from './session.js';

interface Way {
  readonly does: string;
  /** The words it takes; a pattern where any such text will do. */
  readonly takes: readonly string[] | RegExp;
  readonly message?: (message: Message, value: string) => Message;
  readonly root?: (root: OutElement, value: string) => OutElement;
  readonly writing?: (outgoing: Outgoing, value: string) => Outgoing;
}

const header = (message: Message, changed: Partial<Message['header']>): Message => ({ ...message, header: { ...message.header, ...changed } });
const ANY_TEXT = /^[^\0]*$/;

/** A challenge by each scheme, and those that no conformant server makes. The nonce is that of the challenge that stood there, if any. */
const CHALS: Readonly<Record<string, (chal: Chal | undefined) => Chal | undefined>> = {
  none: () => undefined,
  basic: () => ({ format: 'b64', type: SCHEMES.basic }),
  md5: (chal) => ({ format: 'b64', type: SCHEMES.md5, nextNonce: chal?.nextNonce ?? 'bm9uY2U=' }),
  mac: (chal) => ({ format: 'b64', type: SCHEMES.mac, nextNonce: chal?.nextNonce ?? 'bm9uY2U=' }),
  unknown: (chal) => ({ ...chal, format: 'b64', type: 'syncml:auth-none-such' }),
  'no-type': (chal) => without({ format: 'b64', ...chal }, 'type'),
  'no-format': (chal) => without({ type: SCHEMES.md5, ...chal }, 'format'),
  'no-nonce': (chal) => without({ format: 'b64', type: SCHEMES.md5, ...chal }, 'nextNonce'),
  /** Type and Format stand in the namespace of SyncML. */
  'wrong-namespace': (chal) => chal ?? { format: 'b64', type: SCHEMES.md5, nextNonce: 'bm9uY2U=' },
};

export const MESSAGE_WAYS = {
  'resp-uri': {
    does: 'RespURI of the header; none: without',
    takes: ANY_TEXT,
    message: (m, value) => (value === 'none' ? { ...m, header: without(m.header, 'respUri') } : header(m, { respUri: value })),
  },
  'max-msg-size': { does: 'MaxMsgSize in Meta of the header', takes: ANY_TEXT, message: (m, value) => header(m, { maxMsgSize: value }) },
  'session-id': { does: 'SessionID', takes: ANY_TEXT, message: (m, value) => header(m, { sessionId: value }) },
  'msg-id': { does: 'MsgID', takes: ANY_TEXT, message: (m, value) => header(m, { msgId: value }) },
  verdtd: { does: 'VerDTD', takes: ANY_TEXT, message: (m, value) => header(m, { verDtd: value }) },
  verproto: { does: 'VerProto', takes: ANY_TEXT, message: (m, value) => header(m, { verProto: value }) },
  cred: {
    does: 'Cred left out, or its Data of another secret',
    takes: ['none', 'bad'],
    message: (m, value) => (value === 'none' ? { ...m, header: without(m.header, 'cred') } : header(m, { cred: badCred(m) })),
  },
  mac: {
    does: 'x-syncml-hmac left out, or of another secret',
    takes: ['none', 'bad'],
    writing: (o, value) => (value === 'none' || !o.mac ? without(o, 'mac') : badMac(o)),
  },
  credentials: {
    does: 'credentials of another secret where they stand: in Cred, or of a mac-* account in x-syncml-hmac',
    takes: ['bad'],
    message: (m) => (m.header.cred ? header(m, { cred: badCred(m) }) : m),
    writing: badMac,
  },
  chal: {
    does: 'Chal of the Status for the header: by that scheme, left out, or broken',
    takes: Object.keys(CHALS),
    message: (m, value) => ({ ...m, commands: m.commands.map((c) => (isOfHeader(c) ? challenged(c, value) : c)) }),
    root: (root, value) => (value === 'wrong-namespace' ? inChal(root) : root),
  },
  status: {
    does: 'code of the Status for the header',
    takes: /^\d{3}$/,
    message: (m, value) => ({ ...m, commands: m.commands.map((c) => (isOfHeader(c) ? { ...c, code: value } : c)) }),
  },
  final: {
    does: 'Final left out, or set where it does not belong',
    takes: ['no', 'yes'],
    message: (m, value) => ({ ...m, isFinal: value === 'yes' }),
  },
  'cmd-ids': {
    does: 'CmdIDs: all 1, all 0, or none at all',
    takes: ['same', 'zero', 'none'],
    message: (m, value) => ({ ...m, commands: m.commands.map((c) => renumbered(c, { same: '1', zero: '0' }[value] ?? '')) }),
  },
  commands: {
    does: 'a SyncBody with no command, Final left as it is, or with nothing but the Statuses',
    takes: ['none', 'statuses'],
    message: (m, value) => ({ ...m, commands: m.commands.filter((c) => value === 'statuses' && c.kind === 'status') }),
  },
  order: {
    does: 'order of elements: children of SyncBody, of every command, or of SyncML from the last to the first',
    takes: ['body-reversed', 'commands-reversed', 'body-before-header'],
    root: (root, value) => reordered(root, value),
  },
  encoding: {
    does: 'the other representation',
    takes: ['xml', 'wbxml'],
    writing: (o, value) => ({ ...o, encoding: value === 'xml' ? 'xml' : 'wbxml' }),
  },
  'wbxml-version': {
    does: 'version of WBXML; 1.0 has no charset field',
    takes: ['1.0', '1.1', '1.2', '1.3'],
    writing: (o, value) => ({ ...o, version: value as NonNullable<Outgoing['version']> }),
  },
  'public-id': {
    does: 'public identifier of WBXML: 0x1201, its text in the string table, or 0x01, which is none',
    takes: ['number', 'string', 'unknown'],
    writing: (o, value) => ({ ...o, publicId: value as NonNullable<Outgoing['publicId']> }),
  },
  strings: {
    does: 'how WBXML carries all text: STR_I, STR_T or OPAQUE',
    takes: ['inline', 'table', 'opaque'],
    writing: (o, value) => (o.encoding === 'wbxml' ? { ...o, root: inForm(o.root, value as 'inline' | 'table' | 'opaque') } : o),
  },
} as const satisfies Readonly<Record<string, Way>>;

export type MessageWay = keyof typeof MESSAGE_WAYS;
/** The ways that one message takes, with their words. */
export type MessageWays = { readonly [W in MessageWay]?: string | undefined };

const ROWS = Object.entries(MESSAGE_WAYS) as [MessageWay, Way][];

/** The message as these ways have it. First what it says, then in what order it stands, then how it is written. */
export function inWays(outgoing: Outgoing, ways: MessageWays): Outgoing {
  const asked = ROWS.flatMap(([name, way]) => (ways[name] === undefined ? [] : [{ way, value: ways[name] }]));
  if (asked.length === 0) return outgoing;
  const message = asked.reduce((m, { way, value }) => way.message?.(m, value) ?? m, outgoing.message);
  const composed = message === outgoing.message ? outgoing.root : composeMessage(message);
  const root = asked.reduce((r, { way, value }) => way.root?.(r, value) ?? r, composed);
  return asked.reduce((o, { way, value }) => way.writing?.(o, value) ?? o, { ...outgoing, message, root });
}

function isOfHeader(command: Command): command is Status {
  return command.kind === 'status' && (command.cmd === 'SyncHdr' || command.cmdRef === '0');
}

function challenged(status: Status, value: string): Status {
  const chal = CHALS[value]?.(status.chal);
  return chal === undefined ? without(status, 'chal') : { ...status, chal };
}

/** The same scheme over another secret: as many octets, all of them wrong. */
function badCred({ header: { cred } }: Message): NonNullable<Message['header']['cred']> {
  if (!cred) return { meta: { format: 'b64', type: SCHEMES.basic }, data: Buffer.from('nobody:nothing').toString('base64') };
  const octets = Buffer.from(cred.data, 'base64').map((octet) => octet ^ 0x55);
  return { ...cred, data: Buffer.from(octets).toString('base64') };
}

function badMac(outgoing: Outgoing): Outgoing {
  const { mac } = outgoing;
  return mac ? { ...outgoing, mac: { ...mac, secret: `not ${mac.secret}` } } : outgoing;
}

function renumbered(command: Command, cmdId: string): Command {
  return command.kind === 'group' ? { ...command, cmdId, commands: command.commands.map((c) => renumbered(c, cmdId)) } : { ...command, cmdId };
}

function reordered(root: OutElement, value: string): OutElement {
  const reversed = (element: OutElement): OutElement => ({ ...element, content: [...(element.content ?? [])].reverse() });
  if (value === 'body-before-header') return reversed(root);
  return onBody(root, (body) => (value === 'body-reversed' ? reversed(body) : { ...body, content: mapElements(body, reversed) }));
}

function inChal(root: OutElement): OutElement {
  const foreign = (element: OutElement): OutElement => ({ name: element.name, ...(element.content ? { content: element.content } : {}) });
  const chal = (element: OutElement): OutElement =>
    element.name === 'Chal'
      ? { ...element, content: mapElements(element, (meta) => ({ ...meta, content: mapElements(meta, foreign) })) }
      : { ...element, content: mapElements(element, chal) };
  return onBody(root, chal);
}

function inForm(element: OutElement, form: 'inline' | 'table' | 'opaque'): OutElement {
  const content = (element.content ?? []).map((node): OutElement | OutText => (isOutElement(node) ? inForm(node, form) : { ...node, form }));
  return { ...element, content };
}

const mapElements = (element: OutElement, change: (child: OutElement) => OutElement): readonly (OutElement | OutText)[] =>
  (element.content ?? []).map((node) => (isOutElement(node) ? change(node) : node));

const onBody = (root: OutElement, change: (body: OutElement) => OutElement): OutElement => ({
  ...root,
  content: mapElements(root, (part) => (part.name === 'SyncBody' ? change(part) : part)),
});

function without<T extends object, K extends keyof T>(of: T, key: K): Omit<T, K> {
  const { [key]: _, ...rest } = of;
  return rest;
}
