/** A client that says "started" and starts nothing is told apart from one that is slow or deaf. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ACCOUNTS } from './fixtures/upper-tester/make-iut.js';
import { dmct, PATIENT, reportOf, temporaryFolder } from './support/dmct.js';

it('iut-no-session stands in the verdict that waited for the session', { timeout: PATIENT }, async () => {
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, 'acme.yaml'),
    `iut: { name: acme, role: client }\n${ACCOUNTS}upper-tester: { kind: exec, command: ["true"] }\nics: { SR: "yes", AUTH-MD5: "yes", XML: "yes" }\npixit: { report.type: x }\n`,
  );
  const out = join(folder, 'out');
  const done = await dmct('run', '--iut', join(folder, 'acme.yaml'), '--scenario', 'sr.client.nonce', '--out', out);
  expect(done.code, done.stderr).toBe(3);
  expect(reportOf(out, 'acme').assertions.find((a) => a.id === 'sr.client.nonce/first-arrives')).toMatchObject({
    verdict: 'inconclusive',
    message: expect.stringMatching(
      /iut-no-session: it says that it has started a session, and no message came; the IUT says that nothing is pending/,
    ),
  });
  const found = {
    message: 'it says that it has started a session, and no message came; the IUT says that nothing is pending',
    row: 'sr.client.nonce',
    count: 1,
  };
  expect(reportOf(out, 'acme').findings).toEqual([{ kind: 'iut', code: 'iut-no-session', name: 'start-session', ...found, rows: [found] }]);
  expect(done.stdout).toContain('IUT  iut-no-session in start-session\n  at      sr.client.nonce\n');
});
