/** A device with another DM address than that of its IUT file is told of, once, and judged as it was. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ACCOUNTS } from './fixtures/upper-tester/make-iut.js';
import { dmct, PATIENT, reportOf, temporaryFolder, textOf } from './support/dmct.js';

const DEVICE = `
const [primitive, url] = process.argv.slice(2);
if (primitive !== 'start-session') process.exit();
const other = new URL('/gw/oma', url);
const body =
  '<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.3</VerProto><SessionID>7</SessionID><MsgID>1</MsgID>' +
  '<Target><LocURI>' + other + '</LocURI></Target><Source><LocURI>IMEI:1</LocURI></Source></SyncHdr>' +
  '<SyncBody><Alert><CmdID>1</CmdID><Data>1201</Data></Alert><Final/></SyncBody></SyncML>';
await fetch(other, { method: 'POST', body, headers: { 'Content-Type': 'application/vnd.syncml.dm+xml' } });
`;

it('another path and another Target are a note of the run, on the terminal and in the report', { timeout: PATIENT }, async () => {
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
    'cp.client.next-message',
    '--scenario',
    'cp.client.msg-ref',
    '--out',
    out,
  );
  const posts = 'the client posts to /gw/oma (frame 1 is the first); the DM address that it was given has the path /dm';
  expect(reportOf(out, 'acme').notes, done.stderr).toEqual([
    posts,
    expect.stringMatching(/^the client writes the Target http:\/\/127\.0\.0\.1:\d+\/gw\/oma /),
  ]);
  expect(done.stdout.replace(/\s+/g, ' ').split(posts)).toHaveLength(2);
  expect(done.stdout.match(/^note: /gm)).toHaveLength(2);
  expect(textOf(out, 'acme', 'index.html')).toContain(posts);
  expect(textOf(out, 'acme', 'summary.md')).toContain('Note: the client posts to /gw/oma');
  expect(reportOf(out, 'acme').findings).toEqual([]);
});
