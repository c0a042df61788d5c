/** The command message that a scenario asks for, right or wrong in any way that it names, ready for a bearer. */
import { HarnessFault } from '../../src/base/errors.js';
import type { Account } from '../../src/dm/account.js';
import { encodeOutgoing, macHeaders } from '../../src/dm/body.js';
import { composeCommand } from '../../src/dm/command-message.js';
import { makeCred, SCHEMES, sha256Text } from '../../src/dm/credentials.js';
import { byReading, MAC_OF_TYPE, type MacStrategyId } from '../../src/dm/mac.js';
import type { Cred, Message } from '../../src/dm/message.js';
import { DEFAULT_NONCE, octetsOfBase64 } from '../../src/dm/nonce.js';
import { readCommands } from '../../src/dm/read-operation.js';
import { encodeSigned } from '../../src/dm/security/command-signature.js';
import { type EnvelopeId, SIGNATURE_HEADER } from '../../src/dm/security/envelopes.js';
import { WRONG_SIGNATURES } from '../../src/dm/security/wrong-signatures.js';
import type { ServerBehaviour } from '../../src/dm/server-behaviour.js';
import { accountState, type Encoded, type MacOrder } from '../../src/dm/session.js';
import { outOfXml } from '../../src/wire/fragment.js';
import type { OutElement } from '../../src/wire/out.js';
import { writeWbxml } from '../../src/wire/wbxml-write.js';
import { CONTENT_TYPES } from '../../src/wire/wsp-table.js';
import { writeXml } from '../../src/wire/xml-write.js';
import type { CommandChoice, CredChoice, PushContent } from '../lower-tester.js';
import { commandForm } from './command-push.js';
import { pushContent } from './notify.js';

export interface CommandContext {
  readonly accounts: Readonly<Record<string, Account>>;
  /** The nonce that the device expects of the server of an account; undefined before anything was exchanged. */
  readonly nonce: (account: string) => Uint8Array | undefined;
  /** A server nonce that was valid once and no longer is, or that never was. */
  readonly stale: (account: string) => Uint8Array;
  readonly transport: 'plain' | 'secure';
  /** How an HMAC-SHA256 is made (assumption U3); default composed-sha256. */
  readonly macReading?: MacStrategyId;
  /** Where the XML signature stands (assumption U8); absent or `none-required`: nowhere. */
  readonly envelope?: EnvelopeId;
}

/** Throws HarnessFault for what cannot be made, InputError for commands that are none. */
export async function commandPush(choice: CommandChoice, context: CommandContext): Promise<PushContent> {
  const account = context.accounts[choice.account];
  if (!account) throw new HarnessFault(`there is no account "${choice.account}"`);
  const state = accountState(choice.account, account);
  const nonce = context.nonce(choice.account);
  if (nonce) state.server.pending = nonce;
  const outgoing = composeCommand({
    account: state,
    commands: readCommands(choice.commands),
    sessionId: choice.sessionId ?? '7A5',
    transport: context.transport,
    behaviour: behaviourOf(choice, context),
    ...(choice.version === undefined || choice.version === '1.0' ? {} : { version: choice.version }),
  });
  const { envelope = 'none-required' } = context;
  const { signature } = choice;
  const isSigned = envelope !== 'none-required' && signature !== 'none';
  const flaw = signature === undefined || signature === 'none' ? undefined : WRONG_SIGNATURES[signature];
  const form = commandForm(isSigned ? await encodeSigned(outgoing, state, flaw, envelope) : encodeOutgoing(outgoing));
  const content = pushContent({
    ...form,
    port: choice.port ?? form.port,
    wsp: {
      ...form.wsp,
      ...(choice.pduType === undefined ? {} : { type: choice.pduType }),
      ...(choice.contentType === undefined ? {} : { contentType: { media: choice.contentType } }),
      headers: (form.wsp.headers ?? []).map((header) =>
        choice.applicationId !== undefined && 'name' in header && header.name === 0x2f
          ? { ...header, value: { integer: choice.applicationId } }
          : header,
      ),
    },
    contentType: choice.contentType === undefined ? form.contentType : (CONTENT_TYPES[choice.contentType] ?? 'application/octet-stream'),
    applicationId: choice.applicationId === undefined || choice.applicationId === 7 ? form.applicationId : 'x-wap-application:drm.ua',
  });
  return content;
}

function behaviourOf(choice: CommandChoice, context: CommandContext): Partial<ServerBehaviour> {
  const { cred, mac, raw, version, encoding, publicId, tamper } = choice;
  const rewrites = encoding === 'xml' || publicId === 'string' || version === '1.0' || tamper !== undefined;
  let order: MacOrder | undefined;
  return {
    command: (message) => changed(message, choice, cred === undefined ? undefined : { cred: chosenCred(cred, choice, context) }),
    commandMac: (fitting) => {
      order = byReading(mac === undefined ? fitting : chosenMac(mac, choice, context), context.macReading);
      return order;
    },
    ...(raw === undefined ? {} : { commandElements: (root) => withRaw(root, raw) }),
    ...(rewrites ? { commandOctets: (encoded: Encoded, root: OutElement) => rewritten(encoded, root, choice, order) } : {}),
  };
}

