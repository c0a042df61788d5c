import type { Operation } from '../../../src/dm/operation.js';
import { eachObject, withNodes } from '../command-edits.js';
import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'acl-beside-object',
  side: 'server',
  breaks: ['SM/DM-SM-S-005-M', 'SM/SM-5.4-2', 'OD/DM-SM-S-006-M'],
  wrong: 'sends the access rights of a new object in commands of their own',
  dm: {
    commandOperations: eachObject((operation, nodes) => [
      withNodes(operation, ({ acl: _, ...node }) => node),
      ...nodes.flatMap(({ uri, acl }): Operation[] =>
        acl === undefined ? [] : [{ command: 'Replace', uri: `${operation.uri}/${uri}?prop=ACL`, data: acl }],
      ),
    ]),
  },
};
