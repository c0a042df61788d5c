/** The short form of a description that a report carries: purpose, procedure and pass criteria, for whoever reads a verdict. */
import type { Scenario } from '../judge/scenario.js';
import type { ReportProcedure } from '../report/report.js';
import type { Catalogue } from '../scr/item.js';
import { describeScenario } from './describe.js';

/** One for each scenario, in order, each once. */
export function proceduresOf(scenarios: Iterable<Scenario>, catalogue: Catalogue): ReportProcedure[] {
  const byId = new Map([...scenarios].map((scenario) => [scenario.id, scenario]));
  return [...byId.values()].map((scenario) => {
    const { id, purpose, applies, rows, steps } = describeScenario(scenario, catalogue);
    return {
      scenario: id,
      purpose,
      applies: applies.words,
      ...(rows ? { applied: Object.fromEntries(rows.map((row) => [row.name, row.applies])) } : {}),
      ...(rows ? { rows: Object.fromEntries(rows.map(({ name, values }) => [name, Object.fromEntries(values)])) } : {}),
      steps: steps.map((step) => ({
        id: step.id,
        direction: step.direction,
        action: step.action,
        ...(step.absence === '' ? {} : { absence: step.absence }),
        criteria: step.criteria.map((c) => ({ id: c.id, words: c.words })),
      })),
    };
  });
}
