/**
 * What every writer takes. Writers and readers share this shape of nothing but the token tables: the reader's Element has ranges
 * and forms as found, the writer's OutElement says which form to produce, including wrong ones that a mutant or a negative row wants.
 */

/** How to write a piece of text. `chars` escapes; `raw` writes the octets as given (XML only, for negative rows). */
export type OutForm = 'chars' | 'cdata' | 'raw' | 'inline' | 'opaque' | 'table';

export interface OutText {
  readonly text?: string;
  /** Instead of text: octets, for OPAQUE or raw. */
  readonly octets?: Uint8Array;
  /** Absent: `chars` in XML; in WBXML `inline`, or `opaque` when the text holds NUL. A `cdata` piece is written as OPAQUE in WBXML. */
  readonly form?: OutForm;
}

export interface OutElement {
  readonly name: string;
  /** Namespace URI: SYNCML:SYNCML1.2, syncml:metinf, syncml:dmddf1.2; absent: that of the parent. */
  readonly ns?: string;
  readonly attributes?: readonly { readonly name: string; readonly value: string }[];
  readonly content?: readonly (OutElement | OutText)[];
}

export function isOutElement(node: OutElement | OutText): node is OutElement {
  return 'name' in node;
}
