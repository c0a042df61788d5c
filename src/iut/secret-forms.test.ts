import { expect, test } from 'vitest';
import { octetsOf } from './escaped.js';
import { type Form, formsOf, Search } from './secret-forms.js';

/** A search for some secrets, and how often it compares a form with the octets before a cut. */
function counting(secrets: readonly string[]) {
  let compared = 0;
  const count = (form: Form): Form => ({
    ...form,
    fold: (octets) => {
      compared++;
      return form.fold(octets);
    },
  });
  const search = new Search(secrets.flatMap(formsOf).map(count));
  const begun = (text: string) => [...search.begun(octetsOf(text))].length;
  return { begun, compared: () => compared };
}

const MANY = 100_000;
const SECRETS = ['OhBehave', 'ServerPwd', 'Bearer abc-def', 'p@ss-word', 'k-123456'];

test.each([
  ['nothing before it', '…', 0, 0],
  ['less than four octets before it', 'OhB…', 0, 0],
  ['other octets before it', '%25%25%25…', 0, 0],
  ['the begin of a secret before it', 'OhBe…', MANY, MANY],
  ['nearly the begin of a secret before it', 'OhBa…', 0, 2 * MANY],
])('a cut with %s costs no comparison with every form', (_, piece, found, most) => {
  const { begun, compared } = counting(SECRETS);
  expect(begun(piece.repeat(MANY))).toBe(found);
  expect(compared()).toBeLessThanOrEqual(most);
});
