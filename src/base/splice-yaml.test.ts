import { describe, expect, it } from 'vitest';
import type { Node, YAMLSeq } from 'yaml';
import { outline, spliced } from './splice-yaml.js';

describe('spliced', () => {
  it('puts texts in at once, those at one place in their order, and takes out what it replaces', () => {
    expect(
      spliced('abcd', [
        { at: 1, text: 'X' },
        { at: 1, text: 'Y' },
        { at: 3, text: 'Z', drop: 1 },
      ]),
    ).toBe('aXYbcZ');
  });
  it('ends new lines as the text does', () => {
    expect(spliced('a\r\nb\r\n', [{ at: 3, text: 'x\n' }])).toBe('a\r\nx\r\nb\r\n');
    expect(spliced('a\nb\n', [{ at: 2, text: 'x\n' }])).toBe('a\nx\nb\n');
  });
});

describe('outline', () => {
  const text = 'a: 1\nlist:\n  - x: 1 # one\n    y: [2,\n      3] # two\n\n  # between\n  - z\n# end\nflow: [1]\n';
  const at = outline(text);
  const list = at.value('list') as YAMLSeq;
  it('knows where an entry ends: behind the comment of its last line, before blank lines and comments that follow', () => {
    expect(text.slice(at.lineAfter(list.items[0] as Node))).toMatch(/^\n {2}# between/);
    expect(text.slice(at.lineAfter(list.items[1] as Node))).toMatch(/^# end\n/);
  });
  it('knows how far a list is indented, and which is none', () => {
    expect(at.indentOf(list)).toBe(2);
    expect(at.indentOf(at.value('flow') as YAMLSeq)).toBeUndefined();
    expect(at.value('none')).toBeUndefined();
    expect(text.slice(at.keyOffset('flow'))).toBe('flow: [1]\n');
  });
});
