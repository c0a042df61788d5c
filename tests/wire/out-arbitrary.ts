/** Random OutElement trees for the writers' tests. */
import fc from 'fast-check';
import type { OutElement, OutForm, OutText } from '../../src/wire/out.js';

/** Text that XML can carry, with everything that needs care. */
export const carriedText = fc
  .array(
    fc.constantFrom('x', '1.2', ' ', '\n', '\t', '<', '>', '&', ']]>', ']', '"', "'", '&amp;', 'é', '漢', '😀', '\u0085', '\uFFFD', '<![CDATA['),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''));

const piece: fc.Arbitrary<OutText> = fc
  .record(
    { text: fc.oneof(carriedText, fc.constant('a\rb')), form: fc.constantFrom<OutForm>('chars', 'cdata', 'inline', 'opaque', 'table') },
    { requiredKeys: ['text'] },
  )
  .map((p) => (p.form === 'cdata' || p.form === 'opaque' ? { ...p, text: p.text.replaceAll('\r', '') } : p));

const attributes = fc.uniqueArray(fc.record({ name: fc.constantFrom('a', 'b', 'xml:lang'), value: carriedText }), {
  selector: (a) => a.name,
  maxLength: 2,
});

/** `content` is absent or not empty, so that a round trip can be compared. */
export const { outTree } = fc.letrec<{ outTree: OutElement }>((tie) => ({
  outTree: fc
    .tuple(
      fc.constantFrom('SyncML', 'Item', 'Data', 'Meta', 'Format', 'Final'),
      fc.option(fc.constantFrom('SYNCML:SYNCML1.2', 'syncml:metinf', ''), { nil: undefined }),
      fc.option(attributes, { nil: undefined, freq: 1 }),
      fc.option(fc.array(fc.oneof({ maxDepth: 4, withCrossShrink: true }, piece, tie('outTree')), { minLength: 1, maxLength: 4 }), {
        nil: undefined,
      }),
    )
    .map(([name, ns, attrs, content]) => ({
      name,
      ...(ns === undefined ? {} : { ns }),
      ...(attrs ? { attributes: attrs } : {}),
      ...(content ? { content } : {}),
    })),
}));
