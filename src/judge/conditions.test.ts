import { describe, expect, it } from 'vitest';
import { CONDITIONS } from './conditions.js';
import type { CheckContext, Place } from './subject.js';

const context = {} as CheckContext; // the conditions here look at the places alone
const place = (text: string): Place => ({ from: 0, to: text.length, octets: new TextEncoder().encode(text), text });
const oneOf = (check: { readonly [key: string]: string | readonly string[] }, ...texts: string[]) =>
  CONDITIONS['one-of']?.(texts.map(place), ['minor', 'fatal'], check, context).ok;

describe('a condition beside count', () => {
  it('is satisfied by what may be absent and is', () => {
    expect(oneOf({ count: '0..1' })).toBe(true);
    expect(oneOf({ count: '0..1' }, 'minor')).toBe(true);
    expect(oneOf({ count: '0..1' }, 'urgent')).toBe(false);
  });

  it('fails when it is absent and must not be', () => {
    expect(oneOf({ count: '1' })).toBe(false);
    expect(oneOf({ count: '>=1' })).toBe(false);
    expect(oneOf({})).toBe(false);
  });

  it('leaves the count itself to count', () => {
    expect(CONDITIONS.count?.([], '1..2', { count: '1..2' }, context).ok).toBe(false);
    expect(CONDITIONS.count?.([], '0..2', { count: '0..2' }, context).ok).toBe(true);
  });
});
