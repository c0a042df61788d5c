/**
 * TNDS objects as elements to be written, in XML or WBXML (DM TND 1.2, section 9). Strict: what the grammar does not allow is a RangeError.
 * Shares only tables with tnds-read.ts.
 */
import type { OutElement } from './out.js';
import { TITLE_OCTETS, TNDS_FORMATS, TNDS_NS, TNDS_VERSION, type TndsFormat, TSTAMP, VERNO } from './tnds-table.js';

export interface TndsOutNode {
  /** Absent: the receiver finds a name. */
  readonly name?: string;
  /** Only of a top node: the URI down to, but without, the node. */
  readonly path?: string;
  readonly acl?: string;
  readonly format?: TndsFormat;
  /** MIME type of a leaf, identifier (or '') of an interior node. */
  readonly type?: string;
  readonly isInterior: boolean;
  readonly title?: string;
  readonly tStamp?: string;
  readonly verNo?: string;
  readonly value?: string;
  readonly children?: readonly TndsOutNode[];
}

export interface TndsOutObject {
  readonly verDtd?: (typeof TNDS_VERSION.taken)[number];
  readonly man?: string;
  readonly mod?: string;
  readonly nodes: readonly TndsOutNode[];
}

/** The MgmtTree element. Throws RangeError. */
export function composeTnds({ verDtd = TNDS_VERSION.written, man, mod, nodes }: TndsOutObject): OutElement {
  if (nodes.length === 0) throw new RangeError('a TNDS object needs a node');
  return {
    name: 'MgmtTree',
    ns: TNDS_NS,
    content: [leaf('VerDTD', verDtd), ...optional('Man', man), ...optional('Mod', mod), ...nodes.map((node) => composeNode(node, true))],
  };
}

function composeNode(node: TndsOutNode, isTop: boolean): OutElement {
  const { name, path, value, children = [], isInterior } = node;
  if (name?.includes('/')) throw new RangeError(`"${name}" is no node name: it holds a slash`);
  if (path !== undefined && !isTop) throw new RangeError(`the node "${name}" is below another and can have no Path`);
  if (isInterior && value !== undefined) throw new RangeError(`the interior node "${name}" can have no value`);
  if (!isInterior && children.length > 0) throw new RangeError(`the leaf "${name}" can have no nodes below it`);
  const properties = composeProperties(node);
  return {
    name: 'Node',
    content: [
      ...optional('NodeName', name),
      ...optional('Path', path),
      ...(properties.length === 0 ? [] : [{ name: 'RTProperties', content: properties }]),
      ...children.map((child) => composeNode(child, false)),
      ...optional('Value', value),
    ],
  };
}

function composeProperties({ name, isInterior, acl, format, title, tStamp, type, verNo }: TndsOutNode): OutElement[] {
  if (format !== undefined && (!TNDS_FORMATS.includes(format) || isInterior !== (format === 'node')))
    throw new RangeError(`the node "${name}" cannot have the format ${format}`);
  if (title !== undefined && Buffer.byteLength(title) > TITLE_OCTETS)
    throw new RangeError(`the title of "${name}" takes more than ${TITLE_OCTETS} octets`);
  if (tStamp !== undefined && !TSTAMP.test(tStamp)) throw new RangeError(`"${tStamp}" is no TStamp`);
  if (verNo !== undefined && (!VERNO.test(verNo) || Number(verNo) > 0xffff)) throw new RangeError(`"${verNo}" is no VerNo`);
  if (!isInterior && type === '') throw new RangeError(`the leaf "${name}" needs a MIME type`);
  return [
    ...optional('ACL', acl),
    ...(format === undefined ? [] : [{ name: 'Format', content: [{ name: format }] }]),
    ...optional('Title', title),
    ...optional('TStamp', tStamp),
    ...(type === undefined ? [] : [{ name: 'Type', content: [leaf(isInterior ? 'DDFName' : 'MIME', type)] }]),
    ...optional('VerNo', verNo),
  ];
}

function optional(name: string, text: string | undefined): OutElement[] {
  return text === undefined ? [] : [leaf(name, text)];
}

function leaf(name: string, text: string): OutElement {
  return { name, content: text === '' ? [] : [{ text }] };
}
