import { readNotification } from '../../../src/wire/notification-read.js';
import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'rejects-vendor-data',
  side: 'client',
  breaks: ['NOTI/N-6.2.13-1'],
  wrong: 'ignores a notification with vendor-specific data',
  device: { arrival: (push) => (readNotification(push.octets).vendorSpecific ? undefined : push) },
};
