/**
 * Status codes by which an IUT says that it lacks what was asked (DM Representation Protocol, section 10). What is claimed and lacking fails;
 * the message then names the answer of the ICS that would have to be no.
 */
import type { FrameLine } from '../record/record.js';
import { childText } from '../wire/document.js';
import { documentOf } from './body.js';
import type { Outcome } from './evaluate.js';
import type { Assertion } from './scenario.js';
import { select } from './select.js';

const MEANING: Readonly<Record<string, string>> = {
  '406': '406 says that the feature is not supported',
  '501': '501 says that the command is not implemented',
};

/** For a check that failed: the code that it found, or that stands beside what is not there. `frames`: what it looked at. */
export function unimplementedHint({ check, scr }: Assertion, { evidence }: Outcome, frames: readonly FrameLine[]): string | undefined {
  const at = String(check.at ?? '');
  const said =
    evidence.map(({ got }) => MEANING[got]).find((meaning) => meaning !== undefined) ??
    (at.startsWith('/') && !at.includes('Status') && evidence.every(({ got }) => got === 'nothing') ? frames.flatMap(refusals)[0] : undefined);
  return said && `${said}; where that is so, the ICS answers ${scr.join(', ')} with no`;
}

function refusals(frame: FrameLine): string[] {
  return select(documentOf(frame).root, '/SyncML/SyncBody/Status').flatMap((status) => {
    const meaning = MEANING[childText(status, 'Data') ?? ''];
    const place = childText(status, 'TargetRef');
    return meaning === undefined ? [] : [`Status for ${childText(status, 'Cmd') ?? '?'}${place ? ` ${place}` : ''}: ${meaning}`];
  });
}
