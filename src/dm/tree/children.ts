/** The children of an interior node by name, in the order in which they were made, whatever came and went in between. */
import type { TreeNode } from './node.js';

/** Vacant places that are not worth clearing. */
const FEW = 32;

/**
 * A removed child leaves its place vacant: a Map that loses and gets the same key again and again searches through all its
 * former places, which makes the cost grow with its size. Vacant places are cleared when they are half of all.
 */
export class Children {
  #places = new Map<string, TreeNode | undefined>();
  #vacant = 0;
  /** A child has come back or was renamed: its place is not where `born` would have it. */
  #isDisordered = false;

  get size(): number {
    return this.#places.size - this.#vacant;
  }

  get(name: string): TreeNode | undefined {
    return this.#places.get(name);
  }

  has(name: string): boolean {
    return this.#places.get(name) !== undefined;
  }

  /** A child that is new in the store; its name must be free. */
  append(node: TreeNode): void {
    if (this.#places.has(node.name)) {
      this.#vacant--;
      this.#isDisordered = true;
    }
    this.#places.set(node.name, node);
  }

  /** A child that was in the store before, here or under another name; its name must be free. */
  putBack(node: TreeNode): void {
    this.append(node);
    this.#isDisordered = true;
  }

  delete(name: string): void {
    this.#places.set(name, undefined);
    this.#vacant++;
    if (this.#vacant > FEW && this.#vacant * 2 > this.#places.size) this.#rebuild([...this.#taken()]);
  }

  /** By time of creation. */
  inOrder(): Iterable<TreeNode> {
    if (this.#isDisordered) {
      this.#rebuild([...this.#taken()].sort((a, b) => a.born - b.born));
      this.#isDisordered = false;
    }
    return this.#vacant === 0 ? (this.#places.values() as Iterable<TreeNode>) : this.#taken();
  }

  *#taken(): Generator<TreeNode> {
    for (const node of this.#places.values()) if (node !== undefined) yield node;
  }

  #rebuild(nodes: readonly TreeNode[]): void {
    this.#places = new Map(nodes.map((node) => [node.name, node]));
    this.#vacant = 0;
  }
}
