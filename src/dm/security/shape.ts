/** Content models of XML Signature and Encryption as far as they are plain sequences, checked with findings. */
import type { Element } from '../../wire/document.js';
import type { SecurityFindingCode, SecurityFindings } from './findings.js';
import type { Inner } from './inner-document.js';

/** Names in order, with how often each may stand. */
export type Shape = readonly (readonly [name: string, least: number, most: number])[];

/** The children, when they are exactly these, of this namespace, with nothing but white space between; undefined with a finding otherwise. */
export function childrenAre(
  inner: Inner,
  element: Element,
  ns: string,
  shape: Shape,
  findings: SecurityFindings,
  code: SecurityFindingCode = 'signature-structure',
): readonly Element[] | undefined {
  for (const piece of element.pieces) {
    if (piece.form === 'comment' || piece.form === 'pi') findings.add('signature-comment', inner.outer(piece));
    else if (!/^[ \t\r\n]*$/.test(piece.text)) findings.add('signature-text', inner.outer(piece));
    else continue;
    return undefined;
  }
  const { children } = element;
  let at = 0;
  for (const [name, least, most] of shape) {
    let count = 0;
    while (at < children.length && children[at]?.name === name && children[at]?.ns === ns && count < most) {
      count++;
      at++;
    }
    if (count < least) {
      findings.add(
        code,
        inner.outer(children[at] ?? element),
        `${name} is wanted in ${element.name}, ${children[at]?.name.slice(0, 60) ?? 'its end'} stands there`,
      );
      return undefined;
    }
  }
  if (at === children.length) return children;
  findings.add(code, inner.outer(children[at] as Element), `${children[at]?.name.slice(0, 60)} has no place in ${element.name}`);
  return undefined;
}
