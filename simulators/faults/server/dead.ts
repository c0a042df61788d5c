import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'dead',
  side: 'server',
  breaks: [],
  wrong: 'the program ends as soon as it is configured',
  wreck: 'dead',
};
