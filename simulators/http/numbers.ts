/** Connection and exchange numbers: all simulators that share one tap share one count, so numbers are unique within a row. */
import type { Tap } from '../../src/wire/frame.js';

export interface Numbers {
  connection(): number;
  exchange(): number;
}

const byTap = new WeakMap<Tap, Numbers>();

/** The count that belongs to this tap; 1, 2, 3 … for connections and for exchanges. */
export function numbersOf(tap: Tap): Numbers {
  let numbers = byTap.get(tap);
  if (!numbers) {
    let connection = 0;
    let exchange = 0;
    numbers = { connection: () => ++connection, exchange: () => ++exchange };
    byTap.set(tap, numbers);
  }
  return numbers;
}
