import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'challenges-forever',
  side: 'server',
  breaks: ['NOTI/SCR-DM-NOTI-S-004'],
  wrong: 'answers every message of a session with Status 401 and a challenge',
  dm: {
    statusFor: ({ command, code }) => (command === 'SyncHdr' ? '401' : code),
    chal: (chal) => chal ?? { type: 'syncml:auth-md5', format: 'b64', nextNonce: 'Zm9yZXZlcg==' },
  },
};
