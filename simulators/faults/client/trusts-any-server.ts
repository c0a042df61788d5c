import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'trusts-any-server',
  side: 'client',
  breaks: ['CP/DM-CP-DMSEC-02', 'CP/DM-CP-DMSEC-05'],
  wrong: 'does what a server orders whose credentials are wrong',
  dm: { trustsServer: () => true },
};
