import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'ignores-commands',
  side: 'client',
  breaks: ['SM/DM-SM-C-001-M', 'OD/DM-SM-C-001-M'],
  wrong: 'carries out no command message',
  dm: { commandList: () => [] },
};
