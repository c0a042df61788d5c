/** The words for ways: the same in the schema as in the tables, and a wrong one is told. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MESSAGE_WAYS } from '../dm/message-ways.js';
import type { Fields } from '../judge/scenario.js';
import { HTTP_WORDS, wayProblems } from './ways.js';

describe('what a scenario may write', () => {
  const schema = JSON.parse(readFileSync(new URL('./scenario.schema.json', import.meta.url), 'utf8')) as {
    $defs: Record<
      string,
      { properties: Record<string, { anyOf?: [{ enum: string[] }]; properties?: Record<string, { anyOf?: [{ enum: string[] }] }> }> }
    >;
  };
  const { properties: answer } = schema.$defs.answer as (typeof schema.$defs)[string];
  const { properties: sentMessage } = schema.$defs.message as (typeof schema.$defs)[string];

  it('is the same in the schema as in the tables', () => {
    const { http, nth: _n, session: _s, to: _t, ...ways } = answer ?? {};
    expect(Object.keys(ways).sort()).toEqual(Object.keys(MESSAGE_WAYS).sort());
    for (const [name, { takes }] of Object.entries(MESSAGE_WAYS)) if (Array.isArray(takes)) expect(ways[name]?.anyOf?.[0].enum, name).toEqual(takes);
    expect(Object.keys(http?.properties ?? {}).sort()).toEqual(Object.keys(HTTP_WORDS).sort());
    for (const [name, { takes }] of Object.entries(HTTP_WORDS))
      if (Array.isArray(takes)) expect(http?.properties?.[name]?.anyOf?.[0].enum, name).toEqual(takes);
    const { http: carried, nth: _, ...same } = sentMessage ?? {};
    expect(same).toEqual(ways);
    expect(Object.keys(carried?.properties ?? {})).toEqual(Object.keys(http?.properties ?? {}).filter((key) => key !== 'status'));
  });

  it.each<[Fields, string]>([
    [{ server: { answers: [{ chal: 'md6' }] } }, '"md6" is no chal'],
    [{ server: { answers: [{ http: { drop: 'head' } }] } }, '"head" is no drop'],
    [{ server: { answers: [{ finale: 'no' }] } }, 'unknown key "finale"'],
    [{ server: { answers: [{ http: { delay: '3' } }] } }, '"3" is no duration'],
    [{ messages: [{ http: { status: '500' } }] }, 'unknown key "status"'],
    [{ messages: [{ nth: '0' }] }, '"0" is no nth'],
    [{ with: { message: { final: 'maybe' } } }, '"maybe" is no final'],
    [{ messages: { final: 'no' } }, 'messages is no list'],
  ])('%j: %s', (fields, found) => {
    expect(wayProblems(fields).map((p) => p.found)).toEqual([found]);
  });

  it.each<Fields>([
    {},
    { server: { answers: [{ chal: `\${row.chal}`, http: { delay: `\${pixit.response.within}` } }] } },
    { messages: `\${row.messages}` },
  ])('%j', (fields) => {
    expect(wayProblems(fields)).toEqual([]);
  });
});
