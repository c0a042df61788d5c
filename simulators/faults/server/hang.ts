import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'hang',
  side: 'server',
  breaks: [],
  wrong: 'the program never answers again once it is configured',
  wreck: 'hang',
};
