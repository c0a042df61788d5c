import { HEADER } from '../../../src/wire/wsp-table.js';
import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'other-header-first',
  side: 'server',
  breaks: ['NOTI/N-7.1-c'],
  wrong: 'writes another header before the application id',
  endpoint: {
    push: (form) => ({ ...form, wsp: { ...form.wsp, headers: [{ name: HEADER.pushFlag, value: { integer: 4 } }, ...(form.wsp.headers ?? [])] } }),
  },
};
