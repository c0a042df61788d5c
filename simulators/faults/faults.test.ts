import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/base/package-root.js';
import { parseYaml } from '../../src/base/yaml.js';
import { CHAINED } from './fault.js';
import { faultIds, loadFaults, merged } from './load.js';

const EDITIONS = { sr: 'SR', noti: 'NOTI', sm: 'SM', od: 'OD', cp: 'CP' } as const;

/** Keys of all items and statements of the editions that faults break. */
function keys(): Set<string> {
  const found = new Set<string>();
  for (const [file, edition] of Object.entries(EDITIONS)) {
    const path = join(packageRoot, 'scr', `${file}.yaml`);
    const walk = (value: unknown): void => {
      if (Array.isArray(value)) for (const each of value) walk(each);
      else if (typeof value === 'object' && value !== null) {
        const { id } = value as { id?: unknown };
        if (typeof id === 'string') found.add(`${edition}/${id}`);
        for (const each of Object.values(value)) walk(each);
      }
    };
    walk(parseYaml(readFileSync(path, 'utf8'), path).value);
  }
  return found;
}

for (const side of ['client', 'server'] as const) {
  test(`each ${side} fault has the id of its file, says what it does, and names items that exist`, async () => {
    const ids = faultIds(side);
    expect(ids.length).toBe(readdirSync(join(packageRoot, 'simulators/faults', side)).filter((f) => f.endsWith('.ts')).length);
    expect(ids.length).toBeGreaterThan(40);
    const known = keys();
    const faults = side === 'client' ? await loadFaults('client', ids) : await loadFaults('server', ids);
    for (const [i, fault] of faults.entries()) {
      expect([fault.id, fault.side]).toEqual([ids[i], side]);
      expect(fault.wrong).toMatch(/^[a-z].{9,}[^.]$/);
      expect(
        fault.breaks.filter((key) => !known.has(key)),
        fault.id,
      ).toEqual([]);
      expect(fault.breaks.length > 0 || fault.wreck !== undefined, fault.id).toBe(true);
    }
  });
}

test('an unknown fault names the nearest one', async () => {
  await expect(loadFaults('client', ['ignore-digest'])).rejects.toThrow(/unknown client fault "ignore-digest".*\n.*"ignores-digest"/);
});

test('faults that change the same value are applied one after the other; of other decisions the last stands', async () => {
  const both = merged([{ headers: (n: number) => n + 1, once: () => 1 }, undefined, { headers: (n: number) => n * 10, once: () => 2 }]) as {
    headers: (n: number) => number;
    once: () => number;
  };
  expect(CHAINED.has('headers')).toBe(true);
  expect([both.headers(1), both.once()]).toEqual([20, 2]);
});

test('every fault that a scenario asks for exists', async () => {
  const known = new Set([...faultIds('client'), ...faultIds('server')]);
  const root = join(packageRoot, 'scenarios');
  const wanted = (existsSync(root) ? (readdirSync(root, { recursive: true }) as string[]) : [])
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) => [...readFileSync(join(root, file), 'utf8').matchAll(/\bbehave: *(?:\[([^\]]*)\]|([a-z0-9-]+))/g)])
    .flatMap((match) => (match[1] ?? match[2] ?? '').split(',').map((id) => id.trim()));
  expect(wanted.filter((id) => !known.has(id))).toEqual([]);
});
