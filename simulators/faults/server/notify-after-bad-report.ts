import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'notify-after-bad-report',
  side: 'server',
  breaks: ['SR/DM-SR-S-003-M', 'SR/SR-5.2.1-2'],
  wrong: 'sends the device a notification after a report that it could not authenticate',
  dm: { afterUnauthenticatedReport: () => 'notify' },
};
