import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'command-mac-over-empty-nonce',
  side: 'server',
  breaks: ['SM/SM-5.4-1'],
  wrong: 'computes the MAC of a command message over no nonce',
  dm: { commandMac: (mac) => mac && { ...mac, nonce: new Uint8Array(0) } },
};
