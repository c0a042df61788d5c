/** For faults that leave an element out. */
import { isOutElement, type OutElement } from '../../src/wire/out.js';

/** The same tree without any element of that name below the root. */
export function without(root: OutElement, name: string): OutElement {
  const content = (root.content ?? []).filter((node) => !isOutElement(node) || node.name !== name);
  return { ...root, content: content.map((node) => (isOutElement(node) ? without(node, name) : node)) };
}
