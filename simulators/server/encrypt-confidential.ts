/** Confidential content of a command message, encrypted for the device that it goes to (Sessionless Command Message 1.3, 5.2). */
import { createPublicKey } from 'node:crypto';
import type { Random } from '../../src/base/random.js';
import type { Command } from '../../src/dm/message.js';
import type { Operation } from '../../src/dm/operation.js';
import { type EncryptingKey, encryptItem } from '../../src/dm/security/encrypt.js';
import { isOutElement, type OutElement, type OutText } from '../../src/wire/out.js';

/** The message with the items of confidential orders encrypted. `deviceKey`: PEM of the device's public key. */
export function encryptConfidential(root: OutElement, orders: readonly (Operation | Command)[], deviceKey: string, random: Random): OutElement {
  const targets = new Set(orders.flatMap((order) => ('kind' in order || !order.isConfidential ? [] : [order.uri])));
  if (targets.size === 0) return root;
  const key: EncryptingKey = { publicKey: createPublicKey(deviceKey), cipher: 'aes-256-cbc', transport: 'rsa-1_5' };
  const walk = (node: OutElement | OutText): OutElement | OutText => {
    if (!isOutElement(node)) return node;
    if (node.name === 'Item') return targets.has(targetOf(node)) ? encryptItem(node, key, random) : node;
    return node.content ? { ...node, content: node.content.map(walk) } : node;
  };
  return walk(root) as OutElement;
}

function targetOf(item: OutElement): string {
  const uri = part(part(item, 'Target'), 'LocURI')?.content?.[0];
  return uri && !isOutElement(uri) ? (uri.text ?? '') : '';
}

function part(of: OutElement | undefined, name: string): OutElement | undefined {
  return of?.content?.find((node): node is OutElement => isOutElement(node) && node.name === name);
}
