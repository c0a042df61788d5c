import { acceptAnyway } from '../accept-anyway.js';
import type { ClientFault } from '../fault.js';

/** The length octet: after the digest and eight octets of header. */
const LENGTH_AT = 23;

export const fault: ClientFault = {
  id: 'session-on-wrong-length',
  side: 'client',
  breaks: ['NOTI/N-6.2.11-1'],
  wrong: 'takes the rest of the message as server identifier, whatever its length octet says',
  device: {
    arrival: (push) => {
      const octets = push.octets.slice();
      if (octets.length > LENGTH_AT) octets[LENGTH_AT] = octets.length - LENGTH_AT - 1;
      return { ...push, octets };
    },
  },
  // Its digest is then one of octets that nobody sent.
  dm: { acceptNotification: acceptAnyway('digest') },
};
