import type { ClientFault } from '../fault.js';
import { showInInbox } from '../inbox-view.js';

export const fault: ClientFault = {
  id: 'keeps-objects-in-inbox',
  side: 'client',
  breaks: ['SM/DM-SM-C-003-M', 'SM/SM-6.1.1-1', 'OD/DM-SM-C-003-M'],
  wrong: 'stores what is added to the Inbox below the Inbox',
  device: { readTree: showInInbox },
};
