import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'ignores-resp-uri',
  side: 'client',
  breaks: ['CP/DM-CP-DMREPU-11'],
  wrong: 'sends every message to the address of the account, whatever RespURI says',
  dm: { respUri: () => undefined },
};
