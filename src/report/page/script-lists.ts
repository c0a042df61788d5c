/** Page script, part 2: the filtered lists of items and scenario rows. Rows are made a page at a time, when they come into view. */
export const LISTS = /* js */ String.raw`
const PAGE_ROWS = 60;
const SEVERITY = ['error', 'fail', 'inconclusive', 'review', 'not-tested', 'pass', 'not-applicable', 'excluded'];
const worstFirst = (list) => list.map((x, i) => [SEVERITY.indexOf(x.verdict), i, x]).sort((a, b) => a[0] - b[0] || a[1] - b[1]).map((t) => t[2]);
const haystacks = new Map();
const LIST_KINDS = {
  items: {
    all: report.items,
    text: (i) => [i.key, i.text, i.reason, i.section.printed, i.section.effective, i.status, i.assertions.join(' ')].join(' '),
    row: (i) => row(i, { item: i.key }, i.key, i.text),
  },
  scenarios: {
    all: report.scenarios,
    text: (s) => [nameOf(s), s.title, s.file, s.reason].join(' '),
    row: (s) => row(s, { scenario: nameOf(s) }, nameOf(s), s.title),
  },
};
function row(x, detail, name, text) {
  return h('li', {}, h('a', { class: 'row', href: linkTo(detail), 'data-key': Object.keys(detail)[0] + '=' + Object.values(detail)[0] }, chip(x.verdict), h('span', { class: 'name' }, name), h('span', { class: 'text' }, text)));
}
function currentList() { return address().list === 'scenarios' ? 'scenarios' : 'items'; }
function chosen(kind) {
  const a = address();
  const verdicts = new Set((a.verdict || '').split(',').filter(Boolean));
  const q = (a.q || '').toLowerCase().split(/\s+/).filter(Boolean);
  const text = (x) => { let t = haystacks.get(x); if (t === undefined) haystacks.set(x, (t = LIST_KINDS[kind].text(x).toLowerCase())); return t; };
  return LIST_KINDS[kind].all.filter((x) => (verdicts.size === 0 || verdicts.has(x.verdict)) && (kind !== 'items' || ((!a.edition || x.edition === a.edition) && (!a.kind || x.kind === a.kind))) && q.every((w) => text(x).includes(w)));
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
  const found = chosen(kind);
  waiting = worstFirst(found);
  listElement.replaceChildren();
  countElement.textContent = found.length === 0 ? 'Nothing matches these filters.' : found.length + ' of ' + LIST_KINDS[kind].all.length + (kind === 'items' ? ' items' : ' scenario rows') + ', worst first';
  addRows();
  for (const tab of document.querySelectorAll('.tabs a')) {
    const own = tab.dataset.list;
    tab.href = hashOf({ ...filters(), list: own === 'items' ? undefined : own });
    if (own === kind) tab.setAttribute('aria-current', 'page'); else tab.removeAttribute('aria-current');
  }
  const a = address();
  const counts = {};
  for (const x of LIST_KINDS[kind].all) counts[x.verdict] = (counts[x.verdict] || 0) + 1;
  const pressed = new Set((a.verdict || '').split(','));
  for (const button of document.querySelectorAll('.verdicts button')) {
    button.hidden = !counts[button.value] && !pressed.has(button.value);
    button.setAttribute('aria-pressed', pressed.has(button.value));
    button.lastChild.textContent = ' ' + (counts[button.value] || 0);
  }
  document.getElementById('edition').value = a.edition || '';
  document.getElementById('kind').value = a.kind || '';
  for (const id of ['edition', 'kind']) document.getElementById(id).hidden = kind !== 'items';
  const search = document.getElementById('q');
  if (search.value !== (a.q || '')) search.value = a.q || '';
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
document.getElementById('q').addEventListener('input', (e) => setFilter({ q: e.target.value }));
for (const id of ['edition', 'kind']) document.getElementById(id).addEventListener('change', (e) => setFilter({ [id]: e.target.value }));
for (const button of document.querySelectorAll('.verdicts button')) button.addEventListener('click', () => {
  const on = new Set((address().verdict || '').split(',').filter(Boolean));
  if (!on.delete(button.value)) on.add(button.value);
  setFilter({ verdict: [...on].join(',') });
});
`;
