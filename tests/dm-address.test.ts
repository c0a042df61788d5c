/** A device with another DM address than that of its IUT file is told of, once, and judged as it was. */
import { expect, it } from 'vitest';
import { dmct, PATIENT, reportOf, temporaryFolder, textOf } from './support/dmct.js';
import { ownClient } from './support/own-client.js';

it('another path and another Target are a note of the run, on the terminal and in the report', { timeout: PATIENT }, async () => {
  const out = temporaryFolder();
  const done = await dmct(
    'run',
    '--iut',
    ownClient({ path: '/gw/oma' }),
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
