/** What a run says before any traffic: who can reach its listeners, and which answers of an ICS say nothing. What is wrong with one stands in the report. */
import { formatWhere } from '../base/errors.js';
import { loadIut } from '../iut/iut-file.js';
import { exposures } from '../iut/listeners.js';
import { icsOf } from '../scenario/surroundings.js';
import { type Problem, staticReview } from '../scr/static-review.js';
import type { PlannedProject } from './plan.js';

/** Told in full up to here. */
const MOST = 10;

export function announcements(projects: readonly PlannedProject[]): readonly string[] {
  return projects.flatMap(({ iut }) => [...exposures(loadIut(iut)), ...icsLines(iut, 'note')]);
}

/** What no conformant implementation can answer: where the run is refused, there is no report to say it. */
export const violations = (projects: readonly PlannedProject[]): readonly string[] => projects.flatMap(({ iut }) => icsLines(iut, 'violation'));

function icsLines(file: string, about: Problem['severity']): string[] {
  const iut = loadIut(file);
  const found = staticReview(icsOf(iut)).filter(({ severity }) => severity === about);
  const told = found.slice(0, MOST).map(({ message, where }) => `${where ? `${formatWhere(where)}: ` : ''}${message}`);
  if (found.length > MOST) told.push(`… and ${found.length - MOST} more`);
  return told.map((line) => `ICS of ${iut.name}: ${line}`);
}
