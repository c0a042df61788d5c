/**
 * A management tree read by a DM session: which Gets come next, and what the client's answers make known. It reads recorded frames, what we
 * sent among them, and trusts no writer; the tree is gone through level by level, one package each.
 */
import type { Operation } from '../dm/operation.js';
import type { TreeNodeView } from '../dm/tree/snapshot.js';
import { documentOf } from '../judge/body.js';
import { select } from '../judge/select.js';
import { LIMITS } from '../limits.js';
import type { FrameLine } from '../record/record.js';
import { child, childText, type Element, textOf } from '../wire/document.js';

/** Node properties that are asked for by name, and the member of a node that holds them. */
const ASKED = { Format: 'format', Type: 'type', ACL: 'acl' } as const;
type Property = keyof typeof ASKED;

interface Answer {
  readonly code?: string;
  /** The Item of the Results. */
  readonly item?: Element;
  readonly results?: Element;
}

interface Found {
  readonly uri: string;
  readonly depth: number;
  /** As the Meta of a leaf says it, or the property. */
  format?: string | undefined;
  type?: string | undefined;
  acl?: string | undefined;
  /** Of an interior node the names of its children. */
  data: string;
}

export class TreeReading {
  /** What the server is to ask: a package more whenever the one before is answered whole. */
  readonly packages: Operation[][];
  readonly unread: string[] = [];
  /** Why the tree cannot be read so. */
  trouble: string | undefined;
  isComplete = false;
  readonly #found = new Map<string, Found>();
  /** Gets that the package under way holds, by target. */
  #asked: { readonly uri: string; readonly depth: number; readonly node?: Found; readonly property?: Property }[];
  #answers = new Map<string, Answer>();
  /** Targets of the Gets that we sent, by MsgID and CmdID. */
  readonly #sent = new Map<string, string>();
  #lastSent = '';

  constructor(private readonly start: string) {
    this.#asked = [{ uri: start, depth: 0 }];
    this.packages = [[{ command: 'Get', uri: start }]];
  }

  /** Nodes in pre-order, the children of each in the order in which it tells them. */
  nodes(): TreeNodeView[] {
    const views: TreeNodeView[] = [];
    const open = [this.start];
    for (let uri = open.pop(); uri !== undefined; uri = open.pop()) {
      const node = this.#found.get(uri);
      if (!node) continue;
      const isInterior = node.format === 'node';
      views.push({
        uri,
        format: node.format ?? 'chr',
        ...(node.type ? { type: node.type } : {}),
        ...(isInterior ? {} : { value: node.data }),
        ...(node.acl ? { acl: node.acl } : {}),
      });
      if (isInterior) open.push(...childrenOf(node).reverse());
    }
    return views;
  }

  /** A frame of the session, before the answer to it is made. */
  take(frame: FrameLine): void {
    if (this.isComplete || this.trouble !== undefined) return;
    const { root } = documentOf(frame);
    if (frame.direction === 'to-iut') {
      this.#noteSent(root);
      return;
    }
    for (const status of select(root, "/SyncML/SyncBody/Status[Cmd='Get']")) {
      const code = childText(status, 'Data') ?? '';
      // Our credentials are asked for first: the Get is sent again.
      if (code !== '401' && code !== '407') this.#answer(status, { code });
    }
    for (const results of select(root, '/SyncML/SyncBody/Results')) {
      const items = results.children.filter((child) => child.name === 'Item');
      if (items.length === 1) this.#answer(results, { item: items[0] as Element, results });
    }
    if (this.trouble === undefined && this.#asked.every(({ uri }) => isWhole(this.#answers.get(uri)))) this.#next();
  }

  #noteSent(root: Element | null): void {
    const [msgId] = select(root, '/SyncML/SyncHdr/MsgID').map(textOf);
    if (msgId === undefined) return;
    this.#lastSent = msgId;
    for (const get of select(root, '/SyncML/SyncBody/Get')) {
      const [uri] = select(get, '/Get/Item/Target/LocURI').map(textOf);
      if (uri !== undefined) this.#sent.set(`${msgId}/${childText(get, 'CmdID')}`, uri);
    }
  }

