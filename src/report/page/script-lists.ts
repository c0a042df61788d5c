/** Page script, part 2: the filtered lists of items, scenario rows and assertions. Rows are made a page at a time, when they come into view. */
export const LISTS = /* js */ String.raw`
const PAGE_ROWS = 60;
const SEVERITY = ['error', 'fail', 'inconclusive', 'review', 'not-tested', 'pass', 'not-applicable', 'excluded'];
const worstFirst = (list) => list.map((x, i) => [SEVERITY.indexOf(x.verdict), i, x]).sort((a, b) => a[0] - b[0] || a[1] - b[1]).map((t) => t[2]);
const haystacks = new Map();
const itemsOf = (assertions) => assertions.flatMap((a) => a.items.map((key) => byItem.get(key)).filter(Boolean));
const saidBy = (a) => [nameOf(a), a.message, ...a.evidence.map((e) => e.wanted + ' ' + e.got), byScenario.get(scenarioOf(a))?.title].join(' ');
/** Of each list: all entries, the items and assertions that an entry has to do with (filters ask those), its text for the search, its row. */
const LIST_KINDS = {
  items: {
    name: 'items', all: report.items,
    items: (i) => [i], assertions: (i) => i.assertions.map((name) => byAssertion.get(name)),
    text: (i) => [i.key, i.text, i.reason, i.section.printed, i.section.effective, i.status, ...LIST_KINDS.items.assertions(i).map(saidBy)],
    row: (i) => row(i, { item: i.key }, i.key, i.text, whyOf(i, LIST_KINDS.items.assertions(i))),
  },
  scenarios: {
    name: 'scenario rows', all: report.scenarios,
    items: (s) => itemsOf(LIST_KINDS.scenarios.assertions(s)), assertions: (s) => inScenario.get(nameOf(s)) || [],
    text: (s) => [nameOf(s), s.title, s.file, s.reason, byProcedure.get(s.id)?.purpose, ...LIST_KINDS.scenarios.assertions(s).map((a) => a.id + ' ' + (a.message || ''))],
    row: (s) => row(s, { scenario: nameOf(s) }, nameOf(s), s.title, whyOf(s, LIST_KINDS.scenarios.assertions(s))),
  },
  assertions: {
    name: 'assertions', all: report.assertions,
    items: (a) => itemsOf([a]), assertions: (a) => [a],
    text: (a) => [saidBy(a), a.items.join(' '), criterionOf(a)?.words],
    row: (a) => row(a, { assertion: nameOf(a) }, nameOf(a), a.message || criterionOf(a)?.words || a.items.join(', ')),
  },
};
function row(x, detail, name, text, why) {
  return h('li', {}, h('a', { class: 'row', href: linkTo(detail), 'data-key': Object.keys(detail)[0] + '=' + Object.values(detail)[0] }, chip(x.verdict), h('span', { class: 'name' }, name), h('span', { class: 'text' }, text), why ? h('span', { class: 'text why' }, visible(why.length > 200 ? why.slice(0, 199) + '…' : why)) : ''));
}
/** Why it is not right, in short; nothing of what is. */
const whyOf = (x, assertions) => (['fail', 'error', 'inconclusive', 'review'].includes(x.verdict) ? x.reason || assertions.find((a) => a.verdict === x.verdict)?.message : undefined);
function currentList() { const { list } = address(); return Object.hasOwn(LIST_KINDS, list) ? list : 'items'; }
/** What the filters leave. An entry fits when one of its items has the edition, kind, side and status that are asked for all together. */
function chosen(kind, withVerdict) {
  const a = address();
  const own = LIST_KINDS[kind];
  const verdicts = new Set(withVerdict ? (a.verdict || '').split(',').filter(Boolean) : []);
  const q = (a.q || '').toLowerCase().split(/\s+/).filter(Boolean);
  const text = (x) => { let t = haystacks.get(x); if (t === undefined) haystacks.set(x, (t = own.text(x).filter(Boolean).join(' ').toLowerCase())); return t; };
  const asksItem = a.edition || a.kind || a.side || a.status;
  const fits = (i) => (!a.edition || i.edition === a.edition) && (!a.kind || i.kind === a.kind) && (!a.side || i.side === a.side) && (a.status !== 'mandatory' || i.mandatory);
  const within = (a.in || '').toLowerCase();
  return own.all.filter((x) => (verdicts.size === 0 || verdicts.has(x.verdict)) && (!asksItem || own.items(x).some(fits))
    && (!within || (kind === 'scenarios' ? nameOf(x).toLowerCase().includes(within) : own.assertions(x).some((y) => scenarioOf(y).toLowerCase().includes(within)))) && q.every((w) => text(x).includes(w)));
}

const listElement = document.getElementById('list');
const countElement = document.getElementById('count');
const moreButton = document.getElementById('more');
let waiting = [];
let shownFor = '';
const watcher = new IntersectionObserver((seen) => { if (seen.some((s) => s.isIntersecting)) addRows(); }, { rootMargin: '400px' });
watcher.observe(moreButton);
moreButton.addEventListener('click', () => { const before = listElement.children.length; addRows(); listElement.children[before]?.querySelector('a').focus(); });

function addRows() {
  const kind = LIST_KINDS[currentList()];
  listElement.append(...waiting.splice(0, PAGE_ROWS).map(kind.row));
  moreButton.hidden = waiting.length === 0;
  moreButton.textContent = waiting.length + ' more';
  markCurrent();
}
function showList() {
  const kind = currentList();
  const key = JSON.stringify(filters());
  if (key === shownFor) return markCurrent();
  shownFor = key;
  const found = chosen(kind, true);
  waiting = worstFirst(found);
  listElement.replaceChildren();
  countElement.textContent = found.length === 0 ? 'Nothing matches these filters.' : found.length + ' of ' + LIST_KINDS[kind].all.length + ' ' + LIST_KINDS[kind].name + ', worst first';
  addRows();
  for (const tab of document.querySelectorAll('.tabs a')) {
    const own = tab.dataset.list;
    tab.href = hashOf({ ...filters(), list: own === 'items' ? undefined : own });
    if (own === kind) tab.setAttribute('aria-current', 'page'); else tab.removeAttribute('aria-current');
  }
  const a = address();
  const counts = {};
  for (const x of chosen(kind, false)) counts[x.verdict] = (counts[x.verdict] || 0) + 1;
  const known = new Set(LIST_KINDS[kind].all.map((x) => x.verdict));
  const pressed = new Set((a.verdict || '').split(','));
  for (const button of document.querySelectorAll('.verdicts button')) {
    button.hidden = !known.has(button.value) && !pressed.has(button.value);
    button.setAttribute('aria-pressed', pressed.has(button.value));
    button.lastChild.textContent = ' ' + (counts[button.value] || 0);
  }
  for (const id of ['edition', 'kind', 'side']) document.getElementById(id).value = a[id] || '';
  document.getElementById('mandatory').checked = a.status === 'mandatory';
  for (const id of ['q', 'in']) { const field = document.getElementById(id); if (field.value !== (a[id] || '')) field.value = a[id] || ''; }
  document.getElementById('clear').hidden = !FILTERS.some((f) => f !== 'list' && a[f]);
}
function markCurrent() {
  const a = address();
  const detail = DETAILS.find((d) => a[d] !== undefined);
  for (const link of listElement.querySelectorAll('a[aria-current]')) link.removeAttribute('aria-current');
  if (detail) listElement.querySelector('a[data-key="' + CSS.escape(detail + '=' + a[detail]) + '"]')?.setAttribute('aria-current', 'true');
}
function setFilter(changes) {
  const a = address();
  history.replaceState(null, '', hashOf({ ...a, ...changes }));
  render(false);
}
for (const id of ['q', 'in']) document.getElementById(id).addEventListener('input', (e) => setFilter({ [id]: e.target.value }));
for (const id of ['edition', 'kind', 'side']) document.getElementById(id).addEventListener('change', (e) => setFilter({ [id]: e.target.value }));
document.getElementById('mandatory').addEventListener('change', (e) => setFilter({ status: e.target.checked ? 'mandatory' : '' }));
document.getElementById('clear').addEventListener('click', () => { setFilter(Object.fromEntries(FILTERS.filter((f) => f !== 'list').map((f) => [f, '']))); document.getElementById('q').focus(); });
/** Names are offered as they are typed; a list of all would be as long as the report. */
document.getElementById('in').addEventListener('input', (e) => {
  const typed = e.target.value.toLowerCase();
  const ids = [...new Set(report.scenarios.map((s) => s.id))].filter((id) => id.toLowerCase().includes(typed));
  document.getElementById('scenario-names').replaceChildren(...ids.slice(0, 20).map((id) => h('option', { value: id })));
});
for (const button of document.querySelectorAll('.verdicts button')) button.addEventListener('click', () => {
  const on = new Set((address().verdict || '').split(',').filter(Boolean));
  if (!on.delete(button.value)) on.add(button.value);
  setFilter({ verdict: [...on].join(',') });
});
`;