function changed(message: Message, choice: CommandChoice, shown: { readonly cred: Cred | undefined } | undefined): Message {
  const { cred: _, ...header } = message.header;
  const cred = shown ? shown.cred : message.header.cred;
  return {
    ...message,
    header: {
      ...header,
      ...(cred ? { cred } : {}),
      ...(choice.source === undefined ? {} : { source: choice.source }),
      ...(choice.sourceName === undefined ? {} : { sourceName: choice.sourceName }),
      ...(choice.target === undefined ? {} : { target: choice.target }),
      ...(choice.verDtd === undefined ? {} : { verDtd: choice.verDtd }),
      ...(choice.verProto === undefined ? {} : { verProto: choice.verProto }),
      ...(choice.msgId === undefined ? {} : { msgId: choice.msgId }),
    },
    isFinal: choice.isFinal ?? message.isFinal,
  };
}

/** The fragment goes before Final, which stays last. */
function withRaw(root: OutElement, raw: string): OutElement {
  const extra = outOfXml(raw, root.ns ?? '');
  const content = (root.content ?? []).map((part) => {
    if (!('name' in part) || part.name !== 'SyncBody') return part;
    const inside = part.content ?? [];
    const isLast = (node: (typeof inside)[number]): boolean => 'name' in node && node.name === 'Final';
    return { ...part, content: [...inside.filter((node) => !isLast(node)), ...extra, ...inside.filter(isLast)] };
  });
  return { ...root, content };
}

function rewritten(encoded: Encoded, root: OutElement, choice: CommandChoice, order: MacOrder | undefined): Encoded {
  const { encoding, publicId, version, tamper } = choice;
  let { body, contentType } = encoded;
  if (encoding === 'xml') {
    body = writeXml(root);
    contentType = 'application/vnd.syncml.dm+xml';
  } else if (publicId === 'string') body = writeWbxml(root, { publicId, ...(version === undefined || version === '1.0' ? {} : { version }) });
  if (version === '1.0') body = Uint8Array.from([0, ...body.subarray(1)]);
  // The MAC counts over what is sent; only tampering comes after it.
  const headers = [...macHeaders(order, body), ...encoded.headers.filter(([name]) => name === SIGNATURE_HEADER)];
  if (tamper) body = replaced(body, tamper.find, tamper.replace);
  return { body, contentType, headers };
}

function replaced(octets: Uint8Array, find: string, replace: string): Uint8Array {
  const at = Buffer.from(octets).indexOf(find);
  if (at < 0) throw new HarnessFault(`"${find}" is to be tampered with, but the message does not hold it`);
  return new Uint8Array(Buffer.concat([octets.subarray(0, at), Buffer.from(replace), octets.subarray(at + Buffer.byteLength(find))]));
}

interface Key {
  readonly name: string;
  readonly secret: string;
  readonly nonce: Uint8Array;
}

function chosenCred(cred: CredChoice | 'none', choice: CommandChoice, context: CommandContext): Cred | undefined {
  if (cred === 'none') return undefined;
  const { name, secret, nonce } = keyOf(cred, choice, context);
  if (cred.kind === 'mac-sha256') return { meta: { format: 'b64', type: SCHEMES.mac }, data: sha256Text(name, secret, nonce) };
  return makeCred(cred.kind, name, secret, nonce);
}

function chosenMac(mac: CredChoice | 'none', choice: CommandChoice, context: CommandContext): MacOrder | undefined {
  if (mac === 'none') return undefined;
  if (mac.kind !== 'mac-md5' && mac.kind !== 'mac-sha256') throw new HarnessFault(`a MAC was asked for with credentials of type ${mac.kind}`);
  return { ...MAC_OF_TYPE[mac.kind], ...keyOf(mac, choice, context) };
}

/** Credentials of the server unless it is to show those of the client, over the nonce of the server; an account that does not exist gives those of a server that nobody knows. */
function keyOf(cred: CredChoice, choice: CommandChoice, context: CommandContext): Key {
  const account = cred.account ?? choice.account;
  const known = context.accounts[account];
  const shown = known?.[cred.side ?? 'server'];
  return {
    name: cred.user ?? shown?.name ?? account,
    secret: cred.secret ?? shown?.secret ?? 'no-such-secret',
    nonce: nonceOf(cred.nonce ?? 'current', account, known?.server.nonce, context),
  };
}

function nonceOf(choice: string, account: string, first: string | undefined, context: CommandContext): Uint8Array {
  switch (choice) {
    case 'current':
      return context.nonce(account) ?? octetsOfBase64(first ?? '');
    case 'default':
      return DEFAULT_NONCE;
    case 'stale':
      return context.stale(account);
    default:
      // Any other text is the nonce itself, in Base64.
      return octetsOfBase64(choice);
  }
}
