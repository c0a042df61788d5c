import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'ignores-max-msg-size',
  side: 'client',
  breaks: ['CP/DM-CP-DMREPU-19'],
  wrong: 'sends messages of any size, whatever MaxMsgSize the server gave',
  dm: { messageLimit: () => undefined },
};
