/** Statuses that take no carrying out: the one for the SyncHdr of a message, and one code for all its commands. */
import { type Chal, type Command, commandName, type Header, type Status } from './message.js';

/** The Status for a SyncHdr, with the challenge that goes with it. */
export function headStatus({ msgId, target, source }: Pick<Header, 'msgId' | 'target' | 'source'>, code: string, chal: Chal | undefined): Status {
  return {
    kind: 'status',
    cmdId: '',
    msgRef: msgId,
    cmdRef: '0',
    cmd: 'SyncHdr',
    targetRefs: [target],
    sourceRefs: [source],
    ...(chal ? { chal } : {}),
    code,
  };
}

/** A Status with one code for every command, nested ones included: what an unauthenticated peer gets. */
export function refuseAll(commands: readonly Command[], msgRef: string, code: (command: Command) => string): Status[] {
  return commands.flatMap((command): Status[] => {
    if (command.kind === 'status' || command.kind === 'results') return [];
    const own: Status = { kind: 'status', cmdId: '', msgRef, cmdRef: command.cmdId, cmd: commandName(command), code: code(command) };
    return [own, ...(command.kind === 'group' ? refuseAll(command.commands, msgRef, code) : [])];
  });
}
