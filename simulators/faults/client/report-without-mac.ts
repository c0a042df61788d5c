import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'report-without-mac',
  side: 'client',
  breaks: ['SR/SR-5.2.1-1'],
  wrong: 'sends a report over plain HTTP without a MAC',
  dm: { mac: (mac, purpose) => (purpose === 'report' ? undefined : mac) },
};
