import fc from 'fast-check';
import { expect, it } from 'vitest';
import { emptyStore, objectItem, plantTree, subTree, WRITINGS, type Writing } from '../../../tests/support/tree-arbitrary.js';
import { writeWbxml } from '../../wire/wbxml-write.js';
import { writeXml } from '../../wire/xml-write.js';
import { objectOfTree } from './object-view.js';
import { difference, snapshot } from './snapshot.js';
import { managementTree } from './tree.js';

const writings = Object.keys(WRITINGS) as Writing[];

it('a tree written as an object and added elsewhere is the same tree', () => {
  fc.assert(
    fc.property(subTree, fc.constantFrom(...writings), (box, writing) => {
      const store = emptyStore();
      plantTree(store, box);
      const tree = managementTree(store);
      const start = store.find([box.name ?? ''])!;
      const nothing = managementTree(emptyStore());
      const { meta, data } = objectItem([box], writing);
      expect(nothing.execute({ command: 'Add', uri: '.', meta, data }, undefined).code).toBe('200');
      expect(snapshot(nothing)).toEqual(snapshot(tree));

      // The same by what the tree itself gives.
      for (const encoding of ['xml', 'wbxml'] as const) {
        const uri = `./${box.name}?list=TNDS`;
        const { code, results } = tree.execute({ command: 'Get', uri, encoding }, undefined);
        expect([code, results.length]).toEqual(['200', 1]);
        const [result] = results;
        const copy = managementTree(emptyStore());
        const outcome = copy.execute(
          {
            command: 'Add',
            uri: `./${box.name}`,
            meta: { type: result?.type ?? '', format: result?.format ?? '' },
            data: { text: result?.text ?? '', ...(result?.octets ? { octets: result.octets } : {}) },
          },
          undefined,
        );
        expect(outcome.code).toBe('200');
        expect(snapshot(copy)).toEqual(snapshot(tree));
        // The file forms are the same elements.
        expect(encoding === 'xml' ? result?.text : result?.octets).toEqual(
          encoding === 'xml'
            ? new TextDecoder().decode(writeXml(objectOfTree(start, undefined)!, { declaration: false }))
            : writeWbxml(objectOfTree(start, undefined)!),
        );
        outcome.undo?.();
        expect(snapshot(copy)).toHaveLength(1);
      }
    }),
    { numRuns: 300 },
  );
});

it('Replace with an object makes the sub-tree the same, and undoing makes it as it was', () => {
  fc.assert(
    fc.property(subTree, subTree, fc.constantFrom(...writings), (before, after, writing) => {
      const store = emptyStore();
      plantTree(store, { ...before, name: 'Box' });
      const tree = managementTree(store);
      const was = snapshot(tree);
      const outcome = tree.execute({ command: 'Replace', uri: './Box', ...objectItem([{ ...after, name: 'Box' }], writing) }, undefined);
      expect(outcome.code).toBe('200');
      const wanted = emptyStore();
      plantTree(wanted, { ...after, name: 'Box' });
      const { added, removed, changed } = difference(snapshot(managementTree(wanted)), snapshot(tree));
      expect([added, removed]).toEqual([[], []]);
      // An object that names no ACL leaves the one that is there.
      for (const pair of changed) expect({ ...pair.after, acl: undefined }).toEqual({ ...pair.before, acl: undefined });
      outcome.undo?.();
      expect(snapshot(tree)).toEqual(was);
    }),
    { numRuns: 300 },
  );
});
