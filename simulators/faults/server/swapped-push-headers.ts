import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'swapped-push-headers',
  side: 'server',
  breaks: ['NOTI/N-7.1-c'],
  wrong: 'writes the application id before the content type',
  endpoint: {
    push: (form) => ({
      ...form,
      wsp: {
        ...form.wsp,
        contentType: { raw: Uint8Array.of(0xaf, 0x87) },
        headers: [{ raw: Uint8Array.of(0xc4) }, ...(form.wsp.headers ?? []).slice(1)],
      },
    }),
  },
};
