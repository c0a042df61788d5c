/** Page script, part 6: what stands on paper beside the first page: all items, then what is open with its octets. Nothing of it is in the page before. */
export const PRINT = /* js */ `
const MOST_PRINTED = 500;
function printed() {
  const open = worstFirst(report.assertions.filter((a) => ['error', 'fail', 'inconclusive', 'review'].includes(a.verdict))).slice(0, MOST_PRINTED);
  const items = h('table', { class: 'plain' }, h('thead', {}, h('tr', {}, ['Item', 'Section', 'Status', 'Verdict', 'Requirement, and why'].map((t) => h('th', { scope: 'col' }, t)))),
    h('tbody', {}, worstFirst(report.items).map((i) => h('tr', {}, h('td', {}, i.key), h('td', {}, i.section.effective), h('td', {}, i.status), h('td', {}, chip(i.verdict)), h('td', {}, i.text, i.reason ? h('div', { class: 'soft' }, visible(i.reason)) : '')))));
  const rows = new Map();
  for (const a of open) push(rows, scenarioOf(a), a);
  const failures = [...rows].map(([name, list]) => {
    const s = byScenario.get(name);
    return h('section', {}, h('h3', {}, name), s ? h('p', {}, h('b', {}, s.title + '. '), byProcedure.get(s.id)?.purpose) : '', s && (s.frames.length || s.trace.length) ? sequence(s) : '',
      list.map((a) => { const card = assertionCard(a, true); for (const e of a.evidence.slice(0, 3)) card.append(...[excerpt(e)].filter(Boolean)); return card; }));
  });
  return [h('h2', { class: 'section sheet' }, 'Items'), items, h('h2', { class: 'section sheet' }, open.length ? 'What is open' : 'Nothing is open'), ...failures];
}
const unfolded = [];
addEventListener('beforeprint', () => {
  for (const d of document.querySelectorAll('details.facts:not([open])')) { d.open = true; unfolded.push(d); }
  const paper = document.getElementById('print');
  paper.replaceChildren(...printed());
  drawSequences(paper, 640);
});
addEventListener('afterprint', () => {
  document.getElementById('print').replaceChildren();
  for (const d of unfolded.splice(0)) d.open = false;
});
`;
