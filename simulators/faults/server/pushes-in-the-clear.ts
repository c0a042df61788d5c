import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'pushes-in-the-clear',
  side: 'server',
  breaks: ['SM/DM-SM-S-004-M', 'SM/SM-5.3-2', 'OD/DM-SM-S-005-M'],
  wrong: 'sends command messages over UDP where HTTPS was asked for',
  endpoint: { commandBearer: (bearer) => (bearer === 'ota-http' ? 'wsp-udp' : bearer) },
};
