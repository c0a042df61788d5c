import { MAC_OF_TYPE } from '../../../src/dm/mac.js';
import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'command-with-md5-mac',
  side: 'server',
  breaks: ['SM/SM-5.4-1'],
  wrong: 'protects command messages with an MD5 MAC',
  dm: { commandMac: (mac) => mac && { ...mac, ...MAC_OF_TYPE['mac-md5'] } },
};
