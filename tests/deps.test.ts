/** The rooms of the house and their doors: which folder may import which. Data walks down; nothing below knows what stands above it. */
import { describe, expect, it } from 'vitest';
import { type Import, importsIn, importsOf, sourceFiles } from './support/imports.js';

/** What a folder may import beside itself. `folder (types)`: types only, which leave no code behind; `file.ts`: just that file. */
const DOORS: Readonly<Record<string, readonly string[]>> = {
  'src/limits.ts': [],
  'src/base': ['src/limits.ts'],
  // One way to cut for all who tell of text: by its mark half a secret is known.
  'src/wire': ['src/limits.ts', 'src/base/cut.ts'],
  'src/dm': ['src/base', 'src/limits.ts', 'src/wire'],
  'src/record': ['src/base', 'src/limits.ts', 'src/wire'],
  'src/scr': ['src/base', 'src/limits.ts'],
  'src/iut': ['src/base', 'src/limits.ts', 'src/scr', 'src/dm (types)'],
  // The judge asks for ICS and catalogue through its surroundings: it reads no file.
  'src/judge': ['src/base', 'src/limits.ts', 'src/wire', 'src/dm', 'src/record', 'src/iut/account.ts (types)'],
  // How two readings of a tree differ is told in one way, by simulators and reports.
  'src/report': ['src/base', 'src/limits.ts', 'src/wire', 'src/record', 'src/judge', 'src/scr', 'src/dm/tree/snapshot.ts'],
  // Tests in words: for the short form of a report, and for documents of their own.
  'src/describe': ['src/base', 'src/limits.ts', 'src/judge', 'src/scr', 'src/iut/pixit.ts', 'src/report'],
  // It drives the lower testers; the other way round nothing of a scenario reaches a simulator.
  'src/scenario': ['src/base', 'src/limits.ts', 'src/wire', 'src/dm', 'src/record', 'src/judge', 'src/iut', 'src/scr', 'simulators'],
  'src/runner': ['src/base', 'src/limits.ts', 'src/record', 'src/judge', 'src/iut', 'src/scr', 'src/scenario', 'src/report', 'src/describe'],
  'src/cli': ['src', 'simulators'],
  // The package's main export: what it offers, it takes from where it stands; it drives nothing.
  'src/index.ts': ['src/base', 'src/judge (types)', 'src/report', 'src/runner', 'src/wire'],
  // A peer is a program of its own: of the tester it shares the words of the upper-tester contract, no code.
  simulators: ['src/base', 'src/limits.ts', 'src/wire', 'src/dm', 'src/iut/primitives.ts', 'src/iut/account.ts (types)'],
};

/** Writers make the octets that readers judge: what both use has to be data, so that one wrong idea cannot agree with itself. */
const WIRE_TABLES = [
  'src/wire/notification-table.ts',
  'src/wire/sms-table.ts',
  'src/wire/tnds-table.ts',
  'src/wire/wbxml-charsets.ts',
  'src/wire/wbxml-codepages.ts',
  'src/wire/wbxml-languages.ts',
  'src/wire/wbxml-tokens.ts',
  'src/wire/wsp-table.ts',
];

const files = sourceFiles('src', 'simulators');
const imports = files.flatMap(importsOf);

const isIn = (file: string, room: string): boolean => file === room || file.startsWith(`${room}/`);
const roomOf = (file: string): string | undefined => Object.keys(DOORS).find((room) => isIn(file, room));

function isAllowed({ from, to, isType }: Import): boolean {
  const room = roomOf(from);
  if (room === undefined) return false;
  return (
    isIn(to, room) ||
    (DOORS[room] as readonly string[]).some((door) => (door.endsWith(' (types)') ? isType && isIn(to, door.slice(0, -8)) : isIn(to, door)))
  );
}

const told = ({ from, to, line }: Import): string => `${from}:${line} imports ${to}`;

/** Everything that some files need at run time, themselves included. */
function closure(roots: readonly string[]): Set<string> {
  const reached = new Set<string>();
  for (const queue = [...roots]; queue.length > 0; ) {
    const file = queue.pop() as string;
    if (reached.has(file)) continue;
    reached.add(file);
    queue.push(...imports.filter((i) => i.from === file && !i.isType).map((i) => i.to));
  }
  return reached;
}

describe('imports', () => {
  it('are found, and every file stands in a room', () => {
    expect(files.length).toBeGreaterThan(200);
    expect(imports.length).toBeGreaterThan(500);
    expect(files.filter((file) => roomOf(file) === undefined)).toEqual([]);
    expect(Object.keys(DOORS).filter((room) => !files.some((file) => isIn(file, room)))).toEqual([]);
  });

  it('go through the doors only', () => expect(imports.filter((i) => !isAllowed(i)).map(told)).toEqual([]));

  it('of dmct itself never lead to its tests', () => {
    const testing = imports.filter((i) => /(^|\/)(testing|tests)\//.test(i.to) && !/(^|\/)testing\//.test(i.from));
    expect(testing.map(told)).toEqual([]);
  });

  it('never run in a circle between folders', () => {
    const rooms = Object.keys(DOORS).filter((room) => room !== 'src/cli');
    const below = (room: string): readonly string[] =>
      (DOORS[room] as readonly string[]).map((d) => rooms.find((r) => isIn(d.replace(' (types)', ''), r)) as string);
    const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
      below(from).some((next) => next === to || (!seen.has(next) && reaches(next, to, seen.add(next))));
    expect(rooms.filter((room) => reaches(room, room))).toEqual([]);
  });

  it('of writers and readers meet in tables only', () => {
    const writers = closure(files.filter((file) => /^src\/wire\/[^/]*-write[^/]*\.ts$/.test(file)));
    const readers = closure(files.filter((file) => /^src\/wire\/[^/]*-read[^/]*\.ts$/.test(file)));
    expect(writers.size).toBeGreaterThan(8);
    expect(readers.size).toBeGreaterThan(20);
    const shared = [...writers].filter((file) => readers.has(file) && file !== 'src/limits.ts' && file !== 'src/base/cut.ts');
    expect(shared.filter((file) => !WIRE_TABLES.includes(file))).toEqual([]);
    expect(
      WIRE_TABLES.filter((file) => !shared.includes(file)),
      'tables that are shared no more',
    ).toEqual([]);
  });

  it('that break a rule are seen, in every form', () => {
    const text = [
      "import { x } from '../../simulators/facts.js';",
      "import type { Account } from '../iut/account.js';",
      "import { type A, type B } from '../scenario/load.js';",
      "export * from '../report/build.js';",
      "const y = await import('../cli/main.js');",
      "type Z = import('../runner/plan.js').Plan;",
      "import fs from 'node:fs';",
      '// import nothing from "../cli/main.js"',
    ].join('\n');
    const bad = importsIn('src/judge/fake.ts', text).filter((i) => !isAllowed(i));
    expect(bad.map(told)).toEqual([
      'src/judge/fake.ts:1 imports simulators/facts.ts',
      'src/judge/fake.ts:3 imports src/scenario/load.ts',
      'src/judge/fake.ts:4 imports src/report/build.ts',
      'src/judge/fake.ts:5 imports src/cli/main.ts',
      'src/judge/fake.ts:6 imports src/runner/plan.ts',
    ]);
    expect(importsIn('src/judge/fake.ts', "import { Account } from '../iut/account.js';").filter((i) => !isAllowed(i))).toHaveLength(1);
  });
});
