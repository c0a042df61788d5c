/** What `dmct new` left for a person to say, in scenarios and faults: a text with such a mark in it proves nothing yet. */
import { InputError } from '../base/errors.js';
import type { Scenario } from '../judge/scenario.js';

/** Stands in a scaffold where something is to be said. */
export const FILL_IN = 'FILL IN';

export interface Mark {
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
  /** What is to be said. */
  readonly text: string;
}

export const marksIn = (text: string): Mark[] =>
  text.split('\n').flatMap((line, n): Mark[] => {
    const at = line.indexOf(FILL_IN);
    return at < 0 ? [] : [{ line: n + 1, column: at + 1, text: line.slice(at + FILL_IN.length).replace(/^:?\s*/, '') }];
  });

/** Throws InputError `unfinished` for scenarios that judge by the example of their scaffold: no verdict on an IUT rests on one. */
export function checkFinished(scenarios: readonly Scenario[]): void {
  const [first, ...others] = scenarios.filter(({ unfinished }) => unfinished !== undefined);
  if (!first) return;
  const beside = others.length === 0 ? '' : `, and in ${others.length} more`;
  throw new InputError('unfinished', {
    found: `${first.id} is not written yet: "${FILL_IN}" stands in it${beside}`,
    where: { file: first.file, line: first.unfinished as number },
    wanted: 'the checks of its author in place of the examples',
    cure: 'dmct lint names each mark by its line: say what it asks for, then take it out; --scenario GLOB takes only what is written',
  });
}
