/** Where our side was not wrong in the way that the scenario orders, a verdict would be about another test than the one that was meant. */
import type { RowRecord } from '../record/record.js';
import type { JudgedAssertion } from './settle.js';

/** Facts: a way that changed no octet of any message; one whose message was never sent. */
export const IDLE_WAY = 'way.idle';
export const UNSENT_WAY = 'way.unsent';

/** A way without effect leaves everything open; a message that never came to be sent leaves open only what looks good. */
export function withoutWays(judged: JudgedAssertion, { events }: RowRecord): JudgedAssertion {
  const told = (name: string): readonly string[] => events.flatMap((event) => (event.e === 'fact' && event.name === name ? [event.value] : []));
  const open = [
    ...(['pass', 'fail', 'review'].includes(judged.verdict) ? told(IDLE_WAY) : []),
    ...(judged.verdict === 'pass' ? told(UNSENT_WAY) : []),
  ];
  if (open.length === 0) return judged;
  const { id, items } = judged;
  return { id, items, verdict: 'inconclusive', message: `our side was not wrong as the scenario orders: ${open.join('; ')}`, evidence: [] };
}
