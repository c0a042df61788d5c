/** One tap for all that a proxy relays, so that numbers are shared; of an answer it records what the far end said, not what the proxy made of it. */
import type { Crossing, HttpHead, Tap, TransportTrouble } from '../../src/wire/frame.js';

/** What came back from the far end. */
export interface FarAnswer {
  readonly head?: HttpHead;
  readonly body: Uint8Array;
  readonly trouble?: TransportTrouble;
}

export interface RelayTap {
  readonly tap: Tap;
  /** Told before the near end is answered. */
  answered(exchange: number, answer: FarAnswer): void;
}

/** What the near end is sent goes on as it is; `record` sees it with head and body of the far end, and nothing of what is the proxy's own. */
export function relayTap(record: (crossing: Crossing) => unknown): RelayTap {
  const answers = new Map<number, FarAnswer>();
  return {
    answered: (exchange, answer) => void answers.set(exchange, answer),
    tap: (crossing) => {
      if (crossing.unit !== 'response') record(crossing);
      else {
        const answer = answers.get(crossing.exchange);
        answers.delete(crossing.exchange);
        const { head: _own, ...ends } = crossing;
        if (answer) record({ ...ends, ...answer });
      }
      return crossing;
    },
  };
}
