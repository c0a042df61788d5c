/** `dmct describe`: the tests in words, as a conformance test specification prints them. */

import { join } from 'node:path';
import { loadFaults } from '../../simulators/faults/load.js';
import { counted } from '../base/counted.js';
import { InputError } from '../base/errors.js';
import { writeOut } from '../base/write-file.js';
import { describeScenario } from '../describe/describe.js';
import { descriptionsHtml } from '../describe/html.js';
import { descriptionsMarkdown } from '../describe/markdown.js';
import type { Scenario } from '../judge/scenario.js';
import { type Selection, selectScenarios } from '../scenario/selection.js';
import { suiteIdentity } from '../scenario/suite.js';
import { loadCatalogue } from '../scr/catalogue.js';
import type { Command } from './commands.js';
import { type CommandSpec, parseOptions } from './options.js';
import { SCENARIOS_OPTION, scenariosOf } from './scenarios-option.js';

const SPEC: CommandSpec = {
  usage: 'describe --out DIR [--scenario GLOB]… [--scr GLOB]… [--scenarios DIR]',
  about: `
Writes what each test does and demands, in words: purpose, items with text and section, applicability, preconditions, PIXIT, procedure, pass
criteria, and the mutants that prove it; with a sequence diagram. Everything is generated from the scenarios, so it is what dmct run does.
  descriptions.html  one file to read and to print, with a table of contents; each test has its id as address: descriptions.html#sr.client.report
  descriptions.md    the same for a repository, diagrams as Mermaid
  descriptions.json  the same for programs ("format": "dmct-descriptions/1")`,
  examples: ['dmct describe --out descriptions', "dmct describe --scenario 'noti.client.*' --out noti"],
  exit: '0 written, 2 bad input, 6 nothing is selected.',
  options: {
    out: { value: 'DIR', help: 'folder to write to; made when it is not there' },
    scenario: { value: 'GLOB', takes: 'scenario', many: true, help: 'scenarios by name, e.g. sr.client.*' },
    scr: { value: 'GLOB', takes: 'item', many: true, help: 'scenarios that judge these items, e.g. SR/*' },
    ...SCENARIOS_OPTION,
  },
};

export const command: Command = {
  summary: 'the tests in words: purpose, procedure, pass criteria, diagram',
  spec: SPEC,
  run: async (args) => {
    const options = parseOptions(SPEC, args);
    if (options === 'help') return 0;
    const dir = options.one('out');
    if (!dir) throw new InputError('usage', { found: '--out DIR is missing', cure: `usage: dmct ${SPEC.usage}` });
    const folder = scenariosOf(options);
    const scenarios = ofBothSides({ scenario: options.all('scenario'), scr: options.all('scr'), ...(folder === undefined ? {} : { folder }) });
    const faults = await faultWords(scenarios);
    const catalogue = loadCatalogue();
    const descriptions = scenarios.map((scenario) => describeScenario(scenario, catalogue, (id) => faults.get(`${scenario.side} ${id}`)));
    const suite = suiteIdentity(folder);
    const files = {
      'descriptions.html': descriptionsHtml(descriptions, suite),
      'descriptions.md': descriptionsMarkdown(descriptions, suite),
      'descriptions.json': `${JSON.stringify({ format: 'dmct-descriptions/1', suite, descriptions }, null, 1)}\n`,
    };
    for (const [name, text] of Object.entries(files)) {
      writeOut(join(dir, name), text);
      process.stdout.write(`${join(dir, name)}\n`);
    }
    process.stdout.write(`${counted(descriptions.length, 'test')}\n`);
    return 0;
  },
};

/** A selection may leave one side empty, not both. */
function ofBothSides(selection: Selection): Scenario[] {
  const failures: InputError[] = [];
  const found = (['client', 'server'] as const).flatMap((side) => {
    try {
      return selectScenarios(side, selection);
    } catch (cause) {
      if (!(cause instanceof InputError) || cause.code !== 'nothing-selected') throw cause;
      failures.push(cause);
      return [];
    }
  });
  if (found.length > 0) return found;
  throw failures.find((failure) => failure.parts.cure?.startsWith('did you mean')) ?? failures[0];
}

/** What the faults of the simulators do wrong, by side and id. */
async function faultWords(scenarios: readonly Scenario[]): Promise<Map<string, string>> {
  const used = (side: 'client' | 'server'): string[] => [
    ...new Set(scenarios.filter((s) => s.side === side).flatMap((s) => s.mutants.flatMap((m) => m.behave))),
  ];
  const faults = [...(await loadFaults('client', used('client'))), ...(await loadFaults('server', used('server')))];
  return new Map(faults.map(({ side, id, wrong }) => [`${side} ${id}`, wrong]));
}
