import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'inverted-initiator',
  side: 'server',
  breaks: ['NOTI/N-6.1-1'],
  wrong: 'names the other side as initiator',
  dm: { notificationFields: (fields) => ({ ...fields, initiator: 1 - (fields.initiator ?? 1) }) },
};
