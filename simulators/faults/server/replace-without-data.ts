import { eachItem } from '../command-edits.js';
import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'replace-without-data',
  side: 'server',
  breaks: ['SM/SM-5.2-11'],
  wrong: 'leaves Data out of Replace',
  dm: {
    command: eachItem(({ data, ...item }, { name }) => (name === 'Replace' || data === undefined ? item : { ...item, data })),
  },
};
