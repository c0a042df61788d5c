import { acceptAnyway } from '../accept-anyway.js';
import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'session-on-truncated-trigger',
  side: 'client',
  breaks: ['NOTI/SCR-DM-NOTI-C-002'],
  wrong: 'starts a session although the notification ends too early',
  dm: { acceptNotification: acceptAnyway('malformed') },
};
