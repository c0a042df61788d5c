/** A device whose first message is not well-formed, and that does not go on: the run tells frame and octet, and blames nothing else. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ACCOUNTS } from './fixtures/upper-tester/make-iut.js';
import { dmct, PATIENT, reportOf, temporaryFolder } from './support/dmct.js';

const DEVICE = `
const [primitive, url] = process.argv.slice(2);
const body =
  '<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.3</VerProto><SessionID>7</SessionID><MsgID>1</MsgID>' +
  '<Target><LocURI>' + url + '</LocURI></Target><Source><LocURI>IMEI:1</LocURI></Source>' +
  '<SyncBody><Alert><CmdID>1</CmdID><Data>1201</Data></Alert><Final/></SyncBody></SyncML>';
if (primitive === 'start-session') await fetch(url, { method: 'POST', body, headers: { 'Content-Type': 'application/vnd.syncml.dm+xml' } });
`;

it('a first message that is not well-formed is told wherever something is missing behind it', { timeout: PATIENT }, async () => {
  const folder = temporaryFolder();
  const out = join(folder, 'out');
  writeFileSync(join(folder, 'device.mjs'), DEVICE);
  writeFileSync(
    join(folder, 'acme.yaml'),
    `iut: { name: acme, role: client }\n${ACCOUNTS}upper-tester: { kind: exec, command: [node, device.mjs, "{primitive}", "{url}"] }\n` +
      'ics: { CP: "yes", AUTH-MD5: "yes", XML: "yes" }\npixit: { start.within: 2s, response.within: 200ms }\n',
  );
  const done = await dmct(
    'run',
    '--iut',
    join(folder, 'acme.yaml'),
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
