import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bindFields, bindValue, placeholders } from './bind.js';
import type { Value } from './scenario.js';

const VALUES: Readonly<Record<string, Value>> = {
  'row.a': 'A',
  'row.map': { k: ['x', { y: 'z' }] },
  'account.default.device-id': 'IMEI:1',
  'nonce.x@other': '$&',
};
const lookup = (name: string): Value => {
  const value = VALUES[name];
  if (value === undefined) throw new Error(`unknown ${name}`);
  return value;
};

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: placeholders of scenarios
describe('placeholders', () => {
  it('alone take any value, inside a text only a text', () => {
    expect(bindValue('${row.map}', lookup)).toEqual({ k: ['x', { y: 'z' }] });
    expect(bindValue('<${row.a}>${account.default.device-id}', lookup)).toBe('<A>IMEI:1');
    expect(() => bindValue('x${row.map}', lookup)).toThrow('${row.map} is no text and cannot stand inside "x${row.map}"');
  });

  it('are put in at any depth, keys stay', () => {
    expect(bindFields({ a: ['${row.a}', { '${row.a}': 'b${row.a}' }] }, lookup)).toEqual({ a: ['A', { '${row.a}': 'bA' }] });
  });

  it('take the value as it stands: no pattern of a replacement, no second round', () => {
    expect(bindValue('<${nonce.x@other}>', lookup)).toBe('<$&>');
    expect(bindValue('<${x}>', () => '${row.a}')).toBe('<${row.a}>');
  });

  it('that nobody knows are an error', () => expect(() => bindValue('${row.b}', lookup)).toThrow('unknown row.b'));

  it('are listed', () =>
    expect(placeholders({ a: ['${row.a}-${run.id}', { b: '${pixit.quiet.for}' }], c: 'none $ {x}' })).toEqual([
      'row.a',
      'run.id',
      'pixit.quiet.for',
    ]));

  it('leave everything else alone', () => {
    fc.assert(
      fc.property(
        fc.string().filter((s) => !s.includes('${')),
        (text) => bindValue(text, lookup) === text && placeholders(text).length === 0,
      ),
    );
  });
});
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above
