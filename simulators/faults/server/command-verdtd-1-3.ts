import { withHeader } from '../command-edits.js';
import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'command-verdtd-1-3',
  side: 'server',
  breaks: ['SM/SM-5.2-1'],
  wrong: 'writes VerDTD 1.3 into command messages',
  dm: { command: withHeader({ verDtd: '1.3' }) },
};
