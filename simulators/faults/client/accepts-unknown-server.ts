import { acceptAnyway } from '../accept-anyway.js';
import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'accepts-unknown-server',
  side: 'client',
  breaks: ['NOTI/SCR-DM-NOTI-C-002'],
  wrong: 'starts a session with its first server when the server identifier is unknown',
  dm: { acceptNotification: acceptAnyway('unknown-server') },
};
