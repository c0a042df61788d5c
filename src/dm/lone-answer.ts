/** What a wrong peer answers to a message that no session holds and that gets no answer: a Status for its SyncHdr and those for its commands. */
import { composeMessage, numberCommands } from './compose-message.js';
import type { Chal, Message, Status } from './message.js';
import type { Incoming, Outgoing } from './session.js';
import { refuseAll } from './status.js';

export interface LoneAnswer {
  readonly target: string;
  readonly source: string;
  /** Of the SyncHdr Status. */
  readonly code: string;
  readonly chal: Chal | undefined;
  /** Default: every command gets the code of the SyncHdr. */
  readonly statuses?: readonly Status[] | undefined;
}

export function loneAnswer({ message, encoding }: Incoming, answer: LoneAnswer): Outgoing {
  const { header, commands } = message;
  const { target, source, code, chal, statuses = refuseAll(commands, header.msgId, () => code) } = answer;
  const head: Status = { kind: 'status', cmdId: '', msgRef: header.msgId, cmdRef: '0', cmd: 'SyncHdr', ...(chal ? { chal } : {}), code };
  const sent: Message = {
    header: { verDtd: '1.2', verProto: 'DM/1.3', sessionId: header.sessionId, msgId: '1', target, source },
    commands: numberCommands([head, ...statuses]),
    isFinal: true,
  };
  return { message: sent, root: composeMessage(sent), encoding };
}
