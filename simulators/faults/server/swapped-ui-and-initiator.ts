import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'swapped-ui-and-initiator',
  side: 'server',
  breaks: ['NOTI/N-6.1-1'],
  wrong: 'writes the initiator before the ui-mode',
  dm: {
    // Bits initiator, mode, mode read as mode, mode, initiator.
    notificationFields: ({ uiMode = 0, initiator = 1, ...fields }) => ({
      ...fields,
      uiMode: (initiator << 1) | (uiMode >> 1),
      initiator: uiMode & 1,
    }),
  },
};
