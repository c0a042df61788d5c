/** The SessionID of a session that a notification asked for is the notified one (Notification 1.2.1, 6.2.10). */
import type { ConditionResult } from './conditions.js';
import { notificationOf } from './push.js';
import { pushClassOf } from './push-class.js';
import type { Check, Value } from './scenario.js';
import type { CheckContext, Place } from './subject.js';

const WANTED = 'the session id of a notification before it';

/** Any notification that came before will do: which one the client took up, only the id says. Without one nothing can be said. */
export function notified(places: readonly Place[], _wanted: Value, _check: Check, { timeline }: CheckContext): ConditionResult {
  if (places.length === 0) return { ok: false, wanted: WANTED, message: 'it is not there' };
  const [{ frame }] = places as [Place];
  const before = timeline.frames.slice(0, frame ? timeline.frames.indexOf(frame) : undefined);
  const ids = before.filter((f) => f.direction === 'to-iut' && pushClassOf(f) === 'notification').map((f) => notificationOf([f])?.sessionId?.text);
  const known = [...new Set(ids.filter((id) => id !== undefined))];
  if (known.length === 0) return { ok: false, wanted: WANTED, places, undecided: 'inconclusive', message: 'none stands before it' };
  const off = places.filter((place) => !known.includes(place.text));
  if (off.length === 0) return { ok: true, wanted: WANTED };
  return { ok: false, wanted: WANTED, places: off, message: `notified were ${known.slice(-4).join(', ')}` };
}
