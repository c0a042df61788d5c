import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'dead',
  side: 'client',
  breaks: [],
  wrong: 'the program ends as soon as it is configured',
  wreck: 'dead',
};
