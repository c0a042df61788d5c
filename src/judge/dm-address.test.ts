import { describe, expect, it } from 'vitest';
import { REQUEST, syncml, Tape } from '../../tests/support/hand-made.js';
import type { FrameLine } from '../record/record.js';
import { addressNotes } from './dm-address.js';

const ANSWER = { direction: 'to-iut', unit: 'response', head: { status: 200, version: '1.1', headers: [] } } as const;
const target = (uri: string): string => syncml(`<Target><LocURI>${uri}</LocURI></Target>`);
const at = (url: string): Partial<FrameLine> => ({ head: { ...REQUEST.head, url } });
const notes = (tape: Tape, url?: string): string[] =>
  addressNotes(
    tape.record().events.flatMap((line) => (line.e === 'frame' ? [{ line, n: line.n + 10 }] : [])),
    { path: '/dm', ...(url === undefined ? {} : { url }) },
  );

describe('a note of the address that a client uses', () => {
  it('there is none where it is the given one, with a query or without, on any host', () => {
    const tape = new Tape()
      .frame(target('http://a:1/dm'))
      .frame(target('http://b/dm?x=1'), at('/dm?x=1'))
      .frame(target('http://a:1/dm'), at('http://a:1/dm'));
    expect(notes(tape)).toEqual([]);
  });

  it('tells the first other path and the first other Target, once', () => {
    const tape = new Tape()
      .frame(target('http://a:1/dm'))
      .frame(target('http://a:1/gw/oma'), at('/gw/oma'))
      .frame(target('http://a:1/gw'), at('/gw'));
    expect(notes(tape)).toEqual([
      'the client posts to /gw/oma (frame 12 is the first); the DM address that it was given has the path /dm',
      'the client writes the Target http://a:1/gw/oma (frame 12 is the first); the DM address that it was given has the path /dm',
    ]);
  });

  it('takes the RespURI that it was given for given, from then on', () => {
    const answer = syncml('<RespURI>http://a:1/more?session=1</RespURI>');
    const more = [target('http://a:1/more?session=1'), at('/more?session=1')] as const;
    expect(notes(new Tape().frame(answer, ANSWER).frame(...more))).toEqual([]);
    expect(notes(new Tape().frame(...more).frame(answer, ANSWER))).toHaveLength(2);
  });

  it('compares the host where the IUT file names the whole address, whose path may be another than that of dmct', () => {
    const url = 'https://dm.example.com/gw';
    expect(notes(new Tape().frame(target(url), at('/dm')).frame(target(`${url}?x`), at('/gw')), url)).toEqual([]);
    expect(notes(new Tape().frame(target('https://other.example.com/gw')), url)).toEqual([
      'the client writes the Target https://other.example.com/gw (frame 11 is the first); the DM address that it was given is https://dm.example.com/gw',
    ]);
  });

  it('tells the begin of one that is long', () => {
    const long = `http://a/${'x'.repeat(300_000)}`;
    for (const note of notes(new Tape().frame(target(long), at(long)))) expect(note.length).toBeLessThan(400);
  });

  it('tells a Target that is no address', () => {
    expect(notes(new Tape().frame(target('/dm')))).toHaveLength(1);
    expect(notes(new Tape().frame('no message at all').push(Uint8Array.of(1)))).toEqual([]);
  });
});
