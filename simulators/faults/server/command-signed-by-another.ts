import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'command-signed-by-another',
  side: 'server',
  breaks: ['SM/SM-5.1.2-1', 'SM/SM-5.2-17', 'OD/DM-SM-S-004-M', 'OD/OD-5.1.2-2'],
  wrong: 'signs command messages with a key that is not the agreed one',
  endpoint: { signatureFlaw: 'signed-by-another' },
};
