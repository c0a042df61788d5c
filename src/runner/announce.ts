/** What a run says before any traffic: who can reach its listeners, and what the static conformance review finds in each ICS. */
import { formatWhere } from '../base/errors.js';
import { loadIut } from '../iut/iut-file.js';
import { exposures } from '../iut/listeners.js';
import { icsOf } from '../scenario/surroundings.js';
import { staticReview } from '../scr/static-review.js';
import type { PlannedProject } from './plan.js';

/** Told in full up to here; the report holds all. */
const MOST = 10;

export function announcements(projects: readonly PlannedProject[]): readonly string[] {
  return projects.flatMap(({ iut: file }) => {
    const iut = loadIut(file);
    const found = staticReview(icsOf(iut)).filter(({ severity }) => severity !== 'open');
    const violations = found.filter(({ severity }) => severity === 'violation');
    const told = found.slice(0, MOST).map(({ message, where }) => `${where ? `${formatWhere(where)}: ` : ''}${message}`);
    return [
      ...exposures(iut),
      ...told.map((line) => `ICS of ${iut.name}: ${line}`),
      ...(found.length > MOST ? [`ICS of ${iut.name}: … and ${found.length - MOST} more`] : []),
      ...(violations.length > 0
        ? [`ICS of ${iut.name}: no implementation with these answers is conformant; the run goes on, and its exit code will say so`]
        : []),
    ];
  });
}
