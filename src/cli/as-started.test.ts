import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../base/package-root.js';
import { asStarted } from './as-started.js';

const MAIN = realpathSync(join(packageRoot, 'dist/src/cli/main.js'));
const empty = (): string => mkdtempSync(join(tmpdir(), 'dmct-started-'));

describe('how dmct is started again', () => {
  it('is its path, where nothing else leads to it', () => {
    expect(asStarted(MAIN, empty(), { PATH: '' })).toBe(`node ${MAIN}`);
  });

  it('is npx in the checkout, also further down, and where it is installed, also further down', () => {
    expect(asStarted(MAIN, packageRoot, {})).toBe('npx dmct');
    expect(asStarted(MAIN, join(packageRoot, 'src/cli'), {})).toBe('npx dmct');
    const folder = empty();
    mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
    mkdirSync(join(folder, 'below'));
    symlinkSync(MAIN, join(folder, 'node_modules/.bin/dmct'));
    expect(asStarted(join(folder, 'node_modules/.bin/dmct'), folder, {})).toBe('npx dmct');
    expect(asStarted(MAIN, join(folder, 'below'), {})).toBe('npx dmct');
  });

  it('is not npx where that finds another dmct, or none', () => {
    const folder = empty();
    mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
    writeFileSync(join(folder, 'node_modules/.bin/dmct'), '');
    chmodSync(join(folder, 'node_modules/.bin/dmct'), 0o755);
    expect(asStarted(MAIN, folder, {})).toBe(`node ${MAIN}`);
  });

  it('is its name when that is on the PATH of the person, and not only on that of npm', () => {
    const bin = empty();
    symlinkSync(MAIN, join(bin, 'dmct'));
    expect(asStarted(join(bin, 'dmct'), empty(), { PATH: `/nowhere:${bin}` })).toBe('dmct');
    expect(asStarted(join(bin, 'dmct'), empty(), { PATH: bin, npm_command: 'exec' })).toBe(`node ${MAIN}`);
  });

  it('may be its path alone: the program is executable', () => {
    expect(statSync(MAIN).mode & 0o111).toBe(0o111);
    expect(spawnSync(MAIN, ['--help'], { encoding: 'utf8' }).status).toBe(0);
  });
});
