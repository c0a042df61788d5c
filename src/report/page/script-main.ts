/** Page script, part 5: shows what the address says, and keeps the keyboard where it was. */
export const MAIN = /* js */ `
const detailElement = document.getElementById('detail');
const panes = document.getElementById('panes');
let shownDetail = '';
let cameFrom;
const MAKE = {
  item: (a) => itemDetail(a.item),
  scenario: (a) => scenarioDetail(a.scenario),
  assertion: (a) => { const found = byAssertion.get(a.assertion); return found ? scenarioDetail(scenarioOf(found), a.assertion) : missing('assertion ' + a.assertion); },
  frame: (a) => frameDetail(a.frame, a.octets),
};
function render(moveFocus) {
  const a = address();
  showList();
  const detail = DETAILS.find((d) => a[d] !== undefined);
  const key = detail ? detail + '=' + a[detail] + '&' + (a.octets || '') : '';
  panes.classList.toggle('split', detail !== undefined);
  panes.classList.toggle('wide', detail === 'frame');
  if (key === shownDetail) return;
  shownDetail = key;
  if (!detail) {
    detailElement.replaceChildren();
    if (moveFocus && cameFrom) [...listElement.querySelectorAll('a')].find((l) => l.dataset.key === cameFrom)?.focus();
    return;
  }
  if (detail === 'item' || detail === 'scenario') cameFrom = detail + '=' + a[detail];
  const made = MAKE[detail](a);
  const heading = h('h2', { tabindex: '-1' }, made.title);
  const close = h('a', { class: 'close', href: hashOf(filters()) }, 'Back to the list');
  detailElement.replaceChildren(h('header', {}, h('div', {}, made.chip ? chip(made.chip) : '', heading), close), ...made.body.filter(Boolean));
  detailElement.scrollTop = 0;
  if (moveFocus) {
    heading.focus({ preventScroll: true });
    const top = detailElement.getBoundingClientRect().top;
    if (top < 0 || top > innerHeight / 3) detailElement.scrollIntoView({ block: 'start' });
  }
  made.after?.(detailElement);
}
addEventListener('hashchange', () => render(true));
const LIST_KEYS = { 1: undefined, 2: 'scenarios', 3: 'assertions' };
addEventListener('keydown', (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey) return;
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName || '') && document.activeElement.type !== 'checkbox';
  if (e.key === 'Escape') {
    if (typing) { document.activeElement.blur(); return; }
    if (shownDetail) location.hash = hashOf(filters());
    return;
  }
  if (typing) return;
  if (e.key === '/') { e.preventDefault(); document.getElementById('q').focus(); return; }
  if (Object.hasOwn(LIST_KEYS, e.key)) { toList(hashOf({ ...filters(), list: LIST_KEYS[e.key] })); return; }
  if (e.key === 'n' || e.key === 'p') { neighbour(e.key === 'n' ? 1 : -1); return; }
  if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
    const links = [...listElement.querySelectorAll('a.row')];
    const at = links.indexOf(document.activeElement);
    // Where nothing has the keyboard, the first arrow leads into the list; anywhere else it scrolls.
    if (at < 0 && document.activeElement !== document.body) return;
    e.preventDefault();
    if (at < 0) { (links.find((l) => l.getAttribute('aria-current')) || links[0])?.focus(); return; }
    if (e.key === 'ArrowDown' && at === links.length - 1 && waiting.length) { addRows(); listElement.children[at + 1]?.querySelector('a').focus(); return; }
    links[at + (e.key === 'ArrowDown' ? 1 : -1)]?.focus();
  }
});
function toList(hash) {
  if (hash !== (location.hash || '#')) history.pushState(null, '', hash);
  render(false);
  listElement.querySelector('a.row')?.focus();
}
/** The next or previous: of a frame in its row, of anything else in the list. */
function neighbour(k) {
  const a = address();
  if (a.frame !== undefined) {
    const own = scenarioOfFrame.get(Number(a.frame))?.frames || [];
    const next = own[own.indexOf(Number(a.frame)) + k];
    if (next !== undefined) location.hash = linkTo({ frame: next });
    return;
  }
  const links = [...listElement.querySelectorAll('a.row')];
  const at = links.findIndex((l) => l.getAttribute('aria-current'));
  const next = links[at + k];
  if (next) location.hash = next.getAttribute('href');
  if (at + k >= links.length - 1 && waiting.length) addRows();
}
document.getElementById('q').addEventListener('keydown', (e) => { if (e.key === 'Enter') listElement.querySelector('a')?.focus(); });
render(true);
`;
