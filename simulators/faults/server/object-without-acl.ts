import { eachObject, withNodes } from '../command-edits.js';
import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'object-without-acl',
  side: 'server',
  breaks: ['SM/DM-SM-S-005-M', 'SM/SM-5.4-2', 'OD/DM-SM-S-006-M'],
  wrong: 'leaves the access rights of a new object out',
  dm: { commandOperations: eachObject((operation) => [withNodes(operation, ({ acl: _, ...node }) => node)]) },
};
