import vm from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../base/errors.js';
import { parseYaml } from '../base/yaml.js';
import { type Answer, evaluate, type Tri } from './evaluate.js';
import { type Expression, namesIn, parseExpression, parseExpressionAt, printExpression } from './expression.js';

/** Without columns: what an expression means. */
const shape = (tree: Expression): unknown => {
  if (tree.kind === 'name') return tree.name;
  if (tree.kind === 'not') return { not: shape(tree.operand) };
  return tree.kind === 'always' ? '' : { [tree.kind]: tree.operands.map(shape) };
};
const parsed = (text: string): unknown => shape(parseExpression(text).tree);

const thrown = (act: () => unknown): InputError => {
  try {
    act();
  } catch (cause) {
    if (cause instanceof InputError) return cause;
    throw cause;
  }
  throw new Error('no error');
};

describe('expressions', () => {
  it.each([
    ['', ''],
    ['   ', ''],
    ['A', 'A'],
    ['SR/DM-SR-C-001-M and AUTH-MD5', { and: ['SR/DM-SR-C-001-M', 'AUTH-MD5'] }],
    ['A OR B AND C', { or: ['A', { and: ['B', 'C'] }] }],
    ['(A OR B) AND C', { and: [{ or: ['A', 'B'] }, 'C'] }],
    ['NOT A AND B', { and: [{ not: 'A' }, 'B'] }],
    ['NOT (A OR NOT B)', { not: { or: ['A', { not: 'B' }] } }],
    ['((A))', 'A'],
    ['A AND B AND C', { and: ['A', 'B', 'C'] }],
    ['WTLS:MCF AND WTLS:WTLS-C-007', { and: ['WTLS:MCF', 'WTLS:WTLS-C-007'] }],
    ['(XYZ-C-004-O OR XYZ-C-003-M)\n AND XYZ-C-002-O', { and: [{ or: ['XYZ-C-004-O', 'XYZ-C-003-M'] }, 'XYZ-C-002-O'] }],
    ['NOTI/N-6.2.10-a', 'NOTI/N-6.2.10-a'],
    ['valueOf OR constructor', { or: ['valueOf', 'constructor'] }],
  ])('%j', (text, tree) => expect(parsed(text)).toEqual(tree));

  it('warns about AND and OR on one level, and only then', () => {
    expect(parseExpression('A OR B AND C').mixedAt).toEqual([3]);
    expect(parseExpression('A AND B OR C AND D').mixedAt).toEqual([9]);
    expect(parseExpression('A OR (B AND C)').mixedAt).toEqual([]);
    expect(parseExpression('A OR (B AND C OR D)').mixedAt).toEqual([15]);
    expect(parseExpression('A AND B AND C').mixedAt).toEqual([]);
  });

  it.each([
    ['A AND', 6, 'ends too early'],
    ['A B', 3, '"B" cannot stand here'],
    ['AND A', 1, '"AND" cannot stand here'],
    ['(A OR B', 8, 'ends too early'],
    ['A OR B)', 7, '")" cannot stand here'],
    ['A & B', 3, '"&" cannot stand here'],
    ['A And B', 3, '"And" cannot stand here'],
    ['()', 2, '")" cannot stand here'],
    ['SR/', 3, '"/" cannot stand here'],
    ['NOT', 4, 'ends too early'],
  ])('refuses %j at column %i', (text, column, found) => {
    const error = thrown(() => parseExpression(text));
    expect(error.code).toBe('expression-syntax');
    expect(error.message).toContain(found);
    expect(error.parts.where?.column).toBe(column);
    expect(error.exitCode).toBe(2);
  });

  it('draws the caret under the fault, in a file under the place in the file', () => {
    const yaml = parseYaml('ics: A AND\nother: x\n', 'x.yaml');
    const error = thrown(() => parseExpressionAt('A AND', yaml, ['ics']));
    expect(error.parts.where).toEqual({ file: 'x.yaml', line: 1, column: 11 });
    expect(error.message.split('\n').slice(1)).toEqual(['  ics: A AND', `  ${' '.repeat(10)}^`]);
    const quoted = parseYaml(`ics: 'A & B'\n`, 'x.yaml');
    expect(thrown(() => parseExpressionAt('A & B', quoted, ['ics'])).parts.where?.column).toBe(9);
  });

  it('bounds the depth instead of overflowing the stack', () => {
    expect(thrown(() => parseExpression(`${'('.repeat(100_000)}A`)).message).toContain('too many brackets');
    expect(thrown(() => parseExpression('NOT '.repeat(100_000))).message).toContain('too many brackets');
    expect(parsed(`${'('.repeat(60)}A${')'.repeat(60)}`)).toBe('A');
  });

  it('finds names with their columns', () => {
    expect(namesIn(parseExpression('A AND (NOT B)').tree)).toEqual([
      { name: 'A', column: 1 },
      { name: 'B', column: 12 },
    ]);
  });
});

