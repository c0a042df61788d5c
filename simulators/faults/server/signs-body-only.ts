import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'signs-body-only',
  side: 'server',
  breaks: ['SM/SM-5.2-17', 'OD/DM-SM-S-004-M'],
  wrong: 'leaves the header of a command message out of what it signs',
  endpoint: { signatureFlaw: 'digest-of-body-only' },
};
