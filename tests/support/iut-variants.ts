/** The reference IUTs reached in another way: real IUT files, made from those of the package with a few keys replaced. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Certificates } from '../../simulators/testing/certificates.js';
import { packageRoot } from '../../src/base/package-root.js';
import type { Iut } from '../../src/iut/iut.js';
import { loadIut } from '../../src/iut/iut-file.js';
import type { Side } from './drive.js';

type Tree = { [key: string]: string | string[] | Tree };

/** `change` gets the file's content as a tree of texts; the result is written below `folder` and loaded. */
export function variant(side: Side, folder: string, name: string, change: (file: Tree) => void): Iut {
  const text = readFileSync(join(packageRoot, `simulators/iut/reference-${side}.yaml`), 'utf8');
  const tree = parse(text.replaceAll(/(?<=: )simulators\/iut\//g, `${packageRoot}/simulators/iut/`), { schema: 'failsafe' }) as Tree;
  part(tree, 'iut').name = name;
  part(tree, 'upper-tester').cwd = packageRoot;
  change(tree);
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, stringify(tree));
  return loadIut(file);
}

/** The map at a key, made when it is not there. */
export function part(tree: Tree, key: string): Tree {
  tree[key] ??= {};
  return tree[key] as Tree;
}

/** The reference program with further arguments. */
export function moreArguments(tree: Tree, ...args: string[]): void {
  const upper = part(tree, 'upper-tester');
  upper.command = [...(upper.command as string[]), ...args];
}

/** Writes key, certificate and CA of both ends below `folder` and gives what IUT file and reference program are told of them. */
export function writeCertificates(
  folder: string,
  certificates: Certificates,
): { lower: (end: 'server' | 'client') => Tree; args: (end: 'server' | 'client') => string[] } {
  const path = (name: string): string => join(folder, `${name}.pem`);
  writeFileSync(path('ca'), certificates.ca);
  for (const end of ['server', 'client'] as const) {
    writeFileSync(path(`${end}-key`), certificates[end].key);
    writeFileSync(path(`${end}-cert`), certificates[end].cert);
  }
  return {
    lower: (end) => ({ key: path(`${end}-key`), cert: path(`${end}-cert`), ca: path('ca') }),
    args: (end) => ['--tls-key', path(`${end}-key`), '--tls-cert', path(`${end}-cert`), '--tls-ca', path('ca')],
  };
}
