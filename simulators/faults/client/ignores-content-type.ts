import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'ignores-content-type',
  side: 'client',
  breaks: ['NOTI/N-7.1.1-a'],
  wrong: 'takes any content as a notification',
  device: { arrival: ({ contentType: _, ...push }) => push },
};
