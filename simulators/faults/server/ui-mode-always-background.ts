import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'ui-mode-always-background',
  side: 'server',
  breaks: ['NOTI/N-6.1-1'],
  wrong: 'asks for no user interaction, whatever is wanted',
  dm: { notificationFields: (fields) => ({ ...fields, uiMode: 1 }) },
};
