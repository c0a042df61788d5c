/** What Get gives of a sub-tree: lists of nodes, and objects with properties chosen. */
import { describe, expect, it } from 'vitest';
import { fresh } from '../../../tests/support/tree-objects.js';
import type { Tree } from './tree.js';

describe('views', () => {
  const list = (tree: Tree, uri: string, who = 'A'): [string, string | undefined, string | undefined, string | undefined][] =>
    tree.execute({ command: 'Get', uri }, who).results.map((r) => [r.uri, r.format, r.type, r.text]);

  it('Struct and StructData leave defaults out', () => {
    const tree = fresh();
    expect(list(tree, './Test?list=Struct')).toEqual([
      ['./Test', 'node', undefined, undefined],
      ['./Test/Leaf', undefined, undefined, undefined],
      ['./Test/Number', 'int', undefined, undefined],
      ['./Test/Binary', 'bin', 'application/octet-stream', undefined],
      ['./Test/Run', undefined, undefined, undefined],
    ]);
    expect(list(tree, './Test?list=StructData')[3]).toEqual(['./Test/Binary', 'b64', 'application/octet-stream', 'AAEC']);
  });

  it('MORoot gives the objects, MORootData also the leaves below each', () => {
    const tree = fresh({ edition: '1.2' });
    expect(
      list(tree, '.?list=MORoot')
        .filter(([uri]) => /Dev|DMAcc/.test(uri))
        .map(([uri, format, type]) => [uri, format, type]),
    ).toEqual([
      ['./DevInfo', 'node', 'urn:oma:mo:oma-dm-devinfo:1.0'],
      ['./DevDetail', 'node', 'urn:oma:mo:oma-dm-devdetail:1.0'],
      ['./DMAcc/default', 'node', 'urn:oma:mo:oma-dm-dmacc:1.0'],
    ]);
    expect(list(tree, './DMAcc?list=MORootData').map(([uri]) => uri.split('/').at(-1))).toEqual([
      'default',
      'AppID',
      'ServerID',
      'Name',
      'AAuthPref',
    ]);
    expect(tree.read('./DevDetail/SessionlessRpt')).toEqual([]);
  });

  it('TNDS may be asked for with properties chosen', () => {
    const tree = fresh({ clock: () => new Date('2024-02-29T12:30:45Z') });
    const ask = (attribute: string): string => {
      const { code, results } = tree.execute({ command: 'Get', uri: `./Test/Number?list=${attribute}` }, 'A');
      return results[0]?.text ?? code;
    };
    expect(ask('TNDS+Value')).toContain('<Node><NodeName>Number</NodeName><Value>1</Value></Node>');
    expect(ask('TNDS+TStamp')).toContain('<RTProperties><TStamp>20240229T123045Z</TStamp></RTProperties>');
    expect(ask('TNDS-TStamp-VerNo-Value')).toContain(
      '<RTProperties><Format><int/></Format><Type><MIME>text/plain</MIME></Type></RTProperties></Node>',
    );
    for (const wrong of ['TNDS+ACL-Value', 'TNDS+Size', 'TNDS+', 'TNDSx', 'tnds', 'MOROOT', 'toString']) expect(ask(wrong)).toBe('406');
  });
});
