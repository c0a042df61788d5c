/** `--scenarios DIR`: a vendor's own scenarios instead of those of dmct. */
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { InputError } from '../base/errors.js';
import { scenarioFiles } from '../scenario/load.js';
import type { OptionSpec, Parsed } from './options.js';

export const SCENARIOS_OPTION = {
  scenarios: { value: 'DIR', help: 'scenarios of your own instead of those of dmct (dmct new scenario begins one)' },
} as const satisfies Readonly<Record<string, OptionSpec>>;

/** The folder, absolute; undefined when none is named. Throws InputError `nothing-selected` for one without scenarios. */
export function scenariosOf(options: Parsed): string | undefined {
  const named = options.one('scenarios');
  if (named === undefined) return undefined;
  const folder = resolve(named);
  if (existsSync(folder) && statSync(folder).isDirectory() && scenarioFiles(folder).length > 0) return folder;
  throw new InputError('nothing-selected', {
    found: `there is no scenario in ${named}`,
    wanted: 'a folder with scenario files',
    cure: `dmct new scenario sr.client.my-purpose --side client --scr SR/DM-SR-C-002-M --scenarios ${named} begins one`,
  });
}
