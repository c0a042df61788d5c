import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'ignores-application-id',
  side: 'client',
  breaks: ['NOTI/N-7.1.1-a'],
  wrong: 'takes a notification for any application',
  device: { arrival: ({ applicationId: _, ...push }) => push },
};
