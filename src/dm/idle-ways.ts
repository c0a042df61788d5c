/** Whether a way that was asked for makes a message any different: one that changes no octet tests nothing. */
import { encodeOutgoing } from './body.js';
import { inWays, type MessageWay, type MessageWays } from './message-ways.js';
import type { Encoded, Outgoing } from './session.js';

/** How WBXML is written, right in each of these ways: they are there in any WBXML, and nowhere else. */
export const WBXML_STYLES: readonly MessageWay[] = ['wbxml-version', 'public-id', 'strings'];

/** Those of the ways without which the message, which `undefined` says there is none of, would be the same octet by octet. */
export function idleWays(outgoing: Outgoing | undefined, ways: MessageWays): MessageWay[] {
  const asked = Object.keys(ways) as MessageWay[];
  if (!outgoing) return asked;
  const meant = inWays(outgoing, ways);
  const octets = encodeOutgoing(meant);
  return asked.filter((way) =>
    WBXML_STYLES.includes(way) ? meant.encoding !== 'wbxml' : isSame(octets, encodeOutgoing(inWays(outgoing, { ...ways, [way]: undefined }))),
  );
}

const isSame = (one: Encoded, other: Encoded): boolean =>
  one.contentType === other.contentType &&
  Buffer.compare(one.body, other.body) === 0 &&
  JSON.stringify(one.headers) === JSON.stringify(other.headers);
