/** How a node is addressed: virtual URIs that find it by the object's identifier, and names of any octets. */
import { describe, expect, it } from 'vitest';
import { APP, fresh, leaf, mo, send, value } from '../../../tests/support/tree-objects.js';
import type { TreeRequest } from './tree.js';

describe('virtual URIs', () => {
  const tree = fresh({ tree: { grammar: 'moid-path-many' } });
  for (const [name, id] of [
    ['One', 'x'],
    ['Two', 'y'],
  ] as const)
    send(tree, 'Add', './Test', [mo(name, APP, [leaf('Id', id), leaf('Secret', id, { acl: 'Get=B' }), mo('Sub', '', [leaf('L', name)])])], undefined);
  const app = encodeURIComponent(APP);

  it.each<[string, string, string?]>([
    [`./Test?MOID=${app}&Id=x/Sub/L`, '200', 'One'],
    [`MOID=${app}&Id=y/Sub/L`, '200', 'Two'],
    [`?MOID=${app}&Id=y/Sub/L`, '200', 'Two'],
    [`./Test/One?MOID=${app}/Sub/L`, '200', 'One'],
    [`./Test/One?MOID=${app}/Sub/L?prop=Format`, '200', 'chr'],
    [`.?MOID=${app}/Sub/L`, '500'],
    [`./Test?MOID=${app}&Id=z/Sub/L`, '404'],
    ['.?MOID=urn:none/Sub/L', '404'],
    [`./No?MOID=${app}/Sub/L`, '404'],
    // A leaf that the server may not read decides nothing.
    [`./Test?MOID=${app}&Secret=x/Sub/L`, '404'],
    [`./Test?moid=${app}&Id=x/Sub/L`, '406'],
    [`./Test?MOID=${app}&Id=%zz/Sub/L`, '404'],
    [`./Test?MOID=${app}&Id/Sub/L`, '404'],
    ['./Test?MOID=/Sub/L', '404'],
  ])('%s: %s %s', (uri, code, text) => {
    const outcome = tree.execute({ command: 'Get', uri }, 'A');
    expect([outcome.code, outcome.results[0]?.text]).toEqual([code, text]);
  });

  it('Add, Replace, Exec and Delete resolve as Get does', () => {
    const at = (path: string): string => `./Test?MOID=${app}&Id=x${path}`;
    const run = (request: TreeRequest): string => tree.execute(request, 'A').code;
    expect(run({ command: 'Add', uri: at('/Sub/New'), data: { text: '1' } })).toBe('200');
    expect(value(tree, './Test/One/Sub/New')).toBe('1');
    expect(run({ command: 'Replace', uri: at('/Sub/New'), data: { text: '2' } })).toBe('200');
    expect(run({ command: 'Exec', uri: at('/Sub/New') })).toBe('405');
    expect(run({ command: 'Copy', uri: at('/Sub/Copy'), source: at('/Sub/New') })).toBe('200');
    expect(value(tree, './Test/One/Sub/Copy')).toBe('2');
    expect(run({ command: 'Delete', uri: at('') })).toBe('200');
    // One object is left: now the identifier alone finds it.
    expect(tree.execute({ command: 'Get', uri: `MOID=${app}/Sub/L` }, 'A').results[0]?.text).toBe('Two');
  });
});

it('names of every octet, bad escapes and overlong URIs get a Status code', () => {
  const tree = fresh();
  const codes = new Set<string>();
  for (let octet = 0; octet < 256; octet++) {
    const hex = octet.toString(16).padStart(2, '0');
    for (const name of [String.fromCharCode(octet), `%${hex}`, `%${hex}%`, `a%c3%${hex}`, `%${hex}b`]) {
      const uri = `./Test/${name}`;
      const { code } = tree.execute({ command: 'Add', uri, data: { text: name } }, 'A');
      codes.add(code);
      expect(code).toMatch(/^(200|404|418)$/);
      // What was added is found under the spelling that a list of children gives.
      if (code === '200') expect(tree.execute({ command: 'Get', uri }, 'A').results[0]?.text).toBe(name);
    }
  }
  for (const { uri } of tree.read('./Test')) expect(tree.execute({ command: 'Get', uri }, 'A').code).toBe('200');
  for (const name of ['%', '%4', '%zz', '%c0%80', '%ed%a0%80', '\ud800', 'a//b', '', '.', '..', '%2e', '%2E%2e', 'a%2fb', '%00'])
    expect(tree.execute({ command: 'Add', uri: `./Test/${name}`, data: { text: '' } }, 'A').code).toBe('404');
  expect(tree.execute({ command: 'Add', uri: `./${'a/'.repeat(1_000_000)}b` }, 'A').code).toBe('414');
  expect([...codes].sort()).toEqual(['200', '404', '418']);
});
