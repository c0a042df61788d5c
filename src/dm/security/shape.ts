/** Content models of XML Signature and Encryption as far as they are plain sequences, checked with findings. */
import { cut } from '../../base/cut.js';
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
      const next = children[at];
      findings.add(code, inner.outer(next ?? element), `${name} is wanted in ${element.name}, ${next ? cut(next.name, 60) : 'its end'} stands there`);
      return undefined;
    }
  }
  if (at === children.length) return children;
  const left = children[at] as Element;
  findings.add(code, inner.outer(left), `${cut(left.name, 60)} has no place in ${element.name}`);
  return undefined;
}
