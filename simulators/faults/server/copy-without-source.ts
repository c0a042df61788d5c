import { eachItem } from '../command-edits.js';
import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'copy-without-source',
  side: 'server',
  breaks: ['SM/SM-5.2-9'],
  wrong: 'leaves Source out of Copy',
  dm: {
    command: eachItem(({ source, ...item }, { name }) => (name === 'Copy' || source === undefined ? item : { ...item, source })),
  },
};
