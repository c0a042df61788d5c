// Reports of any size, for benches.

/** The report with its scenarios and assertions repeated under new ids until there are so many; frames are shared. */
export function grown(report, wanted) {
  const { scenarios, assertions } = report;
  const copies = Math.ceil(wanted / assertions.length);
  const rename = (id, n) => (n === 0 ? id : id.replace(/^[^/[]+/, (scenario) => `${scenario}-${n}`));
  const repeat = (list) => Array.from({ length: copies }, (_, n) => list.map((entry) => ({ ...entry, id: rename(entry.id, n) }))).flat();
  const items = report.items.map((item) => ({
    ...item,
    assertions: Array.from({ length: copies }, (_, n) => item.assertions.map((id) => rename(id, n))).flat(),
  }));
  return { ...report, items, scenarios: repeat(scenarios), assertions: repeat(assertions).slice(0, wanted) };
}
