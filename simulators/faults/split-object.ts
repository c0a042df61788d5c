/** For faults that do not see what belongs together: each top node of a serialised object as an Add of its own. */
import type { TreeRequest } from '../../src/dm/tree/tree.js';
import { type Element, textOf } from '../../src/wire/document.js';
import type { OutElement } from '../../src/wire/out.js';
import { TNDS_MIME, TNDS_NS } from '../../src/wire/tnds-table.js';
import { readXml } from '../../src/wire/xml-read.js';
import { writeXml } from '../../src/wire/xml-write.js';

export function objectsOf(request: TreeRequest): TreeRequest[] {
  const { data } = request;
  const root = data && (data.embedded ?? readXml(new TextEncoder().encode(data.text))).root;
  const tops = root?.children.filter((child) => child.name === 'Node') ?? [];
  return tops.map((top) => {
    const version: OutElement = { name: 'VerDTD', content: [{ text: '1.2' }] };
    const octets = writeXml({ name: 'MgmtTree', ns: TNDS_NS, content: [version, copied(top)] }, { declaration: false });
    return { ...request, meta: { format: 'xml', type: TNDS_MIME.xml }, data: { text: new TextDecoder().decode(octets) } };
  });
}

function copied(element: Element): OutElement {
  const text = element.children.length > 0 ? '' : textOf(element);
  return { name: element.name, content: text === '' ? element.children.map(copied) : [{ text }] };
}
