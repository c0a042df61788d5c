import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'store-before-checking',
  side: 'server',
  breaks: ['SR/DM-SR-S-003-M', 'SR/SR-5.2.1-2'],
  wrong: 'keeps what a report says before it checks the credentials',
  dm: { storesReport: () => true },
};
