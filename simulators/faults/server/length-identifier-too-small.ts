import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'length-identifier-too-small',
  side: 'server',
  breaks: ['NOTI/N-6.2.11-1'],
  wrong: 'writes one less than the length of its identifier',
  dm: {
    notificationFields: (fields) => ({
      ...fields,
      lengthIdentifier: Math.max(0, Buffer.byteLength(fields.serverIdentifier as string) - 1),
    }),
  },
};
