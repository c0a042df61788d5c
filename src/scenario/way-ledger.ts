/** Keeps whether what our side was told to do wrong came to pass; what did not is recorded, as the row then tested something else. */
import type { Wayward } from '../../simulators/lower-tester.js';
import { IDLE_WAY, UNSENT_WAY } from '../judge/idle-ways.js';
import { rightForThisIut } from './right-anyway.js';

interface Entry {
  readonly place: string;
  readonly words: Readonly<Record<string, string | undefined>>;
  isSent: boolean;
  /** What has changed no octet so far. */
  idle: readonly string[];
}

export class WayLedger {
  readonly #entries: Entry[] = [];
  readonly #told: string[] = [];

  /** The same way, watched. `place` says where the scenario asks for it. */
  watched<W extends Wayward>(way: W, place: string): W {
    const entry: Entry = { place, words: way.message, isSent: false, idle: [] };
    this.#entries.push(entry);
    const sent = (idle: readonly string[]): void => {
      entry.idle = entry.isSent ? entry.idle.filter((key) => idle.includes(key)) : idle;
      entry.isSent = true;
    };
    return { ...way, sent };
  }

  /** What a step was to do wrong and did not, a sentence each. */
  idle(step: string, whys: readonly string[]): void {
    this.#told.push(...whys.map((why) => `step ${step}: ${why}`));
  }

  tell(fact: (name: string, value: string) => void): void {
    for (const why of this.#told) fact(IDLE_WAY, why);
    for (const { place, words, isSent, idle } of this.#entries) {
      if (!isSent) fact(UNSENT_WAY, `${place}: there was no such message of ours`);
      for (const key of idle) {
        const word = words[key];
        fact(IDLE_WAY, `${place}: ${rightForThisIut(word === undefined ? key : `${key} ${JSON.stringify(word)}`)}`);
      }
    }
  }
}
