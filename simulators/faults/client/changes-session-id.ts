import type { ClientFault } from '../fault.js';
import { replaceText } from '../replace-text.js';

export const fault: ClientFault = {
  id: 'changes-session-id',
  side: 'client',
  breaks: ['NOTI/N-5-2'],
  wrong: 'changes the session id from its second message on',
  dm: {
    messageElements: (root, { msgId }) => (msgId === 1 ? root : replaceText(root, ['SyncHdr', 'SessionID'], 'BAD')),
  },
};
