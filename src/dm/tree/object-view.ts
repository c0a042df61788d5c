/** A sub-tree as a TNDS object: `?list=TNDS`, and the same with properties chosen (DM TND, section 9). */
import { LIMITS } from '../../limits.js';
import type { OutElement } from '../../wire/out.js';
import { TNDS_MIME, TNDS_SELECTABLE, type TndsSelectable } from '../../wire/tnds-table.js';
import { composeTnds, type TndsOutNode } from '../../wire/tnds-write.js';
import { writeWbxml } from '../../wire/wbxml-write.js';
import { writeXml } from '../../wire/xml-write.js';
import { isReadable } from './context.js';
import type { ListRequest } from './lists.js';
import { type TreeNode, uriOf } from './node.js';
import { childrenInOrder } from './store.js';
import type { TreeResult } from './tree.js';

export type TndsSelection = ReadonlySet<TndsSelectable>;

const ALL: TndsSelection = new Set(TNDS_SELECTABLE);

/** `TNDS`, `TNDS+ACL+Value` (only these), `TNDS-TStamp` (all but these); undefined for anything else, a mix of both included. */
export function selectionOf(attribute: string): TndsSelection | undefined {
  const match = /^TNDS(?:((?:\+[A-Za-z]+)+)|((?:-[A-Za-z]+)+))?$/.exec(attribute);
  if (!match) return undefined;
  const names = (match[1] ?? match[2] ?? '').split(/[+-]/).slice(1);
  const rows = names.map((name) => TNDS_SELECTABLE.find((known) => known === name));
  if (rows.some((row) => row === undefined)) return undefined;
  if (match[1] !== undefined) return new Set(rows as TndsSelectable[]);
  return new Set(TNDS_SELECTABLE.filter((known) => !rows.includes(known)));
}

/** One Item with the object, in the representation of the message; 413 when it is too large for one. */
export function objectResult({ start, who, encoding }: ListRequest, selection: TndsSelection): TreeResult[] | string {
  const object = objectOfTree(start, who, selection);
  if (object === undefined) return '413';
  const uri = uriOf(start);
  if (encoding === 'xml') {
    try {
      const text = new TextDecoder().decode(writeXml(object, { declaration: false }));
      return [{ uri, format: 'xml', type: TNDS_MIME.xml, text, form: 'cdata' }];
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
      // XML has no way to write some character of a value: WBXML has.
      return [{ uri, format: 'b64', type: TNDS_MIME.wbxml, text: Buffer.from(writeWbxml(object)).toString('base64') }];
    }
  }
  return [{ uri, format: 'bin', type: TNDS_MIME.wbxml, text: '', octets: writeWbxml(object), form: 'opaque' }];
}

/** The MgmtTree of what may be read at and below a node; of the root its children. Undefined: more than LIMITS.listedNodes. */
export function objectOfTree(start: TreeNode, who: string | undefined, selection: TndsSelection = ALL): OutElement | undefined {
  const count = { left: LIMITS.listedNodes };
  const tops = start.parent === null ? [...childrenInOrder(start)] : [start];
  const nodes = tops.flatMap((top) => describeNode(top, who, selection, count));
  if (count.left < 0) return undefined;
  // A root without anything to read is still a node.
  return composeTnds({
    nodes: nodes.length > 0 ? nodes : [{ name: start.parent === null ? '' : start.name, isInterior: true, format: 'node', type: '' }],
  });
}

/** What may not be read is left out with all that is below it. */
function describeNode(node: TreeNode, who: string | undefined, selection: TndsSelection, count: { left: number }): TndsOutNode[] {
  if (count.left < 0 || !isReadable(node, who)) return [];
  count.left--;
  const has = (name: TndsSelectable): boolean => selection.has(name);
  const isInterior = node.children !== null;
  const children: TndsOutNode[] = [];
  for (const child of childrenInOrder(node)) children.push(...describeNode(child, who, selection, count));
  return [
    {
      name: node.name,
      isInterior,
      ...(has('ACL') && node.acl !== '' ? { acl: node.acl } : {}),
      ...(has('Format') ? { format: node.format } : {}),
      ...(has('Title') && node.title !== '' ? { title: node.title } : {}),
      ...(has('TStamp') && node.tStamp !== '' ? { tStamp: node.tStamp } : {}),
      ...(has('Type') ? { type: node.type } : {}),
      ...(has('VerNo') ? { verNo: String(node.verNo) } : {}),
      ...(has('Value') && !isInterior ? { value: node.value } : {}),
      children,
    },
  ];
}
