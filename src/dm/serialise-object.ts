/** A management object to be sent, as Meta and Data of an Item (DM TNDS, section 9). */
import { InputError } from '../base/errors.js';
import { TNDS_FORMATS, TNDS_MIME, type TndsFormat } from '../wire/tnds-table.js';
import { composeTnds, type TndsOutNode } from '../wire/tnds-write.js';
import { writeWbxml } from '../wire/wbxml-write.js';
import { writeXml } from '../wire/xml-write.js';
import type { Data, MetInf } from './message.js';
import type { ObjectNode, SerialisedObject } from './operation.js';

const META_FORMATS = { xml: 'xml', wbxml: 'bin' } as const;

/** Throws InputError `bad-object` for nodes that make no object. */
export function objectItem({ form, nodes }: SerialisedObject): { readonly meta: MetInf; readonly data: Data } {
  const root = composed(nodes);
  const data: Data =
    form === 'wbxml'
      ? { text: '', octets: writeWbxml(root), form: 'opaque' }
      : { text: new TextDecoder().decode(writeXml(root, { declaration: false })) };
  return { meta: { format: META_FORMATS[form], type: TNDS_MIME[form] }, data };
}

function composed(nodes: readonly ObjectNode[]): ReturnType<typeof composeTnds> {
  try {
    return composeTnds({ nodes: nested(nodes) });
  } catch (cause) {
    if (cause instanceof RangeError) throw new InputError('bad-object', { found: cause.message });
    throw cause;
  }
}

/** Nodes below nodes. One whose parent is not given stands at the top, with its Path. */
function nested(nodes: readonly ObjectNode[]): TndsOutNode[] {
  const below = new Map<string, ObjectNode[]>(nodes.map((node) => [node.uri, []]));
  const top: ObjectNode[] = [];
  for (const node of nodes) ((node.uri === '' ? undefined : below.get(parentOf(node.uri))) ?? top).push(node);
  const build = (node: ObjectNode, isTop: boolean): TndsOutNode => {
    const children = (below.get(node.uri) ?? []).map((child) => build(child, false));
    const isInterior = children.length > 0 || node.format === 'node';
    const path = isTop ? parentOf(node.uri) : '';
    return {
      name: node.uri.slice(node.uri.lastIndexOf('/') + 1),
      ...(path === '' ? {} : { path }),
      ...(node.acl === undefined ? {} : { acl: node.acl }),
      format: isInterior ? 'node' : formatOf(node),
      type: node.type ?? (isInterior ? '' : 'text/plain'),
      isInterior,
      ...(node.value === undefined ? {} : { value: node.value }),
      children,
    };
  };
  return top.map((node) => build(node, true));
}

function formatOf({ uri, format = 'chr' }: ObjectNode): TndsFormat {
  const known = TNDS_FORMATS.find((name) => name === format);
  if (known === undefined) throw new RangeError(`"${format}" of ${uri} is no format`);
  return known;
}

function parentOf(uri: string): string {
  return uri.slice(0, Math.max(0, uri.lastIndexOf('/')));
}
