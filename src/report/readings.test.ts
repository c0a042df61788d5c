import { describe, expect, it } from 'vitest';
import { Tape } from '../../tests/support/hand-made.js';
import { treesData } from './page/trees.js';
import { compareReadings, treeReadings } from './readings.js';
import type { ReportNode } from './report.js';

const node = (uri: string, value?: string, acl?: string): ReportNode => ({
  uri,
  format: value === undefined ? 'node' : 'chr',
  ...(value === undefined ? {} : { value }),
  ...(acl === undefined ? {} : { acl }),
});
const reading = (step: string, uri: string, ...nodes: ReportNode[]) => ({ step, uri, nodes });
const shown = (readings: Parameters<typeof compareReadings>[0]): string[][] =>
  compareReadings(readings).map(({ since, lines }) => [since ?? '', ...lines.map((l) => `${l.mark}${l.node.uri}`)]);

describe('readings of a record', () => {
  it('are the answers to read-tree, in order, with the step that asked', () => {
    const record = new Tape()
      .begin('before')
      .call('read-tree', 'done', { nodes: [node('./A'), node('./A/x', '1')] })
      .end('before')
      .begin('after')
      .call('quiesce', 'done')
      .call('read-tree', 'failed')
      .call('read-tree', 'done', { nodes: [] })
      .record();
    expect(treeReadings(record)).toEqual([reading('before', './A', node('./A'), node('./A/x', '1')), reading('after', '')]);
  });

  it('name the place that was asked for, and hold nothing but nodes', () => {
    const bad = [null, 'x', { uri: './A' }, { uri: 1, format: 'chr' }, { uri: './B', format: 'chr', value: 1, acl: 'Get=*', more: 'x' }];
    const { events, ...row } = new Tape().call('read-tree', 'done', { nodes: bad }).call('read-tree', 'done', { nodes: 'none' }).record();
    const asked = events.map((e) => (e.e === 'call' ? { ...e, uri: './B' } : e));
    expect(treeReadings({ ...row, events: asked })).toEqual([
      { step: 'set-up', uri: './B', nodes: [{ uri: './B', format: 'chr', acl: 'Get=*' }] },
      { step: 'set-up', uri: './B', nodes: [] },
    ]);
  });
});

describe('a reading beside the one before', () => {
  it('tells what is new, gone, changed and as before, gone nodes at their old place', () => {
    const before = reading('one', '.', node('.'), node('./A'), node('./A/x', '1'), node('./A/y', '2'), node('./B', 'b'), node('./C', 'c'));
    const after = reading('two', '.', node('.'), node('./A'), node('./A/y', '3'), node('./A/z', '4'), node('./C', 'c', 'Get=*'));
    expect(shown([before, after])).toEqual([
      ['', ' .', ' ./A', ' ./A/x', ' ./A/y', ' ./B', ' ./C'],
      ['one', ' .', ' ./A', '-./A/x', '~./A/y', '-./B', '+./A/z', '~./C'],
    ]);
    expect(compareReadings([before, after])[1]?.lines[3]).toEqual({ mark: '~', node: node('./A/y', '3'), was: node('./A/y', '2') });
  });

  it('is compared with the last one that covers its place, and with no other', () => {
    const whole = reading('whole', '.', node('.'), node('./A', '1'), node('./AB', '2'));
    const part = reading('part', './A', node('./A', '2'));
    expect(shown([whole, part, reading('again', './A'), reading('all', '.', node('.'))])).toEqual([
      ['', ' .', ' ./A', ' ./AB'],
      ['whole', '~./A'],
      ['part', '-./A'],
      ['whole', ' .', '-./A', '-./AB'],
    ]);
    expect(shown([part, whole])[1]?.[0]).toBe('');
    expect(shown([reading('ab', './AB', node('./AB', '2')), part])[1]?.[0]).toBe('');
  });

  it('of a whole large tree that is gone takes no more time than its nodes', () => {
    const many = Array.from({ length: 200_000 }, (_, i) => node(`./N${i}`, '1'));
    const [, last] = compareReadings([{ step: 'one', uri: '.', nodes: many }, reading('two', '.')]);
    expect(last?.lines).toHaveLength(200_000);
  });
});

describe('readings in the page', () => {
  /** As the page puts them together again. */
  const told = (...readings: Parameters<typeof treesData>[0]) => {
    const pool: string[] = [];
    const take = (json: string): number => (pool.includes(json) ? pool.indexOf(json) : pool.push(json) - 1);
    return treesData(readings, take).map((t) => ({ ...t, lines: t.lines.map(([mark, n]) => [mark, ...(JSON.parse(pool[n] ?? '') as unknown[])]) }));
  };

  it('are cut to what a person reads, and say how much is left', () => {
    const many = Array.from({ length: 1000 }, (_, i) => node(`./N${i}`, 'v'.repeat(5000)));
    const [first, second] = told(reading('one', '.', ...many), reading('two', '.', ...many.slice(0, 900), node('./New', '')));
    expect(first).toMatchObject({ count: 1000, left: 600 });
    expect(first?.lines.every((l) => JSON.stringify(l).length < 1000)).toBe(true);
    expect(second).toMatchObject({ since: 'one', count: 901, added: 1, removed: 100, changed: 0, left: 500 });
    expect(second?.lines.filter(([mark]) => mark !== ' ')).toHaveLength(101);
    expect(second?.lines.at(-1)).toEqual(['+', './New', ['format', 'chr'], ['value', '""']]);
  });

  it('show what a property was, and what was not there', () => {
    const [, second] = told(reading('one', './A', node('./A', 'a', 'Get=*')), reading('two', './A', node('./A', 'b')));
    expect(second?.lines).toEqual([['~', './A', ['format', 'chr'], ['value', '"b"', '"a"'], ['acl', '', 'Get=*']]]);
  });
});
