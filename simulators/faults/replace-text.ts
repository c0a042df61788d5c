/** For faults that change one text of a message. */
import { isOutElement, type OutElement } from '../../src/wire/out.js';

/** The same tree with the text of the first element at a path (names below the root) replaced; unchanged when there is none. */
export function replaceText(root: OutElement, path: readonly string[], text: string): OutElement {
  const [name, ...rest] = path;
  if (name === undefined) return { ...root, content: [{ text }] };
  const content = root.content ?? [];
  const at = content.findIndex((node) => isOutElement(node) && node.name === name);
  if (at < 0) return root;
  return { ...root, content: content.map((node, i) => (i === at && isOutElement(node) ? replaceText(node, rest, text) : node)) };
}
