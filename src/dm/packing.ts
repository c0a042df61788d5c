/** How many commands fit a message that may have only so many octets (DM Protocol 6, MaxMsgSize). */
import { writeBody } from './body.js';
import { composeMessage } from './compose-message.js';
import type { Command, Encoding, Header, Message } from './message.js';

const GENEROUS_ID = '9999';

/** Sizes commands under a header in one encoding. */
export class Packing {
  private readonly empty: number;

  constructor(
    private readonly header: Header,
    private readonly encoding: Encoding,
    /** Octets that the peer takes; undefined: any number. */
    private readonly limit: number | undefined,
  ) {
    this.empty = limit === undefined ? 0 : this.octets([]);
  }

  /** How many of the commands, from the first, go into one message; at least one, so that a session cannot stand still. */
  count(commands: readonly Command[]): number {
    if (this.limit === undefined) return commands.length;
    let size = this.empty;
    let count = 0;
    for (const command of commands) {
      size += this.octets([command]) - this.empty;
      if (count > 0 && size > this.limit) break;
      count++;
    }
    return count;
  }

  /** Whether a message of that command and `beside` alone is within the limit. */
  fits(command: Command, beside: readonly Command[] = []): boolean {
    return this.limit === undefined || this.octets([...beside, command]) <= this.limit;
  }

  private octets(commands: readonly Command[]): number {
    const message: Message = { header: this.header, commands: commands.map(withId), isFinal: true };
    return writeBody(composeMessage(message), this.encoding).length;
  }
}

function withId(command: Command): Command {
  const cmdId = command.cmdId === '' ? GENEROUS_ID : command.cmdId;
  return command.kind === 'group' ? { ...command, cmdId, commands: command.commands.map(withId) } : { ...command, cmdId };
}

/** MaxMsgSize as a number; undefined when absent, not decimal or too small to hold any message. */
export function messageLimit(text: string | undefined): number | undefined {
  const size = text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  return size !== undefined && size > 0 ? size : undefined;
}
