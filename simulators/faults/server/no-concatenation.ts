import type { ServerFault } from '../fault.js';
import { PORT_ELEMENT_OCTETS, putTogether, takeApart } from '../short-message.js';

export const fault: ServerFault = {
  id: 'no-concatenation',
  side: 'server',
  breaks: ['NOTI/N-7.1-f'],
  wrong: 'puts a long notification into one short message',
  endpoint: {
    shortMessages: ([first], payload) =>
      first ? [putTogether({ header: takeApart(first).header.slice(0, PORT_ELEMENT_OCTETS), data: payload })] : [],
  },
};
