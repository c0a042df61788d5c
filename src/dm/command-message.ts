/**
 * Sessionless Command Messages on the server (Sessionless Command Message 1.3, section 5): one DM message outside any session, in WBXML,
 * from a ServerID to a device, with credentials over the server's nonce and, where the transport protects nothing, an HMAC-SHA256.
 */
import { sessionlessCred, show } from './authentication.js';
import { composeMessage, numberCommands } from './compose-message.js';
import { isMacType } from './credentials.js';
import type { Command, Message } from './message.js';
import type { Operation } from './operation.js';
import { CONFORMANT_SERVER, type ServerBehaviour } from './server-behaviour.js';
import { commandOf } from './server-commands.js';
import type { AccountState, MacOrder, Outgoing } from './session.js';

export const COMMAND_TYPE = 'application/vnd.syncml.dm+wbxml';

/** The two editions differ in what the header says: the draft of 2009 stands on DM 1.2 and has no rule for VerProto. */
export type CommandEdition = '1.3' | 'draft';
const VER_PROTO: Readonly<Record<CommandEdition, string>> = { '1.3': 'DM/1.3', draft: 'DM/1.2' };

export interface CommandOptions {
  readonly account: AccountState;
  /** Without CmdID: they are numbered here. */
  readonly commands: readonly (Operation | Command)[];
  /** Any text will do, the device may ignore it (5.2). */
  readonly sessionId: string;
  /** Default 1.3. */
  readonly version?: '1.1' | '1.2' | '1.3';
  readonly edition?: CommandEdition;
  /** `plain`: the transport gives no authentication and integrity, so the message carries an HMAC-SHA256 (5.4). */
  readonly transport: 'plain' | 'secure';
  readonly behaviour?: Partial<ServerBehaviour>;
}

/** One message, ready for `encodeOutgoing`. The account is left as it is: the next message shows the same nonce. */
export function composeCommand(options: CommandOptions): Outgoing {
  const behaviour: ServerBehaviour = { ...CONFORMANT_SERVER, ...options.behaviour };
  const { account } = options;
  const credentials = account.account.server;
  const nonce = behaviour.commandNonce({ nonce: account.server.pending, account });
  const cred = sessionlessCred(credentials, nonce);
  const mac = options.transport === 'plain' || isMacType(credentials.type) ? show('mac-sha256', credentials, nonce).mac : undefined;
  const message = behaviour.command(
    {
      header: {
        verDtd: '1.2',
        verProto: VER_PROTO[options.edition ?? '1.3'],
        sessionId: options.sessionId,
        msgId: '1',
        target: account.account['device-id'],
        source: account.account['server-id'],
        sourceName: credentials.name,
        ...(cred ? { cred } : {}),
      },
      commands: behaviour.commandOperations(options.commands).map(commandOf),
      isFinal: true,
    },
    { account },
  );
  const numbered: Message = { ...message, commands: numberCommands(message.commands) };
  const order: MacOrder | undefined = behaviour.commandMac(mac);
  const alter = behaviour.commandOctets;
  const root = behaviour.commandElements(composeMessage(numbered));
  return {
    message: numbered,
    root,
    encoding: 'wbxml',
    version: options.version ?? '1.3',
    ...(order ? { mac: order } : {}),
    ...(alter ? { alter: (encoded) => alter(encoded, root) } : {}),
  };
}
