import type { ClientFault } from '../fault.js';

export const fault: ClientFault = {
  id: 'retries-report-until-status',
  side: 'client',
  breaks: ['SR/SR-5.5-1'],
  wrong: 'sends the report again, three times in all, as long as no message answers it',
  device: { repostsReport: true },
};
