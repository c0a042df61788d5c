import { TNDS_MIME } from '../../../src/wire/tnds-table.js';
import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'refuses-textual-objects',
  side: 'client',
  breaks: ['SM/DM-SM-C-002-M'],
  wrong: 'takes serialised objects in WBXML only',
  dm: {
    commandRequest: (request, who, tree) => (request.meta?.type === TNDS_MIME.xml ? { code: '415', results: [] } : tree.execute(request, who)),
  },
};
