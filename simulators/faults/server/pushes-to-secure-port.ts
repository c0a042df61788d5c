import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'pushes-to-secure-port',
  side: 'server',
  breaks: ['NOTI/N-7.1-e'],
  wrong: 'sends the notification to the port of secure push',
  endpoint: { push: (form) => ({ ...form, port: 2949 }) },
};
