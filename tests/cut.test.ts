/** Text from outside that is cut says so: by the mark `redact` knows that half of a secret may stand before it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { redact } from '../src/iut/secrets.js';
import { readDocument } from '../src/judge/body.js';
import { sourceFiles } from './support/imports.js';

describe('a cut', () => {
  const SECRET = 'OhBehave-and-more';
  const name = `${'n'.repeat(50)}${SECRET}`;

  it.each([
    ['a stray end tag', `<a/></${name}>`],
    ['an end tag of another element', `<a><b></${name}></a>`],
    ['an element without end', `<${name}>`],
    ['a prefix that is bound to nothing', `<p:${name}/>`],
    ['an attribute that stands there twice', `<a ${name}="" ${name}=""/>`],
  ])('in what is found of %s leaves no half of a secret', (_, text) => {
    const messages = readDocument(Buffer.from(text), 'application/vnd.syncml.dm+xml').findings.map(({ message }) => message);
    expect(messages.join('\n')).toContain('OhBehave');
    expect(redact(messages.join('\n'), [SECRET])).not.toContain('OhBe');
  });

  it('is made by `cut` wherever a reader or the judge tells of text', () => {
    const found = sourceFiles('src/wire', 'src/dm', 'src/record', 'src/judge', 'src/iut', 'src/runner', 'simulators').flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .flatMap((line, n) => (/\.slice\(0, (?:[4-9]\d|\d{3,})\)|text\.length > \w+ \? `\$\{text\.slice/.test(line) ? [`${file}:${n + 1}`] : [])),
    );
    expect(found).toEqual([]);
  });
});
