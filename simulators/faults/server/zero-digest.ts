import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'zero-digest',
  side: 'server',
  breaks: ['NOTI/N-5-1'],
  wrong: 'writes zeros where the digest belongs',
  dm: { notificationDigest: (digest) => new Uint8Array(digest.length) },
};
