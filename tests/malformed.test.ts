/** A device whose first message is not well-formed, and that does not go on: the run tells frame and octet, and blames nothing else. */
import { expect, it } from 'vitest';
import { dmct, PATIENT, reportOf, temporaryFolder } from './support/dmct.js';
import { ownClient } from './support/own-client.js';

it('a first message that is not well-formed is told wherever something is missing behind it', { timeout: PATIENT }, async () => {
  const out = temporaryFolder();
  const done = await dmct(
    'run',
    '--iut',
    ownClient({ without: '</SyncHdr>' }),
    '--scenario',
    'cp.client.msg-ref',
    '--scenario',
    'cp.client.next-message',
    '--out',
    out,
  );
  expect(done.code, done.stderr).toBe(3);
  expect(reportOf(out, 'acme').assertions.find((a) => a.id === 'cp.client.msg-ref/refers-to-it')).toMatchObject({
    verdict: 'inconclusive',
    message: expect.stringMatching(
      /^frame 1 of the IUT is not well-formed \(xml-end-tag-missing at octet \d+: .*as it stands: fail \(no message came\b.*; it was waited for after frame 2/,
    ),
    evidence: [expect.objectContaining({ frame: 1, from: expect.any(Number) })],
  });
  // In the second row the same message has the next number.
  const open = reportOf(out, 'acme').assertions.filter((a) => a.verdict === 'inconclusive');
  expect(open.map((a) => /frame (\d+) of the IUT is not well-formed/.exec(a.message ?? '')?.[1])).toEqual(['1', '3']);
  expect(done.stdout).not.toContain('FAIL');
});
