import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'url-as-server-identifier',
  side: 'server',
  breaks: ['NOTI/SCR-DM-NOTI-S-002'],
  wrong: 'writes its address where its identifier belongs',
  dm: { notificationFields: (fields) => ({ ...fields, serverIdentifier: 'http://server.example/dm' }) },
};
