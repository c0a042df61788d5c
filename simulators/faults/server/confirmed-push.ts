import { CONFIRMED_PUSH_PDU } from '../../../src/wire/wsp-table.js';
import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'confirmed-push',
  side: 'server',
  breaks: ['NOTI/N-7.1-g'],
  wrong: 'sends a confirmed push',
  endpoint: { push: (form) => ({ ...form, wsp: { ...form.wsp, type: CONFIRMED_PUSH_PDU } }) },
};
