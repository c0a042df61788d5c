import { beforeAll, describe, expect, test } from 'vitest';
import { freeLoopback } from '../push/udp.js';
import { runScript } from '../testing/script.js';
import { faultIds, loadFaults } from './load.js';

// A long server id, so that the notification needs two short messages.
const SERVER_ID = { client: 'com.mgmtsrv.manage', server: 'x'.repeat(110) } as const;
/** Two packages with something to answer: the device sends three messages in each session. */
const THREE_MESSAGES = [[{ command: 'Get', uri: './DevInfo/Lang' }], [{ command: 'Get', uri: './DevInfo/Man' }]] as const;

for (const side of ['client', 'server'] as const) {
  describe(`${side} faults`, () => {
    const run = async (faults: readonly string[]): Promise<string[]> => {
      const host = await freeLoopback();
      return runScript(side, {
        serverId: SERVER_ID[side],
        push: { wspUdp: `${host}:2948` },
        ...(side === 'client'
          ? { clientFaults: faults, server: { packages: () => THREE_MESSAGES } }
          : { serverFaults: faults, server: { signsCommands: true } }),
      });
    };
    let right: string[];
    beforeAll(async () => {
      right = await run([]);
    });

    test('without a fault two runs are the same, octet for octet', async () => {
      expect(await run([])).toEqual(right);
      expect(right.length).toBeGreaterThan(30);
    });

    for (const id of faultIds(side)) {
      test(id, async () => {
        const [fault] = side === 'client' ? await loadFaults('client', [id]) : await loadFaults('server', [id]);
        // What ruins the whole program shows in the tests of the programs.
        if (fault?.wreck) return expect(Object.keys(fault)).not.toContain('dm');
        expect(await run([id])).not.toEqual(right);
      });
    }
  });
}
