import { acceptAnyway } from '../accept-anyway.js';
import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'answers-every-repeat',
  side: 'client',
  breaks: ['NOTI/N-6.2.10-d'],
  wrong: 'starts a session for each notification of the same session',
  dm: { acceptNotification: acceptAnyway('repeated') },
};
