/** `dmct lint`: whether scenarios say what they mean, before anything runs. */
import { counted } from '../base/counted.js';
import { type LintProblem, printProblem } from '../scenario/lint/problem.js';
import { lintScenarios } from '../scenario/lint.js';
import type { Command } from './commands.js';
import { type CommandSpec, parseOptions } from './options.js';
import { SCENARIOS_OPTION, scenariosOf } from './scenarios-option.js';

const SPEC: CommandSpec = {
  usage: 'lint [--scenarios DIR] [--update-lock] [--json]',
  about: `
Checks every scenario before anything runs: its schema, the items and ICS words it names, placeholders and PIXIT parameters, controls of
silence, and that every assertion has a mutant. Of dmct's own scenarios, or of a folder with an ids.lock, also that no published id is gone
and that every item of an edition that is claimed as a whole is judged by an assertion or excluded with a reason; of the other editions it
tells how much is open. What it finds stands as file:line:column: severity: message.`,
  options: {
    ...SCENARIOS_OPTION,
    'update-lock': { help: 'add new assertion ids to ids.lock (of dmct: new items to scr/ids.lock, too); none is ever removed' },
    json: { help: 'problems and counts as JSON ("format": "dmct-lint/1")' },
  },
  examples: ['dmct lint', 'dmct lint --update-lock', 'dmct lint --scenarios mine'],
  exit: '0 no error (warnings and information are printed), 2 errors.',
};

export const command: Command = {
  summary: 'check the scenarios against schema, catalogue and mutants',
  spec: SPEC,
  run: async (args) => {
    const options = parseOptions(SPEC, args);
    if (options === 'help') return 0;
    const { problems, counts, locked } = lintScenarios(scenariosOf(options), { updateLock: options.flag('update-lock') });
    const of = (severity: LintProblem['severity']): number => problems.filter((p) => p.severity === severity).length;
    const code = of('error') > 0 ? 2 : 0;
    if (options.flag('json')) {
      const told = problems.map(({ severity, code, message, where }) => ({ severity, code, message, ...where }));
      process.stdout.write(`${JSON.stringify({ format: 'dmct-lint/1', problems: told, counts, locked }, null, 1)}\n`);
      return code;
    }
    for (const problem of problems) process.stdout.write(`${printProblem(problem)}\n`);
    if (locked > 0) process.stdout.write(`${counted(locked, 'id was', 'ids were')} added to ids.lock\n`);
    const { scenarios, rows, assertions, mutants } = counts;
    process.stdout.write(
      `${counted(scenarios, 'scenario')}, ${counted(rows, 'row')}, ${counted(assertions, 'assertion')}, ${counted(mutants, 'mutant')}: ${counted(of('error'), 'error')}, ${counted(of('warning'), 'warning')}\n`,
    );
    return code;
  },
};
