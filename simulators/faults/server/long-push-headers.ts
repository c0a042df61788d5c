import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'long-push-headers',
  side: 'server',
  breaks: ['NOTI/N-7.1-d'],
  wrong: 'adds a header of sixty octets',
  endpoint: {
    push: (form) => ({
      ...form,
      wsp: { ...form.wsp, headers: [...(form.wsp.headers ?? []), { name: 'X-Dmct-Long', value: { text: 'x'.repeat(47) } }] },
    }),
  },
};
