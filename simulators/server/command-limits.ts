/**
 * What a Sessionless Command Message never carries: Get (Sessionless Command Message 1.3, 5.2), since nothing would answer it, and a DM
 * account (section 6), which only a bootstrap provisions.
 */
import type { Command } from '../../src/dm/message.js';
import type { Operation } from '../../src/dm/operation.js';

const ACCOUNT_OBJECT = 'urn:oma:mo:oma-dm-dmacc:';

/** Whether a message may carry the command; the conformant answer is given. */
export type MayCarry = (isAllowed: boolean, command: Operation | Command) => boolean;

/** The commands that may be sent, those inside groups too; a group without any goes as well. */
export function sendable(commands: readonly (Operation | Command)[], mayCarry: MayCarry): (Operation | Command)[] {
  return commands.flatMap((command): (Operation | Command)[] => {
    if (!('kind' in command) || command.kind !== 'group') return mayCarry(isAllowed(command), command) ? [command] : [];
    const inside = sendable(command.commands, mayCarry) as Command[];
    return inside.length === 0 ? [] : [{ ...command, commands: inside }];
  });
}

function isAllowed(command: Operation | Command): boolean {
  if (!('kind' in command)) {
    const types = [command.type, ...(command.object?.nodes ?? []).map((node) => node.type)];
    return command.command !== 'Get' && !types.some(isAccount);
  }
  if (command.kind !== 'tree') return true;
  return command.name !== 'Get' && !command.items.some(({ meta, data }) => isAccount(meta?.type) || holdsAccount(data));
}

const isAccount = (type: string | undefined): boolean => type?.startsWith(ACCOUNT_OBJECT) === true;

function holdsAccount(data: { readonly text: string; readonly octets?: Uint8Array } | undefined): boolean {
  return data !== undefined && Buffer.from(data.octets ?? Buffer.from(data.text)).includes(ACCOUNT_OBJECT);
}
