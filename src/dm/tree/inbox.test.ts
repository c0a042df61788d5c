/** Objects that a server puts into the Inbox, and the places that the device gives them. */
import { describe, expect, it } from 'vitest';
import { WRITINGS, type Writing } from '../../../tests/support/tree-arbitrary.js';
import { APP, fresh, leaf, mo, NAP, send, uris, value } from '../../../tests/support/tree-objects.js';
import { snapshot } from './snapshot.js';

describe('the Inbox', () => {
  it.each(Object.keys(WRITINGS) as Writing[])('gives an object in %s a place by its identifier', (writing) => {
    const tree = fresh();
    expect(send(tree, 'Add', './Inbox', [mo('Cnn', NAP, [leaf('Addr', '10.0.0.1')])], 'A', writing).code).toBe('200');
    expect(uris(tree, './MO')).toEqual(['./MO', './MO/Cnn', './MO/Cnn/Addr']);
    expect(uris(tree, './Inbox')).toEqual(['./Inbox']);
    // It belongs to the server that sent it: another may only read.
    expect(tree.execute({ command: 'Replace', uri: './MO/Cnn/Addr', data: { text: 'x' } }, 'A').code).toBe('200');
    expect(tree.execute({ command: 'Replace', uri: './MO/Cnn/Addr', data: { text: 'x' } }, 'B').code).toBe('425');
    expect(tree.execute({ command: 'Get', uri: './MO/Cnn/Addr' }, 'B').code).toBe('200');
  });

  it('renames on collision, finds names for the nameless, and rewrites references to the new places', () => {
    const tree = fresh();
    expect(send(tree, 'Add', './Inbox', [mo('Cnn', NAP)]).code).toBe('200');
    const objects = [
      mo('Cnn', NAP, [leaf('Self', './Inbox/Cnn/Addr'), leaf('Back', './Inbox/App'), leaf('Addr', '1')]),
      mo('App', APP, [
        leaf('Ref', './Inbox/Cnn'),
        leaf('Other', './Inbox/None'),
        leaf('Near', './Inbox'),
        leaf('Bin', Buffer.from('./Inbox/Cnn').toString('base64'), { format: 'bin' }),
      ]),
      mo(undefined, APP),
      mo('', APP),
      leaf('Late', './Inbox/Cnn', { path: 'App' }),
    ];
    const outcome = send(tree, 'Add', './Inbox', objects);
    expect(outcome.code).toBe('200');
    expect(value(tree, './MO/Cnn-2/Self')).toBe('./MO/Cnn-2/Addr');
    expect(value(tree, './MO/Cnn-2/Back')).toBe('./MO/App');
    expect(value(tree, './MO/App/Ref')).toBe('./MO/Cnn-2');
    expect(value(tree, './MO/App/Late')).toBe('./MO/Cnn-2');
    expect(value(tree, './MO/App/Other')).toBe('./Inbox/None');
    expect(value(tree, './MO/App/Near')).toBe('./Inbox');
    expect(value(tree, './MO/App/Bin')).toBe(Buffer.from('./Inbox/Cnn').toString('base64'));
    expect(tree.execute({ command: 'Get', uri: './MO' }, 'A').results[0]?.text).toBe('Cnn/Cnn-2/App/App-2/App-3');
    outcome.undo?.();
    expect(uris(tree, './MO')).toEqual(['./MO', './MO/Cnn']);
  });

  it('takes the latest of several versions of an object', () => {
    const tree = fresh();
    const versions = ['urn:x:thing:1.2', 'urn:x:thing:1.10', 'urn:x:thing:1.9'].map((id) => mo('T', id, [leaf('Id', id)]));
    expect(send(tree, 'Add', './Inbox', versions).code).toBe('200');
    expect(uris(tree, './MO')).toEqual(['./MO', './MO/T', './MO/T/Id']);
    expect(value(tree, './MO/T/Id')).toBe('urn:x:thing:1.10');
  });

  it('places an account below ./DMAcc', () => {
    const tree = fresh();
    expect(send(tree, 'Add', './Inbox', [mo('new', 'urn:oma:mo:oma-dm-dmacc:1.1', [leaf('AppID', 'w7')])]).code).toBe('200');
    expect(value(tree, './DMAcc/new/AppID')).toBe('w7');
  });

  it('refuses as a whole: leaves, nodes without identifier, paths to nowhere; and all but Add', () => {
    const tree = fresh();
    const was = snapshot(tree);
    for (const nodes of [
      [mo('Good', NAP), leaf('L', 'x')],
      [mo('Good', NAP), mo('NoId', '')],
      [mo('Good', NAP), leaf('x', 'y', { path: 'Nowhere' })],
      [mo('I', 'urn:oma:mo:oma-dm-inbox:1.0')],
    ])
      expect(send(tree, 'Add', './Inbox', nodes).code).toBe('405');
    expect(send(tree, 'Add', './Inbox/x', [mo('Good', NAP)]).code).toBe('405');
    expect(send(tree, 'Replace', './Inbox', [mo('Good', NAP)]).code).toBe('405');
    for (const uri of ['./Inbox', './Inbox/x', './Inbox?list=Struct', './Inbox?prop=ACL', './Inbox/x?prop=Name'])
      expect(tree.execute({ command: 'Get', uri }, 'A').code).toBe('405');
    for (const command of ['Delete', 'Exec', 'Replace'] as const) expect(tree.execute({ command, uri: './Inbox' }, 'A').code).toBe('405');
    expect(tree.execute({ command: 'Add', uri: './Inbox', data: { text: 'x' } }, 'A').code).toBe('405');
    expect(snapshot(tree)).toEqual(was);
  });

  it('its ACL may leave servers out', () => {
    const tree = fresh();
    expect(tree.execute({ command: 'Replace', uri: './Inbox?prop=ACL', data: { text: 'Add=A' } }, undefined).code).toBe('200');
    expect(send(tree, 'Add', './Inbox', [mo('X', NAP)], 'B').code).toBe('425');
    expect(send(tree, 'Add', './Inbox', [mo('X', NAP)], 'A').code).toBe('200');
  });

  it('references in a circle cost nothing', () => {
    const tree = fresh();
    const objects = Array.from({ length: 500 }, (_, n) => mo(`n${n}`, NAP, [leaf('Next', `./Inbox/n${(n + 1) % 500}/Next`)]));
    expect(send(tree, 'Add', './Inbox', objects).code).toBe('200');
    expect(value(tree, './MO/n499/Next')).toBe('./MO/n0/Next');
  });
});
