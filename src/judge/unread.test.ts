import { describe, expect, it } from 'vitest';
import { assertion, scenario, step, surroundings, Tape } from '../../tests/support/hand-made.js';
import { judgeRow } from './judge.js';
import type { Check } from './scenario.js';
import type { Verdict } from './verdict.js';

const NODES = [
  { uri: './A', format: 'node', type: 'urn:x', acl: 'Get=*' },
  { uri: './A/x', format: 'chr', value: 'one' },
  { uri: './A/y', format: 'chr', value: 'two' },
];

function verdict(check: Check, unread: readonly string[]): Verdict | undefined {
  const steps = [step('look', 'observe', { what: 'read-tree', expect: [assertion('a', { oracle: 'nodes', ...check })] })];
  const tape = new Tape().begin('look').readBack(NODES, unread).end('look').record();
  return judgeRow(scenario(steps), { values: {}, ics: '' }, tape, surroundings()).assertions[0]?.verdict;
}

describe('a reading that is not whole', () => {
  const X = { uri: './A/x' };
  it.each<[string, Check, readonly string[], Verdict]>([
    ['all read', { lacks: 'three' }, [], 'pass'],
    ['a text that may stand in what was not read', { lacks: 'three' }, ['./B'], 'review'],
    ['a text that stands in what was read', { lacks: 'two' }, ['./B'], 'fail'],
    ['a text that is looked for and found', { has: 'two' }, ['./B'], 'pass'],
    ['a text that is looked for and not found', { has: 'three' }, ['./B'], 'review'],
    ['one of what may be more', { where: { value: 'one' }, count: '1' }, ['./B'], 'review'],
    ['none of what may be one', { where: { value: 'three' }, count: '1' }, ['./B'], 'review'],
    ['more than there may be', { where: { format: 'chr' }, count: '1' }, ['./B'], 'fail'],
    ['fewer than there must be', { where: { format: 'chr' }, count: '>=3' }, ['./B'], 'review'],
    ['no such value, of what is there', { key: 'value', 'not-one-of': ['three'] }, ['./B'], 'review'],
    ['such a value, of what is there', { key: 'value', 'not-one-of': ['two'] }, ['./B'], 'fail'],
    ['a place that was read', { where: X, key: 'value', text: 'one' }, ['./B'], 'pass'],
    ['a place that was read, and is wrong', { where: X, key: 'value', text: 'two' }, ['./B'], 'fail'],
    ['a place that was read, beside one of a like name', { where: X, count: '1' }, ['./A/xx', './A/x/z'], 'pass'],
    ['a place that was not read', { where: { uri: './B/z' }, count: '0' }, ['./B'], 'review'],
    ['a property that was not read', { where: { uri: './A' }, key: 'acl', 'not-one-of': ['Get=*'] }, ['./A?prop=ACL'], 'review'],
    ['a property that was not read, of one node', { where: X, key: 'acl', text: '' }, ['./A/x?prop=ACL'], 'review'],
    ['a property that was not read, of another node', { where: X, key: 'acl', text: '' }, ['./A?prop=ACL'], 'pass'],
    ['another property', { where: X, key: 'value', text: 'one' }, ['./A/x?prop=ACL'], 'pass'],
    ['a property that selects', { where: { type: 'urn:y' }, count: '0' }, ['./A/x?prop=Type'], 'review'],
    ['all of an entry', { where: X, lacks: 'Get=*' }, ['./A/x?prop=ACL'], 'review'],
    ['absence of what may be there', { where: { uri: './B' }, absent: 'yes' }, ['./B'], 'review'],
  ])('%s', (_, check, unread, wanted) => {
    expect(verdict(check, unread)).toBe(wanted);
  });

  it('leaves what hangs on it for a person, and says what was not read', () => {
    const steps = [
      step('window', 'quiet', { controls: ['look'], expect: [assertion('silent', { message: 'none' })] }),
      step('look', 'observe', { what: 'read-tree', expect: [assertion('a', { oracle: 'nodes', where: { value: 'one' }, count: '1' })] }),
    ];
    const tape = new Tape().step('window').begin('look').readBack(NODES, ['./B', './C']).end('look').record();
    const [silent, looked] = judgeRow(scenario(steps), { values: {}, ics: '' }, tape, surroundings()).assertions;
    expect(silent).toMatchObject({
      verdict: 'review',
      message: expect.stringContaining('control "look" does not hold: the session could not read ./B and 1 more'),
    });
    expect(looked).toMatchObject({ verdict: 'review', message: expect.stringContaining('the session could not read ./B and 1 more') });
  });
});
