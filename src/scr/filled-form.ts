/**
 * What a person wrote into an ICS form: answers, and the comments that no form holds by itself. A new form made from it keeps both
 * (`dmct ics proforma --from`), whatever the tables have gained meanwhile.
 */
import { isMap, isScalar, type Pair, parseDocument, type Scalar } from 'yaml';
import { readYaml } from '../base/yaml.js';
import { type Catalogue, EDITIONS, type EditionKey, type Side } from './catalogue.js';
import type { Tri } from './evaluate.js';
import { loadIcs } from './ics.js';
import { meaningOf } from './names.js';
import { printedComments } from './proforma.js';

export interface FilledAnswer {
  readonly value: Tri;
  /** Comment lines above it, without their #. */
  readonly above: readonly string[];
  /** The comment on its line, without the #. */
  readonly beside?: string;
}

export interface FilledForm {
  /** By the name in its one spelling, in the order of the file. */
  readonly answers: ReadonlyMap<string, FilledAnswer>;
  /** Comment lines before and after all answers. */
  readonly head: readonly string[];
  readonly foot: readonly string[];
  /** Editions that anything is answered of. */
  readonly editions: readonly EditionKey[];
  readonly side: Side;
}

/** Reads a filled-in form; whatever `loadIcs` refuses is refused. */
export function readFilledForm(file: string, catalogue: Catalogue): FilledForm {
  const ics = loadIcs(file, undefined, catalogue);
  const doc = parseDocument(readYaml(file).text, { schema: 'failsafe' });
  const printed = printedComments(catalogue);
  const own = (comment: string | null | undefined): string[] =>
    (comment ?? '').split('\n').filter((line) => line.trim() !== '' && !printed.has(line) && !line.startsWith(' yaml-language-server:'));
  const root = isMap(doc.contents) ? doc.contents : undefined;
  const form = root?.items.find((pair) => isScalar(pair.key) && pair.key.value === 'ics')?.value;
  const answers = new Map<string, FilledAnswer>();
  const head = [...own(doc.commentBefore), ...(root ? own(root.commentBefore) : []), ...(root?.items ?? []).flatMap(aroundKey).flatMap(own)];
  const foot: string[] = [];
  if (isMap(form)) {
    let above = own(form.commentBefore);
    for (const { key, value } of form.items as { readonly key: Scalar; readonly value: Scalar }[]) {
      const { name } = meaningOf(catalogue, String(key.value));
      above.push(...own(key.commentBefore), ...own(key.comment), ...own(value.commentBefore));
      // What stands below an answer belongs to the one that follows.
      const [beside, ...below] = (value.comment ?? '').split('\n');
      answers.set(name, { value: String(value.value) as Tri, above, ...(beside?.trim() ? { beside } : {}) });
      above = own(below.join('\n'));
    }
    foot.push(...above, ...own(form.comment));
  }
  foot.push(...own(root?.comment), ...own(doc.comment));
  const editions = EDITIONS.filter((edition) =>
    [...answers.keys()].some((name) => name === edition || (/^[/:]/.test(name.slice(edition.length)) && name.startsWith(edition))),
  );
  return { answers, head, foot, editions, side: ics.side };
}

/** Comments round the keys `side` and `ics`. */
function aroundKey({ key, value }: Pair): (string | null | undefined)[] {
  const k = isScalar(key) ? [key.commentBefore, key.comment] : [];
  return isScalar(value) ? [...k, value.commentBefore, value.comment] : k;
}
