/** What somebody reads whose YAML file is wrong in an odd way: plain words, a short excerpt, a place, and soon. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { icsFrom } from '../scr/ics.js';
import { InputError } from './errors.js';
import { checkSchema } from './schema.js';
import { parseYaml, readYaml } from './yaml.js';

function refusal(act: () => unknown): InputError {
  try {
    act();
  } catch (cause) {
    if (cause instanceof InputError) return cause;
    throw cause;
  }
  throw new Error('was accepted');
}
const ics = (text: string): InputError => refusal(() => checkSchema(parseYaml(text, 'x.yaml'), 'src/scr/ics.schema.json'));

it.each([
  ['text', 'x.yaml:1:1: the file is "text"; wanted a map\n  text\n  ^'],
  ['', 'x.yaml:1:1: the file lacks "ics"'],
])('the schema speaks plainly of %j', (text, says) => expect(ics(text).message).toBe(says));

it('a long line is cut around the column', () => {
  const { message } = refusal(() => parseYaml(`${' '.repeat(1000)}"a": b: c${'d'.repeat(100_000)}`, 'x.yaml'));
  const [, excerpt = '', caret = ''] = message.split('\n');
  expect(excerpt).toMatch(/^ {2}…[^…]{160}…$/);
  expect(excerpt.slice(caret.indexOf('^'))).toMatch(/^("a"|b|:|c)/);
});

it('what is nested too deep is told so, wherever the stack ends', () => {
  for (const depth of [5000, 20_000])
    expect(refusal(() => parseYaml(`${'['.repeat(depth)}${']'.repeat(depth)}`, 'x.yaml')).message).toMatch(
      /^x\.yaml:\d+:\d+: not YAML: it is nested too deep/,
    );
});

it('the same key twice is found in a map inside a list', () => {
  expect(refusal(() => parseYaml('a:\n  - b: 1\n    b: 2\n', 'x.yaml'))).toMatchObject({
    code: 'yaml-duplicate-key',
    parts: { where: { line: 3, column: 5 } },
  });
});

it.each(['utf16le', 'utf16be'])('%s is named', (encoding) => {
  const file = join(mkdtempSync(join(process.env.DMCT_TEST_ROOT ?? tmpdir(), 'utf16-')), 'x.yaml');
  const octets = Buffer.from('a: b\n', 'utf16le');
  writeFileSync(file, encoding === 'utf16le' ? octets : octets.swap16());
  expect(refusal(() => readYaml(file)).message).toContain('x.yaml is UTF-16; wanted UTF-8');
});

it('of many unknown names in an ICS twenty are told, and the rest is counted', () => {
  const answers = Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`AUTH-MD${n + 10}`, 'yes']));
  const { message, also } = refusal(() => icsFrom(answers, 'client'));
  expect(also).toHaveLength(19_999);
  expect(message.match(/also unknown/g)).toHaveLength(19);
  expect(message).toMatch(/\n {2}and 19980 more$/);
}, 20_000);

it.each([
  ['a: !!binary T2hCZWhhdmU=', 'x.yaml:1:13: the tag !!binary cannot stand here'],
  ['a:\n  - !env SECRET', 'x.yaml:2:10: the tag !env cannot stand here'],
  ['!!set { a, b }', 'x.yaml:1:7: the tag !!set cannot stand here'],
  ['a: b\n? !!int 1\n: c', 'x.yaml:2:9: the tag !!int cannot stand here'],
])('a tag is refused: %j', (text, says) => {
  const { message } = refusal(() => parseYaml(text, 'x.yaml'));
  expect(message.split('\n')[0]).toBe(`${says}; wanted text, a list or a map as it stands`);
});

it('tags that change nothing are none', () => {
  expect(parseYaml('a: !!str 1\nb: !!seq [ ! x ]\nc: !!map {}', 'x.yaml').value).toEqual({ a: '1', b: ['x'], c: {} });
});

it('an alias that names nothing, and too many of them, are told with their place', () => {
  expect(refusal(() => parseYaml('a: &one 1\nb: *one\nc: [*two, *three]', 'x.yaml')).message).toMatch(/^x\.yaml:3:5: .*two/);
  const bomb = [
    'a: &a [x, x, x, x, x, x, x, x, x, x]',
    ...'bcdef'.split('').map((name, n) => `${name}: &${name} [${`*${'abcdef'[n]}, `.repeat(9)}x]`),
  ];
  expect(refusal(() => parseYaml(bomb.join('\n'), 'x.yaml')).message).toMatch(/^x\.yaml:2:8: .*[Aa]lias/);
});

it.each([
  ['latin1', Buffer.from('a: 1\nsecret: pä caf\xe9 x\n', 'latin1'), '2:10', '0xE4'],
  ['a sign cut short', Buffer.from('ä: "\ufffd\xe4', 'utf8').subarray(0, -1), '1:6', '0xC3'],
])('what is no UTF-8 is told with its place: %s', (_, octets, at, octet) => {
  const file = join(mkdtempSync(join(tmpdir(), 'dmct-yaml-')), 'x.yaml');
  writeFileSync(file, octets);
  const error = refusal(() => readYaml(file));
  expect(error.code).toBe('yaml-encoding');
  expect(error.message.replace(file, 'FILE')).toMatch(new RegExp(`^FILE:${at}: octet ${octet} is no UTF-8 here; wanted UTF-8\n`));
});
