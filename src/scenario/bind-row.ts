/** A scenario for one of its rows: the values of the row, and all else that its placeholders name, put in. */
import { InputError } from '../base/errors.js';
import { bindFields, bindValue } from '../judge/bind.js';
import type { Fields, Row, Scenario, Value } from '../judge/scenario.js';

/** Key under which a step keeps `with: "${row.with}"`: the whole map comes from the row. */
export const SPREAD = '...';

type Lookup = (name: string) => Value;

/** `lookup` and the values of one row. */
function withRow(scenario: Scenario, row: Row, lookup: Lookup): Lookup {
  return (name) => {
    if (!name.startsWith('row.')) return lookup(name);
    const value = row.values[name.slice(4)];
    if (value === undefined)
      throw new InputError('unknown-row-value', { found: `\${${name}}: row "${row.name ?? ''}" has no such value`, where: { file: scenario.file } });
    // A row may hold placeholders of its own, as `${run.id}`, but none of another row value.
    return bindValue(value, lookup);
  };
}

/** The scenario with values put in only where it is judged without being run: nothing is asked for that only a run needs. */
export function bindPassive(scenario: Scenario, row: Row, lookup: Lookup): Scenario {
  const all = withRow(scenario, row, lookup);
  const { encoding } = scenario.given;
  return {
    ...scenario,
    given: encoding === undefined ? {} : { encoding: bindValue(encoding, all) },
    steps: scenario.steps.map((step) => ({
      ...step,
      expect: step.expect.map((a) => (a.passive ? { ...a, passive: { of: a.passive.of, check: bindFields(a.passive.check, all) } } : a)),
    })),
  };
}

/** The scenario with one row's values, PIXIT, accounts and run texts put in. `lookup` knows all names but `row.…`. */
export function bindScenario(scenario: Scenario, row: Row, lookup: Lookup): Scenario {
  const all = withRow(scenario, row, lookup);
  return {
    ...scenario,
    given: bindFields(scenario.given, all),
    steps: scenario.steps.map((step) => ({
      ...step,
      what: String(bindValue(step.what, all)),
      with: spread(bindFields(step.with, all)),
      holds: step.holds.map((c) => bindFields(c, all)),
      expect: step.expect.map((a) => ({ ...a, check: bindFields(a.check, all) })),
    })),
    mutants: scenario.mutants.map((m) => (m.edit ? { ...m, edit: bindFields(m.edit, all) } : m)),
  };
}

function spread(fields: Fields): Fields {
  const { [SPREAD]: whole, ...own } = fields;
  return whole === undefined ? own : { ...(whole as Fields), ...own };
}
