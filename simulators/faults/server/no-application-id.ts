import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'no-application-id',
  side: 'server',
  breaks: ['NOTI/N-7.1-b'],
  wrong: 'names no application',
  endpoint: { push: (form) => ({ ...form, applicationId: undefined, wsp: { ...form.wsp, headers: [] } }) },
};
