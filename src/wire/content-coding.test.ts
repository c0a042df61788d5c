import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { codingsOf, hasCodings } from './content-coding.js';

const head = (...values: string[]) => ({ version: '1.1', headers: values.map((value) => ['Content-Encoding', value] as const) });
const TEXT = Buffer.from('<SyncML/>');

test('codings are told in the order in which they were applied; identity is none', () => {
  expect(codingsOf(undefined)).toEqual([]);
  expect(codingsOf(head('identity', ''))).toEqual([]);
  expect(codingsOf(head('Deflate, GZIP', 'br'))).toEqual(['deflate', 'gzip', 'br']);
});

test('a body has its codings, has not, or nobody knows', () => {
  expect(hasCodings(gzipSync(TEXT), ['gzip'])).toBe(true);
  expect(hasCodings(gzipSync(deflateSync(TEXT)), ['deflate', 'x-gzip'])).toBe(true);
  expect(hasCodings(gzipSync(deflateSync(TEXT)), ['gzip', 'deflate'])).toBe(false);
  expect(hasCodings(brotliCompressSync(TEXT), ['br'])).toBe(true);
  expect(hasCodings(TEXT, ['gzip'])).toBe(false);
  expect(hasCodings(TEXT, ['compress'])).toBeUndefined();
  expect(hasCodings(gzipSync(Buffer.alloc(17 * 1024 * 1024)), ['gzip'])).toBeUndefined();
});

test('of more codings than anybody applies none is undone: each may take as long as the greatest body', () => {
  const coded = (times: number) => Array.from({ length: times }).reduce<Uint8Array>((octets) => gzipSync(octets), TEXT);
  expect(hasCodings(coded(3), Array(3).fill('gzip'))).toBe(true);
  expect(hasCodings(coded(4), Array(4).fill('gzip'))).toBeUndefined();
});
