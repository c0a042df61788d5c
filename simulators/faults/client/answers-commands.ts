import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'answers-commands',
  side: 'client',
  breaks: ['SM/DM-SM-C-007-M', 'SM/SM-5.5-2', 'OD/OD-5.5-1'],
  wrong: 'answers a command message with Statuses',
  dm: { answerCommand: ({ kind }) => (kind === 'accept' ? 'status' : 'nothing') },
};
