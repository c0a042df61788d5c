import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'command-without-mac',
  side: 'server',
  breaks: ['SM/DM-SM-S-004-M', 'SM/SM-5.1.2-1', 'SM/SM-5.3-2', 'SM/SM-5.4-1'],
  wrong: 'sends command messages over plain transports without HMAC-SHA256',
  dm: { commandMac: () => undefined },
};
