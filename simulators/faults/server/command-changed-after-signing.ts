import { writeBody } from '../../../src/dm/body.js';
import { SIGNATURE_HEADER } from '../../../src/dm/security/envelopes.js';
import type { ServerFault } from '../fault.js';
import { replaceText } from '../replace-text.js';

export const fault: ServerFault = {
  id: 'command-changed-after-signing',
  side: 'server',
  breaks: ['OD/DM-SM-S-004-M', 'SM/SM-5.2-17'],
  wrong: 'puts the signature of one command message beside another',
  dm: {
    commandOctets: (encoded, root) => {
      const body = writeBody(replaceText(root, ['SyncHdr', 'MsgID'], '2'), 'wbxml');
      return { ...encoded, body, headers: encoded.headers.filter(([name]) => name === SIGNATURE_HEADER) };
    },
  },
};
