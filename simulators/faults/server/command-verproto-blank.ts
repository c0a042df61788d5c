import { withHeader } from '../command-edits.js';
import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'command-verproto-blank',
  side: 'server',
  breaks: ['SM/SM-5.2-2'],
  wrong: 'writes a blank before VerProto',
  dm: { command: withHeader({ verProto: ' DM/1.3' }) },
};
