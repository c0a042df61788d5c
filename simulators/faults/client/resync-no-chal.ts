import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'resync-no-chal',
  side: 'client',
  breaks: ['NOTI/SCR-DM-NOTI-C-003', 'NOTI/N-5.1-6'],
  wrong: 'gives the server no new nonce',
  dm: { chal: () => undefined },
};
