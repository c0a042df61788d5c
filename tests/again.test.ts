/** "How to get the same again" of the page, as somebody copies it: each command in the folder that is named, and nothing else known. */
import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { expect, it } from 'vitest';
import { withoutVolatile } from '../src/report/volatile.js';
import { dmctIn, filesBelow, PATIENT, reportOf, textOf } from './support/dmct.js';
import { variant } from './support/iut-files.js';

it('the commands of a page work in the folder that it names', { timeout: PATIENT }, async () => {
  const file = variant({ role: 'client', name: 'acme', faults: ['report-with-empty-cred'] });
  const folder = realpathSync(dirname(file));
  const run = await dmctIn(folder, ['run', '--iut', basename(file), '--scenario', 'sr.client.report', '--out', 'my reports']);
  expect(run.code).toBe(1);
  const page = textOf(folder, 'my reports', 'acme', 'index.html');
  const told = (name: string): string => {
    const html = new RegExp(`<dt>${name}</dt><dd><code>(.*?)</code>`).exec(page)?.[1] ?? '';
    return html.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
  };
  expect(told('In the folder')).toBe(folder);
  const judged = spawnSync('sh', ['-c', told('Judge again')], { cwd: folder, encoding: 'utf8' });
  expect({ code: judged.status, stderr: judged.stderr }).toEqual({ code: 1, stderr: '' });
  const first = reportOf(`${folder}/my reports`, 'acme');
  expect(withoutVolatile(reportOf(`${folder}/again`, 'acme'))).toEqual(withoutVolatile(first));
  expect(filesBelow(folder)).toContain(/^wireshark '(.*)'$/.exec(told('Octets'))?.[1]);
  const again = spawnSync('sh', ['-c', told('Run again')], { cwd: folder, encoding: 'utf8' });
  expect({ code: again.status, stderr: again.stderr }).toEqual({ code: 1, stderr: '' });
  expect(withoutVolatile(reportOf(`${folder}/my reports`, 'acme'))).toEqual(withoutVolatile(first));
});
