/** A real push gateway between us and a client: dmct posts PAP, Kannel pushes WSP over UDP, the client takes it and starts its session. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openUpperTester } from '../src/iut/adapters/open.js';
import type { Iut } from '../src/iut/iut.js';
import { drive, driveAll, rowNamed } from './support/drive.js';
import { part, variant } from './support/iut-variants.js';
import { type Kannel, kannelProgram, startKannel } from './support/kannel.js';

const missing = (['bearerbox', 'wapbox'] as const).filter((name) => kannelProgram(name) === undefined);

// In CI a missing gateway is a failure: .ci/run installs it.
describe.skipIf(missing.length > 0 && process.env.CI === undefined)(
  `Kannel${missing.length ? ` (skipped: no ${missing.join(', ')} here)` : ''}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'dmct-kannel-iut-'));
    let kannel: Kannel;
    let iut: Iut;

    beforeAll(async () => {
      expect(missing).toEqual([]);
      kannel = await startKannel();
      iut = variant('client', folder, 'kannel-client', (file) => {
        file.push = { bearer: 'pap', to: kannel.url };
        part(file, 'pixit')['quiet.for'] = '500ms';
      });
    });
    afterAll(async () => {
      await kannel?.close();
      rmSync(folder, { recursive: true });
    });

    it('carries a notification from PAP to the client, whose session then passes', async () => {
      const upper = openUpperTester(iut);
      try {
        const { judged, record } = await drive(iut, upper, rowNamed('noti.client.session', 'xml'));
        const pushes = record.events.filter((e) => e.e === 'frame' && e.channel === 'push');
        expect(pushes.map((frame) => [frame.e === 'frame' && frame.direction, frame.e === 'frame' && frame.head?.status])).toEqual([
          ['to-iut', undefined],
          ['from-iut', 202],
        ]);
        expect(
          judged.assertions.filter((a) => a.verdict !== 'pass'),
          kannel.log(),
        ).toEqual([]);
      } finally {
        await upper.close();
      }
    });

    it('carries what is wrong too: a bad digest starts nothing, the right ones around it do', async () => {
      const [row] = await driveAll(iut, [rowNamed('noti.client.ignores-digest', 'random-digest')], 1);
      expect(row?.verdict, JSON.stringify(row?.assertions.map((a) => a.message))).toBe('pass');
    });
  },
);
