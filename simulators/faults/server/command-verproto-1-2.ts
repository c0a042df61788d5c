import { withHeader } from '../command-edits.js';
import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'command-verproto-1-2',
  side: 'server',
  breaks: ['SM/SM-5.2-2'],
  wrong: 'writes VerProto DM/1.2 into command messages',
  dm: { command: withHeader({ verProto: 'DM/1.2' }) },
};
