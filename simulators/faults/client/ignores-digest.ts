import { acceptAnyway } from '../accept-anyway.js';
import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'ignores-digest',
  side: 'client',
  breaks: ['NOTI/SCR-DM-NOTI-C-002', 'NOTI/N-5.1-3'],
  wrong: 'starts a session whatever the digest',
  dm: { acceptNotification: acceptAnyway('digest') },
};
