/** Verdicts that hang on how the IUT reads an HMAC-SHA256 of ours (assumption U3). */
import { HMAC_HEADER, parseHmacHeader } from '../dm/hmac-header.js';
import type { FrameLine } from '../record/record.js';
import { header } from '../wire/frame.js';
import { octetsOf } from './body.js';
import { pushPayload } from './push-payload.js';
import type { Surroundings } from './surroundings.js';
import type { Timeline } from './timeline.js';

/** Whether the IUT was sent one that it may read otherwise than we do: it looks at them, and no reading is pinned. */
export function isMacOpen({ record }: Timeline, { assume, applies }: Surroundings): boolean {
  if ('U3' in assume || applies('AUTH-MAC-SHA256').value === 'no') return false;
  return record.events.some((event) => event.e === 'frame' && event.direction === 'to-iut' && parseHmacHeader(macIn(event)).hash === 'sha256');
}

function macIn(frame: FrameLine): string {
  if (frame.channel !== 'push') return header(frame.head, HMAC_HEADER) ?? '';
  return pushPayload(frame, octetsOf(frame)).headers.find(({ name }) => name.toLowerCase() === HMAC_HEADER)?.value ?? '';
}
