import { eachObject, withNodes } from '../command-edits.js';
import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'provisions-account',
  side: 'server',
  breaks: ['SM/SM-6-1'],
  wrong: 'provisions an account by command message',
  dm: {
    commandOperations: eachObject((operation, [root]) => [
      withNodes(operation, (node) => (node === root ? { ...node, type: 'urn:oma:mo:oma-dm-dmacc:1.0' } : node)),
    ]),
  },
};