  #answer(command: Element, answer: Answer): void {
    const uri = this.#sent.get(`${childText(command, 'MsgRef') ?? this.#lastSent}/${childText(command, 'CmdRef')}`);
    if (uri === undefined) return;
    const before = this.#answers.get(uri) ?? {};
    const source = answer.item && select(answer.item, '/Item/Source/LocURI').map(textOf)[0];
    if (source !== undefined && plain(source) !== plain(uri)) this.trouble = `it answers Get of ${uri} with ${source}`;
    else if (before.code !== undefined && answer.code !== undefined && before.code !== answer.code) this.trouble = `it answers Get of ${uri} twice`;
    else if (before.item && answer.item) this.trouble = `it gives two Results for ${uri}`;
    else this.#answers.set(uri, { ...before, ...answer });
  }

  /** Makes of a package's answers what they say, and the package after it. */
  #next(): void {
    const [asked, answers] = [this.#asked, this.#answers];
    this.#asked = [];
    this.#answers = new Map();
    for (const ask of asked) {
      const answer = answers.get(ask.uri) ?? {};
      if (ask.node && ask.property) this.#learn(ask.node, ask.property, answer);
      else this.#visit(ask.uri, ask.depth, answer);
      if (this.trouble !== undefined) return;
    }
    // A node whose format was asked for is known to be interior only now.
    for (const ask of asked) if (ask.property === 'Format' && ask.node?.format === 'node') this.#descend(ask.node);
    if (this.trouble !== undefined) return;
    if (this.#asked.length === 0) this.isComplete = true;
    else this.packages.push(this.#asked.map(({ uri }) => ({ command: 'Get', uri })));
  }

  #visit(uri: string, depth: number, { code, item, results }: Answer): void {
    if (code === '404' && depth === 0) return;
    if (code === '404') {
      this.trouble = `${uri} is told among the children of its parent, and Get of it is answered 404`;
      return;
    }
    if (code !== '200' || !item || !results) {
      if (depth === 0) this.trouble = `Get of ${uri} is answered ${code || 'without a code'}`;
      else this.unread.push(uri);
      return;
    }
    const meta = (name: string): string | undefined => metaOf(item, name) ?? metaOf(results, name);
    const format = meta('Format');
    const node: Found = { uri, depth, data: childText(item, 'Data') ?? '' };
    this.#found.set(uri, node);
    const isInParts = child(item, 'MoreData') !== undefined;
    if (format === 'bin' || isInParts) {
      node.data = '';
      this.unread.push(`${uri}?prop=Value`);
    }
    // What Meta says is that of the transport where octets travel as Base64; of an interior node its Type says nothing of the object.
    if (format !== undefined && format !== 'b64') node.format = format;
    else this.#ask(node, 'Format');
    const type = meta('Type');
    if (format !== undefined && format !== 'node' && type !== undefined) node.type = type;
    else this.#ask(node, 'Type');
    this.#ask(node, 'ACL');
    if (node.format === 'node') this.#descend(node);
  }

  #ask(node: Found, property: Property): void {
    this.#asked.push({ uri: `${node.uri}?prop=${property}`, depth: node.depth, node, property });
  }

  #learn(node: Found, property: Property, { code, item }: Answer): void {
    const text = code === '200' && item ? (childText(item, 'Data') ?? '') : undefined;
    if (text !== undefined) node[ASKED[property]] = text;
    // What it is nobody knows then, nor whether anything is below it.
    else this.unread.push(property === 'Format' ? node.uri : `${node.uri}?prop=${property}`);
  }

  #descend(node: Found): void {
    const children = childrenOf(node);
    const count = this.#found.size + this.#asked.length + children.length;
    if (node.depth >= LIMITS.readBackDepth) this.trouble = `the tree is deeper than ${LIMITS.readBackDepth} nodes`;
    else if (count > LIMITS.readBackNodes) this.trouble = `the tree has more nodes than the ${LIMITS.readBackNodes} that are read`;
    else if (children.some((uri) => uri.endsWith('/'))) this.trouble = `${node.uri} tells a child without a name`;
    else for (const uri of children) this.#asked.push({ uri, depth: node.depth + 1 });
  }
}

function childrenOf({ uri, data }: Found): string[] {
  return data === '' ? [] : [...new Set(data.split('/'))].map((name) => `${uri}/${name}`);
}

/** Answered: by a Status, which of 200 alone promises Results. */
const isWhole = (answer: Answer | undefined): boolean => answer?.code !== undefined && (answer.code !== '200' || answer.item !== undefined);

const plain = (uri: string): string => uri.replace(/^\.\//, '');

function metaOf(element: Element, name: string): string | undefined {
  const meta = child(element, 'Meta');
  return childText(meta, name) ?? childText(child(meta, 'MetInf'), name);
}
