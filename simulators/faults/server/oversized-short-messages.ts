import type { ServerFault } from '../fault.js';
import { putTogether, takeApart } from '../short-message.js';

const EXCESS = 8;

export const fault: ServerFault = {
  id: 'oversized-short-messages',
  side: 'server',
  breaks: ['NOTI/N-7.1-f'],
  wrong: 'makes the first part of a long notification too large for a short message',
  endpoint: {
    shortMessages: (parts) => {
      const [first, second, ...rest] = parts.map(takeApart);
      if (!first || !second) return parts;
      const moved = second.data.slice(0, EXCESS);
      return [{ ...first, data: Uint8Array.from([...first.data, ...moved]) }, { ...second, data: second.data.slice(EXCESS) }, ...rest].map(
        putTogether,
      );
    },
  },
};
