/**
 * Dependency expressions of SCR tables and `ics` expressions of scenarios:
 *   expression = term *( OR term )    term = factor *( AND factor )    factor = [ NOT ] ( name | "(" expression ")" )
 * AND binds tighter than OR; as no printed table shows a mix without brackets (assumption U12), such a mix is warned about.
 * Operators are also taken in lower case; names keep their case. This file knows only the syntax; names.ts knows what a name means.
 */
import { InputError } from '../base/errors.js';
import type { YamlFile } from '../base/yaml.js';

export type Expression =
  | { readonly kind: 'always' }
  | { readonly kind: 'name'; readonly name: string; readonly column: number }
  | { readonly kind: 'not'; readonly operand: Expression }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Expression[] };

export interface ParsedExpression {
  readonly text: string;
  readonly tree: Expression;
  /** Columns (1-based) of an OR that shares its level with an AND without brackets. */
  readonly mixedAt: readonly number[];
}

/** Brackets inside brackets; more is no expression that a person wrote. */
const DEPTH = 64;
const TOKEN = /\s*(?:([()])|([A-Za-z0-9][A-Za-z0-9._-]*(?:[/:][A-Za-z0-9][A-Za-z0-9._-]*)?)|(\S))/y;
const OPERATORS = new Map<string, 'and' | 'or' | 'not'>(
  ['and', 'or', 'not'].flatMap((word) => [word, word.toUpperCase()].map((spelling) => [spelling, word as 'and'])),
);

type Token =
  | { readonly kind: 'and' | 'or' | 'not' | '(' | ')' | 'end'; readonly column: number }
  | { readonly kind: 'name'; readonly name: string; readonly column: number };

/** Parses an expression; empty text holds always. Throws InputError `expression-syntax` with column and caret. */
export function parseExpression(text: string): ParsedExpression {
  return new Parser(text).parse();
}

/** As parseExpression, for a scalar of a YAML file: an error points into the file. */
export function parseExpressionAt(text: string, yaml: YamlFile, path: readonly (string | number)[]): ParsedExpression {
  try {
    return parseExpression(text);
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    throw pointInto(yaml, path, text, cause);
  }
}

/** The same error, at its place in a YAML file: exact for a scalar on one line, else at the start of the scalar. */
export function pointInto(yaml: YamlFile, path: readonly (string | number)[], text: string, error: InputError): InputError {
  const { found, wanted, cure, where } = error.parts;
  const { parts } = yaml.error(error.code, path, found);
  const line = parts.sourceLine ?? '';
  const start = line.indexOf(text, (parts.where?.column ?? 1) - 1);
  const column = start >= 0 && where?.column !== undefined ? start + where.column : parts.where?.column;
  return new InputError(error.code, {
    ...parts,
    where: { ...parts.where, ...(column === undefined ? {} : { column }) },
    ...(wanted === undefined ? {} : { wanted }),
    ...(cure === undefined ? {} : { cure }),
  });
}

/** Writes an expression so that parsing gives the same tree and no warning. */
export function printExpression(tree: Expression): string {
  switch (tree.kind) {
    case 'always':
      return '';
    case 'name':
      return tree.name;
    case 'not':
      return `NOT ${printInner(tree.operand)}`;
    case 'and':
    case 'or':
      return tree.operands.map(printInner).join(tree.kind === 'and' ? ' AND ' : ' OR ');
  }
}

const printInner = (tree: Expression): string => (tree.kind === 'and' || tree.kind === 'or' ? `(${printExpression(tree)})` : printExpression(tree));

/** Every name in an expression, in order, with its column. */
export function namesIn(tree: Expression): readonly { readonly name: string; readonly column: number }[] {
  switch (tree.kind) {
    case 'always':
      return [];
    case 'name':
      return [{ name: tree.name, column: tree.column }];
    case 'not':
      return namesIn(tree.operand);
    case 'and':
    case 'or':
      return tree.operands.flatMap(namesIn);
  }
}

class Parser {
  readonly #tokens: Token[] = [];
  readonly #mixedAt: number[] = [];
  #next = 0;

  constructor(readonly text: string) {
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < text.trimEnd().length) {
      const match = TOKEN.exec(text);
      if (!match) break;
      const [, bracket, word, other] = match;
      const column = TOKEN.lastIndex - (bracket ?? word ?? other ?? '').length + 1;
      if (other !== undefined) throw this.#error(column, `"${other}" cannot stand here`, 'a name, AND, OR, NOT or a bracket');
      if (bracket !== undefined) this.#tokens.push({ kind: bracket as '(' | ')', column });
      else if (word !== undefined) {
        const operator = OPERATORS.get(word);
        this.#tokens.push(operator ? { kind: operator, column } : { kind: 'name', name: word, column });
      }
    }
    this.#tokens.push({ kind: 'end', column: text.trimEnd().length + 1 });
  }

  parse(): ParsedExpression {
    if (this.#peek().kind === 'end') return { text: this.text, tree: { kind: 'always' }, mixedAt: [] };
    const tree = this.#or(0);
    if (this.#peek().kind !== 'end') throw this.#unexpected('AND, OR or the end');
    return { text: this.text, tree, mixedAt: this.#mixedAt };
  }

  #peek(): Token {
    return this.#tokens[this.#next] as Token;
  }

  #or(depth: number): Expression {
    const operands = [this.#and(depth)];
    const ors: number[] = [];
    while (this.#peek().kind === 'or') {
      ors.push(this.#peek().column);
      this.#next++;
      operands.push(this.#and(depth));
    }
    const [first] = operands as [{ tree: Expression; bare: boolean }];
    if (operands.length === 1) return first.tree;
    if (operands.some((o) => o.bare)) this.#mixedAt.push(...ors);
    return { kind: 'or', operands: operands.map((o) => o.tree) };
  }

  /** `bare`: an AND that no bracket of its own encloses. */
  #and(depth: number): { tree: Expression; bare: boolean } {
    const operands = [this.#factor(depth)];
    while (this.#peek().kind === 'and') {
      this.#next++;
      operands.push(this.#factor(depth));
    }
    const [first] = operands as [Expression];
    return operands.length === 1 ? { tree: first, bare: false } : { tree: { kind: 'and', operands }, bare: true };
  }

  #factor(depth: number): Expression {
    const token = this.#peek();
    if (depth > DEPTH) throw this.#error(token.column, 'too many brackets inside brackets', `at most ${DEPTH}`);
    if (token.kind === 'name') {
      this.#next++;
      return token;
    }
    if (token.kind === 'not') {
      this.#next++;
      return { kind: 'not', operand: this.#factor(depth + 1) };
    }
    if (token.kind !== '(') throw this.#unexpected('a name, NOT or "("');
    this.#next++;
    const inner = this.#or(depth + 1);
    if (this.#peek().kind !== ')') throw this.#unexpected(`")" for the bracket in column ${token.column}`);
    this.#next++;
    return inner;
  }

  #unexpected(wanted: string): InputError {
    const token = this.#peek();
    const found =
      token.kind === 'end' ? 'the expression ends too early' : `"${token.kind === 'name' ? token.name : token.kind.toUpperCase()}" cannot stand here`;
    return this.#error(token.column, found, wanted);
  }

  #error(column: number, found: string, wanted: string): InputError {
    return new InputError('expression-syntax', { found: `${found} (column ${column})`, wanted, where: { column }, sourceLine: this.text });
  }
}
