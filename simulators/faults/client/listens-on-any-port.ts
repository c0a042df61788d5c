import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'listens-on-any-port',
  side: 'client',
  breaks: ['NOTI/N-7.1.1-a'],
  wrong: 'takes a notification on other ports than 2948',
  device: { extraPorts: [2949, 9200], arrival: ({ port: _, ...push }) => push },
};
