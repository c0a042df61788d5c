import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'textual-content-type',
  side: 'server',
  breaks: ['NOTI/N-7.1-a'],
  wrong: 'writes the content type as text',
  endpoint: { push: (form) => ({ ...form, wsp: { ...form.wsp, contentType: { media: form.contentType } } }) },
};
