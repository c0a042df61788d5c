/** The outside judges of signatures: xmlsec1, xmllint and openssl, on files of a folder of their own. */
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { child, type Element } from '../../src/wire/document.js';
import type { OutElement } from '../../src/wire/out.js';
import { temporaryFolder } from './dmct.js';

export const missing = ['xmlsec1', 'xmllint', 'openssl'].filter((tool) => spawnSync(tool, ['--version']).error);
/** In CI a missing tool fails. */
export const skip = missing.length > 0 && !process.env.CI;

const dir = temporaryFolder();

export const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const secret = Buffer.from('the shared secret of server and device');
let n = 0;

/** Writes a file and gives its path. */
export function file(content: string | Uint8Array, ending = 'xml'): string {
  const path = join(dir, `${n++}.${ending}`);
  writeFileSync(path, content);
  return path;
}

export const PRIVATE = file(pair.privateKey.export({ type: 'pkcs8', format: 'pem' }), 'pem');
export const PUBLIC = file(pair.publicKey.export({ type: 'spki', format: 'pem' }), 'pem');
export const SECRET = file(secret, 'key');

/** A tool's standard output. Throws with its standard error when it fails. */
export function tool(name: string, ...args: string[]): Buffer {
  return execFileSync(name, args, { stdio: 'pipe' });
}

/** What xmlsec1 says to one file; `args` begin with the command. */
export function xmlsec(...args: string[]): Promise<{ readonly isOk: boolean; readonly said: string }> {
  return new Promise((resolve) =>
    execFile('xmlsec1', args, (error, _, said) => resolve({ isOk: error === null && /^OK$/m.test(said), said: `${error ?? ''}${said}` })),
  );
}

/** `--sign` or `--encrypt` or `--decrypt`: the octets that xmlsec1 writes. */
export function xmlsecOutput(...args: string[]): Buffer {
  const out = file('', 'out');
  tool('xmlsec1', args[0] as string, '--output', out, ...args.slice(1));
  return readFileSync(out);
}

/** `work` on all of them, two processes at once. */
export async function each<T>(all: readonly T[], work: (one: T, index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let i = next++; i < all.length; i = next++) await work(all[i] as T, i);
  };
  await Promise.all([lane(), lane()]);
}

/** Data of each Item below an element. */
export function datasOf(element: Element | null): Element[] {
  if (!element) return [];
  return element.children.flatMap((c) => (c.name === 'Item' ? [child(c, 'Data')].filter((d) => d !== undefined) : datasOf(c)));
}

/** A message with nothing but an Add of this Item. */
export function itemRoot(item: OutElement): OutElement {
  return { name: 'SyncML', ns: 'SYNCML:SYNCML1.2', content: [{ name: 'SyncBody', content: [{ name: 'Add', content: [item] }] }] };
}
