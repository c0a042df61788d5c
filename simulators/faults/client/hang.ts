import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'hang',
  side: 'client',
  breaks: [],
  wrong: 'the program never answers again once it is configured',
  wreck: 'hang',
};
