/** `dmct lint`: whether scenarios say what they mean, before anything runs. */
import { resolve } from 'node:path';
import { type LintProblem, printProblem } from '../scenario/lint/problem.js';
import { lintScenarios } from '../scenario/lint.js';
import type { Command } from './main.js';
import { type CommandSpec, parseOptions } from './options.js';

const SPEC: CommandSpec = {
  usage: 'lint [--folder DIR] [--update-lock]',
  about: `
Checks every scenario: its schema, the items and ICS words it names, placeholders and PIXIT parameters, controls of silence, and that every
assertion has a mutant. In a folder with an ids.lock also that no published id is gone and that all of SR and NOTI is covered or excluded.
Exit 0: no error (warnings and information are printed), 2: errors.`,
  options: {
    folder: { value: 'DIR', help: 'folder with the scenarios (default: those of dmct)' },
    'update-lock': { help: 'add new assertion ids to ids.lock; none is ever removed' },
  },
};

export const command: Command = {
  summary: 'check the scenarios against schema, catalogue and mutants',
  run: async (args) => {
    const options = parseOptions(SPEC, args);
    if (options === 'help') return 0;
    const folder = options.one('folder');
    const { problems, counts, locked } = lintScenarios(folder === undefined ? undefined : resolve(folder), {
      updateLock: options.flag('update-lock'),
    });
    for (const problem of problems) process.stdout.write(`${printProblem(problem)}\n`);
    if (locked > 0) process.stdout.write(`${locked} ids were added to ids.lock\n`);
    const of = (severity: LintProblem['severity']): number => problems.filter((p) => p.severity === severity).length;
    const { scenarios, rows, assertions, mutants } = counts;
    process.stdout.write(
      `${scenarios} scenarios, ${rows} rows, ${assertions} assertions, ${mutants} mutants: ${of('error')} errors, ${of('warning')} warnings\n`,
    );
    return of('error') > 0 ? 2 : 0;
  },
};
