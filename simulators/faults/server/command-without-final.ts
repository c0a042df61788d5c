import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'command-without-final',
  side: 'server',
  breaks: ['SM/SM-5.2-13'],
  wrong: 'leaves Final out of command messages',
  dm: { command: (message) => ({ ...message, isFinal: false }) },
};
