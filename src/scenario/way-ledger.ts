/** Keeps whether what our side was told to do wrong came to pass; what did not is recorded, as the row then tested something else. */
import type { Wayward } from '../../simulators/lower-tester.js';
import { IDLE_WAY, UNSENT_WAY } from '../judge/idle-ways.js';

interface Entry {
  readonly place: string;
  isSent: boolean;
  /** What has changed no octet so far. */
  idle: readonly string[];
}

export class WayLedger {
  readonly #entries: Entry[] = [];

  /** The same way, watched. `place` says where the scenario asks for it. */
  watched<W extends Wayward>(way: W, place: string): W {
    const entry: Entry = { place, isSent: false, idle: [] };
    this.#entries.push(entry);
    const sent = (idle: readonly string[]): void => {
      entry.idle = entry.isSent ? entry.idle.filter((key) => idle.includes(key)) : idle;
      entry.isSent = true;
    };
    return { ...way, sent };
  }

  tell(fact: (name: string, value: string) => void): void {
    for (const { place, isSent, idle } of this.#entries) {
      if (!isSent) fact(UNSENT_WAY, `${place}: there was no such message of ours`);
      else if (idle.length > 0) fact(IDLE_WAY, `${place}: ${idle.join(', ')} changed no octet of what was sent`);
    }
  }
}
