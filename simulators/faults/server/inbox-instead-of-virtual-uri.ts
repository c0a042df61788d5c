import { eachItem } from '../command-edits.js';
import type { ServerFault } from '../fault.js';
import { isVirtual } from '../virtual-uri.js';

export const fault: ServerFault = {
  id: 'inbox-instead-of-virtual-uri',
  side: 'server',
  breaks: ['SM/DM-SM-S-006-M', 'SM/SM-6.2-2', 'SM/SM-6.2.2-1', 'SM/SM-6.2-1'],
  wrong: 'addresses objects whose place it does not know below the Inbox',
  dm: {
    command: eachItem((item) => (isVirtual(item.target ?? '') ? { ...item, target: `./Inbox/${item.target?.split('/').at(-1)}` } : item)),
  },
};
