/** What a JSON Schema asks for, in the words of an error: ajv says "must NOT have more than 0 characters". */
import type { ErrorObject } from 'ajv';

const TYPES: Readonly<Record<string, string>> = {
  object: 'a map',
  array: 'a list',
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'nothing',
};

export const typeWord = (name: unknown): string => TYPES[String(name)] ?? String(name);

const counted = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
const atMost = (n: number, one: string, many?: string): string => (n === 0 ? 'nothing here' : `at most ${counted(n, one, many)}`);

const WORDS: Readonly<Record<string, (params: Readonly<Record<string, unknown>>) => string>> = {
  type: ({ type }) => [type].flat().map(typeWord).join(' or '),
  const: ({ allowedValue }) => JSON.stringify(allowedValue),
  enum: ({ allowedValues }) => `one of ${[allowedValues].flat().join(', ')}`,
  pattern: ({ pattern }) => `text that matches ${String(pattern)}`,
  minLength: ({ limit }) => (limit === 1 ? 'some text' : `at least ${counted(Number(limit), 'character')}`),
  maxLength: ({ limit }) => atMost(Number(limit), 'character'),
  minItems: ({ limit }) => `at least ${counted(Number(limit), 'entry', 'entries')}`,
  maxItems: ({ limit }) => atMost(Number(limit), 'entry', 'entries'),
  minProperties: ({ limit }) => `at least ${counted(Number(limit), 'key')}`,
  maxProperties: ({ limit }) => atMost(Number(limit), 'key'),
  uniqueItems: () => 'no value twice',
  minimum: ({ limit }) => `at least ${limit}`,
  maximum: ({ limit }) => `at most ${limit}`,
  required: ({ missingProperty }) => `the key "${missingProperty}"`,
  additionalProperties: () => 'no such key',
  unevaluatedProperties: () => 'no such key',
};

/** What was wanted where the schema found a fault; undefined where ajv says nothing either. */
export const wantedBy = ({ keyword, params, message }: ErrorObject): string | undefined =>
  WORDS[keyword]?.(params as Readonly<Record<string, unknown>>) ?? message;
