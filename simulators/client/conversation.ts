/** One session of a device from its first message to its end: what the machine says is posted, what comes back is fed to it. */
import { readIncoming } from '../../src/dm/body.js';
import type { ClientBehaviour } from '../../src/dm/client-behaviour.js';
import type { QueuedEvent, SessionTrigger } from '../../src/dm/client-session.js';
import { HMAC_HEADER } from '../../src/dm/hmac-header.js';
import type { Answer, ClientSession, Ending, Out, Outgoing } from '../../src/dm/session.js';
import type { Encoding } from '../../src/iut/primitives.js';
import { type Crossing, header } from '../../src/wire/frame.js';
import { isLost } from '../http/ways.js';
import type { Wayward } from '../lower-tester.js';

export interface SessionWishes {
  readonly trigger?: SessionTrigger;
  readonly encoding?: Encoding;
  readonly challengesServer?: boolean;
  readonly behaviour?: Partial<ClientBehaviour>;
  readonly events?: readonly QueuedEvent[];
  /** The first that fits a message says in what way it is written and carried. */
  readonly messages?: readonly Wayward[];
  /** Go on with whatever can be read, though HTTP says that it is no good. */
  readonly takesAnyAnswer?: boolean;
}

/** What the device lends for it. */
export interface ConversationHost {
  /** Messages sent in one session, whatever the machine wants. */
  readonly messagesAtMost: number;
  post(outgoing: Outgoing, way: Wayward | undefined): Promise<Crossing>;
  /** What the user says. */
  answer(): Answer;
  effects(out: Out): void;
  log(line: string): void;
}

/** How it ended; `lost`: no answer came that could be gone on with. Never rejects for what the server does. */
export async function converse(session: ClientSession, wishes: SessionWishes, host: ConversationHost): Promise<Ending | 'lost'> {
  for (let out = session.start(), sent = 0; ; sent++) {
    host.effects(out);
    while (out.ask) {
      out = session.answer(host.answer());
      host.effects(out);
    }
    const way = wishes.messages?.find(({ nth }) => (nth ?? sent + 1) === sent + 1);
    const response = out.send && sent < host.messagesAtMost && (await postOrRepost(host, out.send, way));
    if (out.done || !response) {
      host.log(`session ${session.sessionId} ended: ${out.done?.reason ?? 'nothing to send'}`);
      return out.done?.reason ?? 'broken';
    }
    if (!isUsable(response, wishes.takesAnyAnswer === true)) {
      host.log(`session ${session.sessionId} lost: ${response.trouble ?? `HTTP ${response.head?.status}, ${response.body.length} octets`}`);
      return 'lost';
    }
    out = session.receive(readIncoming(response.body, header(response.head, 'content-type'), header(response.head, HMAC_HEADER)));
  }
}

/** A message that we spoilt on the way is sent again as it should have been, once, when no answer came. */
async function postOrRepost(host: ConversationHost, outgoing: Outgoing, way: Wayward | undefined): Promise<Crossing> {
  const response = await host.post(outgoing, way);
  const isSpoilt = way !== undefined && isLost(way.http) && !isUsable(response, true);
  return isSpoilt ? host.post(outgoing, { ...way, http: {} }) : response;
}

/** `anyhow`: whatever holds octets that may be a message. */
function isUsable({ head, body, trouble }: Crossing, anyhow: boolean): boolean {
  if (head === undefined || body.length === 0) return false;
  return anyhow || (trouble === undefined && head.status === 200);
}
