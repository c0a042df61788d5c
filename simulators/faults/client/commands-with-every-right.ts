import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'commands-with-every-right',
  side: 'client',
  breaks: ['SM/DM-SM-C-005-M', 'SM/SM-5.5-5', 'OD/DM-SM-C-005-M'],
  wrong: 'carries command messages out whatever the access rights',
  dm: { commandIdentity: () => undefined },
};
