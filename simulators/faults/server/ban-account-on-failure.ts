import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'ban-account-on-failure',
  side: 'server',
  breaks: ['SR/DM-SR-S-003-M', 'SR/SR-5.2.1-2'],
  wrong: 'takes no report of a device any more after one that it could not authenticate',
  dm: { afterUnauthenticatedReport: () => 'ban' },
};
