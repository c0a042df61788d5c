import { eachObject } from '../command-edits.js';
import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'inbox-node-by-node',
  side: 'server',
  breaks: ['SM/SM-6.1.1-2'],
  wrong: 'adds the nodes of an object below the Inbox one by one',
  dm: {
    commandOperations: eachObject((operation, nodes) =>
      operation.uri !== './Inbox'
        ? [operation]
        : nodes.map(({ uri, value, format }) => ({
            command: 'Add',
            uri: `./Inbox/${uri}`,
            ...(value === undefined ? { format: 'node' } : { data: value, ...(format === undefined ? {} : { format }) }),
          })),
    ),
  },
};
