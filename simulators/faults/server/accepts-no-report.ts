import type { ServerFault } from '../fault.js';

export const fault: ServerFault = {
  id: 'accepts-no-report',
  side: 'server',
  breaks: ['SR/DM-SR-S-001-M'],
  wrong: 'ignores every report, good ones too',
  dm: {
    judgeReport: (verdict) =>
      verdict.kind === 'accepted' ? { kind: 'ignored', why: 'wrong-cred', account: verdict.account, samples: verdict.samples } : verdict,
  },
};
