/** The baseline that a run is gated with: read before anything starts, applied to what was judged. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockedIds } from '../base/ids-lock.js';
import { wallClock } from '../base/random.js';
import { loadBaseline, type Suite } from '../report/baseline.js';
import { type Gate, gateReports, type Policy } from '../report/gate.js';
import type { Report } from '../report/report.js';
import { loadScenarios } from '../scenario/cache.js';
import { scenariosFolder } from '../scenario/load.js';

export interface Gating {
  /** The baseline, as the user named it. */
  readonly file: string;
  readonly policy: Policy;
}

/** What assertions there are: those of dmct's scenarios and of a vendor's folder, of ids.lock, and of reports that another version may have made. */
export function suiteOf(reports: readonly Report[] = [], folder: string = scenariosFolder): Suite {
  const rows = new Map<string, string[]>();
  const add = (id: string, row: string | undefined): void => {
    const list = rows.get(id) ?? [];
    if (row !== undefined && !list.includes(row)) list.push(row);
    rows.set(id, list);
  };
  const own = folder === scenariosFolder ? [] : loadScenarios(folder);
  for (const scenario of [...loadScenarios(), ...own])
    for (const { id } of scenario.steps.flatMap((step) => step.expect)) for (const row of scenario.rows) add(`${scenario.id}/${id}`, row.name);
  for (const { id, row } of reports.flatMap((report) => report.assertions)) add(id, row);
  const locks = [...new Set([scenariosFolder, folder])].map((dir) => join(dir, 'ids.lock')).filter((file) => existsSync(file));
  return { rows, published: new Set(locks.flatMap((file) => lockedIds(readFileSync(file, 'utf8')))) };
}

/** A gate for each report, by today's date. Throws InputError for a baseline that cannot be used. */
export function gatesOf(reports: readonly Report[], { file, policy }: Gating, folder?: string): Gate[] {
  return gateReports(reports, loadBaseline(file, suiteOf(reports, folder)), { policy, today: wallClock().slice(0, 10) });
}
