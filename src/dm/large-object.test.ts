/** Objects in pieces: over commands and over messages (DM Protocol, MoreData). */
import { describe, expect, it } from 'vitest';
import { atomic, objectItem, treeCommand } from '../../tests/support/tree-arbitrary.js';
import { executeCommands } from './client-commands.js';
import { LargeObjects } from './large-object.js';
import type { Command, Item, TreeCommandName } from './message.js';
import { NodeStore } from './tree/store.js';
import { managementTree } from './tree/tree.js';

/** A device with ./L, and messages that it answers; `seen` holds Status codes and alerts. */
function device(): { send(...commands: Command[]): string[]; value(uri?: string): string | undefined } {
  const store = new NodeStore('Add=*&Get=*&Replace=*&Delete=*');
  store.plant('L', { value: 'old' });
  store.plant('Bin', { format: 'bin' });
  const tree = managementTree(store);
  const large = new LargeObjects();
  return {
    send: (...commands) => {
      const step = executeCommands(
        { tree, who: 'A', msgRef: '1', statusCode: (_, code) => code, fits: () => true, effects: [], large },
        commands,
      ).next();
      if (!step.done) throw new Error('nobody was to be asked');
      return step.value.flatMap((c) => (c.kind === 'status' ? [c.code] : c.kind === 'alert' ? [`${c.code} ${c.items[0]?.source}`] : []));
    },
    value: (uri = './L') => tree.read(uri)[0]?.value,
  };
}

const piece = (text: string, more: Partial<Item> = {}, name: TreeCommandName = 'Replace'): Command =>
  treeCommand(name, { target: './L', data: { text }, moreData: true, ...more });
const last = (text: string, more: Partial<Item> = {}): Command => treeCommand('Replace', { target: './L', data: { text }, ...more });

describe('an object in pieces', () => {
  it('is 213 piece by piece, and there when the last one comes', () => {
    const { send, value } = device();
    expect(send(piece('abc', { meta: { size: '8' } }))).toEqual(['213']);
    expect(value()).toBe('old');
    expect(send(piece('de'))).toEqual(['213']);
    expect(send(last('fgh'))).toEqual(['200']);
    expect(value()).toBe('abcdefgh');
    expect(send(last('next'))).toEqual(['200']);
    expect(value()).toBe('next');
  });

  it('needs its Size (411), of a size that the device can hold (413)', () => {
    const { send, value } = device();
    expect(send(piece('abc'))).toEqual(['411']);
    expect(send(piece('abc', { meta: { size: 'many' } }))).toEqual(['411']);
    expect(send(piece('abc', { meta: { size: '999999999' } }))).toEqual(['413']);
    expect(value()).toBe('old');
  });

  it('must have that Size in the end (424)', () => {
    for (const size of ['7', '9', '4']) {
      const { send, value } = device();
      expect(send(piece('abc', { meta: { size } }))).toEqual(['213']);
      expect(send(last('defgh'))).toEqual(['424']);
      expect(value()).toBe('old');
    }
  });

  it('stops at once when far more comes than was announced', () => {
    const { send } = device();
    expect(send(piece('abc', { meta: { size: '4' } }), piece('x'.repeat(100)))).toEqual(['213', '424']);
    // What follows is a new object, without Size.
    expect(send(piece('x'))).toEqual(['411']);
  });

  it('is lost when another command comes first, and Alert 1225 says so', () => {
    const { send, value } = device();
    expect(send(piece('abc', { meta: { size: '6' } }))).toEqual(['213']);
    expect(send(treeCommand('Get', { target: './L' }))).toEqual(['200', '1225 ./L']);
    expect(send(last('def'))).toEqual(['200']);
    expect(value()).toBe('def');
  });

  it('may be octets', () => {
    const { send, value } = device();
    const octets = (...bytes: number[]): Partial<Item> => ({ target: './Bin', data: { text: '', octets: new Uint8Array(bytes), form: 'opaque' } });
    expect(send(piece('', { ...octets(0, 255), meta: { size: '3', format: 'bin' } }), last('', octets(128)))).toEqual(['213', '200']);
    expect(value('./Bin')).toBe('AP+A');
  });

  it('may be Base64, whose Size counts either way', () => {
    for (const size of ['3', '4']) {
      const { send, value } = device();
      const bin = { target: './Bin' };
      expect(send(piece('AP', { ...bin, meta: { size, format: 'b64' } }), last('+A', bin))).toEqual(['213', '200']);
      expect(value('./Bin')).toBe('AP+A');
    }
  });

  it('may be a management object', () => {
    for (const writing of ['xml', 'wbxml 1.1'] as const) {
      const { send, value } = device();
      const { meta, data } = objectItem(
        [
          {
            name: 'Box',
            isInterior: true,
            format: 'node',
            type: '',
            children: [{ name: 'a', isInterior: false, format: 'chr', type: 'text/plain', value: 'v' }],
          },
        ],
        writing,
      );
      const whole = data.octets ?? Buffer.from(data.text);
      const part = (from: number, to: number): Item['data'] =>
        data.octets ? { text: '', octets: data.octets.subarray(from, to), form: 'opaque' } : { text: data.text.slice(from, to) };
      const half = whole.length >> 1;
      const more = (from: number, to: number): Item => ({ target: '.', data: part(from, to) ?? { text: '' } });
      expect(
        send(
          treeCommand('Add', { ...more(0, half), moreData: true, meta: { ...meta, size: String(whole.length) } }),
          treeCommand('Add', more(half, whole.length)),
        ),
      ).toEqual(['213', '200']);
      expect(value('./Box/a')).toBe('v');
    }
  });

  it('is undone with the Atomic that completes it', () => {
    const { send, value } = device();
    expect(send(piece('abc', { meta: { size: '6' } }))).toEqual(['213']);
    expect(send(atomic([last('def'), treeCommand('Delete', { target: './None' })]))).toEqual(['507', '216', '404']);
    expect(value()).toBe('old');
  });
});
