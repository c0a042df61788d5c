import { MAC_OF_TYPE } from '../../../src/dm/mac.js';
import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'report-with-md5-mac',
  side: 'client',
  breaks: ['SR/SR-5.2.1-1'],
  wrong: 'protects a report with the MD5 construction of DM 1.2',
  dm: { mac: (mac, purpose) => (mac && purpose === 'report' ? { ...mac, ...MAC_OF_TYPE['mac-md5'] } : mac) },
};
