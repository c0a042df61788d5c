/**
 * A management tree as plainly as it can be told: a map from path to node, every rule written out by string and loop. Slow on purpose;
 * the real tree must give the same codes and the same nodes. Shares no code with it.
 */
export interface PlainNode {
  isLeaf: boolean;
  value: string;
  acl: string;
  isPermanent: boolean;
}

export interface PlainCommand {
  readonly name: 'Get' | 'Add' | 'Replace' | 'Delete' | 'Copy' | 'Exec';
  /** `A/B`; '' is the root. */
  readonly path: string;
  readonly prop?: string;
  /** Add of an interior node. */
  readonly isInterior?: boolean;
  readonly data?: string;
  readonly source?: string;
}

const parentOf = (path: string): string => path.split('/').slice(0, -1).join('/');
const ACL_TEXT = /^(|(Add|Delete|Exec|Get|Replace)=(\*|[^=&*+\s]+(\+[^=&*+\s]+)*)(&(Add|Delete|Exec|Get|Replace)=(\*|[^=&*+\s]+(\+[^=&*+\s]+)*))*)$/;

export class PlainTree {
  nodes = new Map<string, PlainNode>();

  constructor(rootAcl: string) {
    this.nodes.set('', { isLeaf: false, value: '', acl: rootAcl, isPermanent: true });
  }

  copy(): PlainTree {
    const copy = new PlainTree('');
    copy.nodes = new Map([...this.nodes].map(([path, node]) => [path, { ...node }]));
    return copy;
  }

  children(path: string): string[] {
    return [...this.nodes.keys()].filter((p) => p !== '' && parentOf(p) === path);
  }

  below(path: string): string[] {
    return [...this.nodes.keys()].filter((p) => p === path || path === '' || p.startsWith(`${path}/`));
  }

  /** Servers that the first ACL upwards names for a command. */
  servers(path: string, command: string): string[] {
    for (let at = path; ; at = parentOf(at)) {
      const acl = this.nodes.get(at)?.acl ?? '';
      if (acl === '' && at !== '') continue;
      return acl
        .split('&')
        .filter((entry) => entry.startsWith(`${command}=`))
        .flatMap((entry) => entry.slice(command.length + 1).split('+'));
    }
  }

  may(path: string, command: string, who: string): boolean {
    const servers = this.servers(path, command);
    return servers.includes('*') || servers.includes(who);
  }

  run(command: PlainCommand, who: string): string {
    const { name, path } = command;
    if (path.startsWith('Inbox/')) return '405';
    if (path === 'Inbox' && (name === 'Get' || name === 'Add')) return '405';
    if (path === 'Inbox' && command.prop === undefined) return '405';
    if (name === 'Copy') return this.#copy(command, who);
    if (name === 'Add') return this.#add(command, who);
    const node = this.nodes.get(path);
    if (node === undefined) return '404';
    if (name === 'Get') return this.may(path, 'Get', who) ? (command.prop === 'Size' && !node.isLeaf ? '406' : '200') : '425';
    if (name === 'Exec') return this.may(path, 'Exec', who) ? '405' : '425';
    if (name === 'Delete') return this.#delete(path, who);
    if (command.prop === 'ACL') return this.#replaceAcl(path, node, command.data ?? '', who);
    if (command.prop === 'Name') return this.#rename(path, node, command.data ?? '', who);
    if (!this.may(path, 'Replace', who)) return '425';
    if (!node.isLeaf) return '405';
    node.value = command.data ?? '';
    return '200';
  }

  #add({ path, isInterior = false, data = '' }: PlainCommand, who: string): string {
    if (this.nodes.has(path)) return '418';
    const above = parentOf(path);
    const parent = this.nodes.get(above);
    if (parent === undefined) return '404';
    if (!this.may(above, 'Add', who)) return '425';
    if (parent.isLeaf) return '405';
    const readers = this.servers(above, 'Get').join('+');
    const own = isInterior && !this.may(above, 'Replace', who) ? `Add=${who}&Delete=${who}&Get=${readers === '' ? who : readers}&Replace=${who}` : '';
    this.nodes.set(path, { isLeaf: !isInterior, value: isInterior ? '' : data, acl: own, isPermanent: false });
    return '200';
  }

  #delete(path: string, who: string): string {
    if (!this.may(path, 'Delete', who)) return '425';
    const gone = this.below(path);
    if (gone.some((p) => this.nodes.get(p)?.isPermanent)) return '405';
    for (const p of gone) this.nodes.delete(p);
    return '200';
  }

  #replaceAcl(path: string, node: PlainNode, acl: string, who: string): string {
    const byParent = path !== '' && this.may(parentOf(path), 'Replace', who);
    const byItself = !node.isLeaf && this.may(path, 'Replace', who);
    if (!byParent && !byItself) return '425';
    if (!ACL_TEXT.test(acl) || (acl === '' && path === '')) return '500';
    const adders = (text: string): string => [...new Set((/(?:^|&)Add=([^&]*)/.exec(text)?.[1] ?? '').split('+'))].sort().join('+');
    if (path === '' && adders(acl) !== adders(node.acl)) return '405';
    node.acl = acl;
    return '200';
  }

  #rename(path: string, node: PlainNode, name: string, who: string): string {
    if (!this.may(path, 'Replace', who)) return '425';
    if (node.isPermanent || name === '' || name.includes('/')) return '405';
    const to = [...path.split('/').slice(0, -1), name].join('/');
    if (to !== path && this.nodes.has(to)) return '418';
    const renamed = [...this.nodes].map(([p, n]): [string, PlainNode] => [p === path || p.startsWith(`${path}/`) ? to + p.slice(path.length) : p, n]);
    this.nodes = new Map(renamed);
    return '200';
  }

  #copy({ path, source = '' }: PlainCommand, who: string): string {
    if (source === 'Inbox' || source.startsWith('Inbox/')) return '405';
    const from = this.nodes.get(source);
    if (from === undefined) return '404';
    if (!this.may(source, 'Get', who)) return '425';
    if (!from.isLeaf) return '405';
    const code = this.run({ name: this.nodes.has(path) ? 'Replace' : 'Add', path, data: from.value }, who);
    return code === '404' ? '500' : code;
  }

  /** As `snapshot` gives it, in no order. */
  view(): { uri: string; format: string; value?: string; acl?: string }[] {
    return [...this.nodes].map(([path, { isLeaf, value, acl }]) => ({
      uri: path === '' ? '.' : `./${path}`,
      format: isLeaf ? 'chr' : 'node',
      ...(isLeaf ? { value } : {}),
      ...(acl === '' ? {} : { acl }),
    }));
  }
}
