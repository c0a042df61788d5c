import { eachObject, withNodes } from '../command-edits.js';
import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'inbox-reference-without-slash',
  side: 'server',
  breaks: ['SM/SM-5.5-9', 'OD/OD-5.5-7'],
  wrong: 'writes references into the Inbox without the slash after it',
  dm: {
    commandOperations: eachObject((operation) => [
      withNodes(operation, (node) => (node.value?.startsWith('./Inbox/') ? { ...node, value: node.value.replace('./Inbox/', './Inbox') } : node)),
    ]),
  },
};
