import { TNDS_MIME } from '../../../src/wire/tnds-table.js';
import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'refuses-binary-objects',
  side: 'client',
  breaks: ['SM/DM-SM-C-002-M', 'OD/DM-SM-C-002-M'],
  wrong: 'takes serialised objects as XML text only',
  dm: {
    commandRequest: (request, who, tree) => (request.meta?.type === TNDS_MIME.wbxml ? { code: '415', results: [] } : tree.execute(request, who)),
  },
};
