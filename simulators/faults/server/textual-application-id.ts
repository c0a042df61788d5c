import { DM_APPLICATION_ID } from '../../../src/dm/notification.js';
import { HEADER } from '../../../src/wire/wsp-table.js';
import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'textual-application-id',
  side: 'server',
  breaks: ['NOTI/N-7.1-b'],
  wrong: 'writes the application id as text',
  endpoint: {
    push: (form) => ({
      ...form,
      wsp: {
        ...form.wsp,
        headers: (form.wsp.headers ?? []).map((header) =>
          'name' in header && header.name === HEADER.applicationId ? { ...header, value: { text: DM_APPLICATION_ID } } : header,
        ),
      },
    }),
  },
};
