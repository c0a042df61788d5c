/** Which frames belong to one session that the client was asked to start: the first that opens, and nothing else that may cross meanwhile. */
import { documentOf } from '../judge/body.js';
import { select } from '../judge/select.js';
import type { FrameLine } from '../record/record.js';
import { textOf } from '../wire/document.js';

export class SessionFrames {
  #session: string | undefined;
  #count = 0;
  #last: FrameLine['direction'] | undefined;
  readonly #exchanges = new Set<string>();

  /** How many have crossed. */
  get count(): number {
    return this.#count;
  }

  /** We spoke last. */
  get isAnswered(): boolean {
    return this.#last === 'to-iut';
  }

  /** Whether the frame is one of them. */
  takes(frame: FrameLine): boolean {
    if (frame.channel !== 'dm') return false;
    const exchange = `${frame.connection}/${frame.exchange}`;
    if (frame.unit === 'request' ? !this.#isOurs(frame) : !this.#exchanges.has(exchange)) return false;
    this.#exchanges.add(exchange);
    this.#count++;
    this.#last = frame.direction;
    return true;
  }

  #isOurs(frame: FrameLine): boolean {
    const { root } = documentOf(frame);
    const [id] = select(root, '/SyncML/SyncHdr/SessionID').map(textOf);
    // What cannot be read while a session is asked for is a bad message of it, and no answer to anything before.
    if (id === undefined) return true;
    const opens = select(root, '/SyncML/SyncBody/Alert/Data').some((code) => /^120[01]$/.test(textOf(code)));
    if (this.#session === undefined && opens) this.#session = id;
    return this.#session === id;
  }
}
