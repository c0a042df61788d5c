import type { ClientFault } from '../fault.js';
import { takeCommandAnyway } from '../take-command-anyway.js';

export const fault: ClientFault = {
  id: 'takes-address-for-server-id',
  side: 'client',
  breaks: ['SM/DM-SM-C-004-M', 'OD/DM-SM-C-004-M'],
  wrong: 'takes the address of a server for its ServerID',
  dm: {
    acceptCommand: (judgement, context) =>
      /^https?:/.test(judgement.incoming.message.header.source) ? takeCommandAnyway('unknown-server')(judgement, context) : judgement,
  },
};
