/** `dmct run --list`: which rows would run and which not, and why, without running anything. */
import { counted } from '../base/counted.js';
import { loadIut } from '../iut/iut-file.js';
import { type Plan, plannedProjects } from './plan.js';
import { type RowProspect, type RowState, rowProspects } from './prospect.js';

const STATES: Readonly<Record<RowState, string>> = {
  runs: 'runs',
  lacking: 'runs in part',
  'not-applicable': 'not applicable',
  blocked: 'cannot run',
};

/** The lines, and whether any row would run. Throws InputError as a run would before it starts, but for rows that lack a PIXIT value. */
export function listRows(plan: Plan): { readonly lines: readonly string[]; readonly isAny: boolean } {
  let isAny = false;
  const lines = plannedProjects(plan).flatMap(({ iut: file, scenarios }) => {
    const iut = loadIut(file);
    const rows = rowProspects(iut, scenarios, plan.seed);
    isAny ||= rows.some(({ state }) => state === 'runs' || state === 'lacking');
    const count = (state: RowState): number => rows.filter((row) => row.state === state).length;
    const counts = (Object.keys(STATES) as RowState[]).flatMap((state) => (count(state) === 0 ? [] : [`${count(state)} ${STATES[state]}`]));
    return [`${iut.name}, DM ${iut.role}: ${counted(rows.length, 'row')}; ${counts.join(', ')}`, ...rows.map(line), ''];
  });
  return { lines: lines.slice(0, -1), isAny };
}

const line = ({ id, state, reason }: RowProspect): string => `  ${STATES[state].padEnd(15)}${id}${reason === undefined ? '' : `: ${reason}`}`;
