import { expect, test } from 'vitest';
import { LIMITS } from '../../src/limits.js';
import { AnswerEnd } from './answer-end.js';

const HEAD = 'HTTP/1.1 200 OK\r\nX: y\r\n';

test.each([
  ['a length', 'POST', `${HEAD}Content-Length: 4\r\n\r\nbody`],
  ['no body', 'POST', `${HEAD}content-length:0\r\n\r\n`],
  ['chunks, an extension and a trailer', 'POST', `${HEAD}Transfer-Encoding: chunked\r\n\r\n4;a=b\r\nb\r\nd\r\n0\r\nT: x\r\n\r\n`],
  ['an interim answer first', 'POST', `HTTP/1.1 100 Continue\r\n\r\n${HEAD}Content-Length: 1\r\n\r\nb`],
  ['204, whatever length it says', 'POST', 'HTTP/1.1 204 No Content\r\nContent-Length: 9\r\n\r\n'],
  ['the answer to HEAD', 'HEAD', `${HEAD}Content-Length: 9\r\n\r\n`],
  ['line ends without CR', 'POST', 'HTTP/1.1 200 OK\nContent-Length: 1\n\nb'],
])('an answer with %s ends where it ends, however its octets are cut', (_, method, answer) => {
  const octets = Buffer.from(`${answer}HTTP/1.1 500 X\r\n\r\n`);
  for (const size of [1, 7, octets.length]) {
    const end = new AnswerEnd(method);
    const left: Uint8Array[] = [];
    for (let at = 0; at < octets.length; at += size) left.push(end.take(octets.subarray(at, at + size)));
    expect(Buffer.concat(left).toString()).toBe('HTTP/1.1 500 X\r\n\r\n');
  }
});

test('an answer without a length ends with its connection', () => {
  expect(new AnswerEnd('POST').take(Buffer.from(`${HEAD}\r\nbody and more`))).toHaveLength(0);
});

test.each([
  ['a chunk size is no number', 'Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n'],
  ['a chunk size is below zero', 'Transfer-Encoding: chunked\r\n\r\n-4\r\n\r\n'],
  ['a chunk size is a number and more', 'Transfer-Encoding: chunked\r\n\r\n1z\r\nb\r\n0\r\n\r\n'],
  ['two lengths differ', 'Content-Length: 0\r\nContent-Length: 1\r\n\r\n'],
  ['a length is a number and more', 'Content-Length: 0x\r\n\r\n'],
  ['a line of a size does not end within the bound', `Transfer-Encoding: chunked\r\n\r\n0;${'x'.repeat(LIMITS.httpHeadOctets)}\r\n\r\n`],
  ['a line of its head does not', `Content-Length: 0\r\nX: ${'x'.repeat(LIMITS.httpHeadOctets)}\r\n\r\n`],
  ['its head does not', `Content-Length: 0\r\n${'X: y\r\n'.repeat(LIMITS.httpHeadOctets / 6)}\r\n`],
])('where %s, nobody knows where the answer ends: nothing is after it', (_, answer) => {
  const end = new AnswerEnd('POST');
  expect(end.take(Buffer.from(`${HEAD}${answer}more`))).toHaveLength(0);
  expect(end.take(Buffer.from('HTTP/1.1 500 X\r\n\r\n'))).toHaveLength(0);
});
