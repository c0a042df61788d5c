/** What the ICS of a report does not claim at all. */
import type { Report } from './report.js';

/** Editions of which every answer is no. One that the ICS says nothing about, as in a report made elsewhere, counts as claimed. */
export function unclaimedEditions({ ics }: Pick<Report, 'ics'>): ReadonlySet<string> {
  const denied = new Set<string>();
  const claimed = new Set<string>();
  for (const [name, answer] of Object.entries(ics.answers)) {
    const slash = name.indexOf('/');
    if (slash > 0) (answer === 'no' ? denied : claimed).add(name.slice(0, slash));
  }
  return new Set([...denied].filter((edition) => !claimed.has(edition)));
}