const names = ['A', 'B', 'C', 'SR/DM-SR-C-001-M', 'NOTI:MCF'];
const { tree } = fc.letrec<{ tree: Expression }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(...names).map((name): Expression => ({ kind: 'name', name, column: 1 })),
    tie('tree').map((operand): Expression => ({ kind: 'not', operand })),
    fc
      .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(tie('tree'), { minLength: 2, maxLength: 4 }))
      .map(([kind, operands]): Expression => ({ kind, operands })),
  ),
}));
const tri = fc.constantFrom<Tri>('yes', 'no', 'unknown');
const world = fc.record(Object.fromEntries(names.map((name) => [name, tri])));
const ask =
  (answers: Readonly<Record<string, Tri>>) =>
  (name: string): Answer => ({ value: answers[name] as Tri, why: `${name} = ${answers[name]}` });
const value = (t: Expression, answers: Readonly<Record<string, Tri>>): Tri => evaluate(t, ask(answers)).value;

describe('expression laws', () => {
  it('printing and parsing gives the same tree, without a warning', () => {
    fc.assert(
      fc.property(tree, (t) => {
        const again = parseExpression(printExpression(t));
        expect(shape(again.tree)).toEqual(shape(t));
        expect(again.mixedAt).toEqual([]);
      }),
    );
  });

  it('never crashes on any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(fc.constantFrom('A', 'AND', 'OR', 'NOT', '(', ')', '/', ' '), { maxLength: 30 }).map((x) => x.join(' ')),
        ),
        (text) => {
          try {
            parseExpression(text);
          } catch (cause) {
            expect(cause).toBeInstanceOf(InputError);
          }
        },
      ),
    );
  });

  it('De Morgan, double negation and order hold in three values', () => {
    const not = (operand: Expression): Expression => ({ kind: 'not', operand });
    const both = (kind: 'and' | 'or', ...operands: Expression[]): Expression => ({ kind, operands });
    fc.assert(
      fc.property(tree, tree, world, (a, b, w) => {
        expect(value(not(both('and', a, b)), w)).toBe(value(both('or', not(a), not(b)), w));
        expect(value(not(not(a)), w)).toBe(value(a, w));
        expect(value(both('or', a, b), w)).toBe(value(both('or', b, a), w));
      }),
    );
  });

  it('NOT binds tighter than AND, AND tighter than OR, brackets above all: as the same words mean in a language that has them', () => {
    const atom = fc.constantFrom(...names);
    const { text } = fc.letrec<{ text: string }>((tie) => ({
      text: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        atom,
        tie('text').map((inner) => `NOT ${inner}`),
        tie('text').map((inner) => `(${inner})`),
        // No brackets are set here, so what binds to what is for the grammar alone to say.
        fc.tuple(tie('text'), fc.constantFrom('AND', 'OR'), tie('text')).map((parts) => parts.join(' ')),
      ),
    }));
    fc.assert(
      fc.property(text, fc.record(Object.fromEntries(names.map((name) => [name, fc.boolean()]))), (t, bools) => {
        let script = t
          .replaceAll(/\bNOT\b/g, '!')
          .replaceAll(/\bAND\b/g, '&&')
          .replaceAll(/\bOR\b/g, '||');
        for (const name of [...names].sort((a, b) => b.length - a.length)) script = script.replaceAll(name, bools[name] ? 'true' : 'false');
        const answers = Object.fromEntries(names.map((name) => [name, bools[name] ? ('yes' as const) : ('no' as const)]));
        expect(value(parseExpression(t).tree, answers)).toBe(vm.runInNewContext(script) ? 'yes' : 'no');
      }),
      { numRuns: 500 },
    );
  });

  it('a value that is known stays when an unknown answer becomes known', () => {
    fc.assert(
      fc.property(tree, world, fc.constantFrom('yes' as const, 'no' as const), (t, w, filled) => {
        const before = value(t, w);
        const known = Object.fromEntries(Object.entries(w).map(([k, v]) => [k, v === 'unknown' ? filled : v]));
        const after = value(t, known);
        expect(after).not.toBe('unknown');
        if (before !== 'unknown') expect(after).toBe(before);
      }),
    );
  });

  it('names what decided', () => {
    const answers = ask({ A: 'yes', B: 'no', C: 'unknown' });
    expect(evaluate(parseExpression('A AND B AND C').tree, answers)).toEqual({ value: 'no', why: 'B = no' });
    expect(evaluate(parseExpression('A AND C').tree, answers)).toEqual({ value: 'unknown', why: 'C = unknown' });
    expect(evaluate(parseExpression('B OR A').tree, answers)).toEqual({ value: 'yes', why: 'A = yes' });
    expect(evaluate(parseExpression('B OR NOT A').tree, answers)).toEqual({ value: 'no', why: 'B = no, A = yes' });
    expect(evaluate(parseExpression('').tree, answers).value).toBe('yes');
  });
});
