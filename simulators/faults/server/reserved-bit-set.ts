import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'reserved-bit-set',
  side: 'server',
  breaks: ['NOTI/N-6.2.9-1'],
  wrong: 'sets a reserved bit',
  dm: { notificationFields: (fields) => ({ ...fields, futureUse: 1 }) },
};
