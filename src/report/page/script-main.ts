/** Page script, part 5: shows what the address says, keeps the keyboard where it was, prints what is open. */
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
addEventListener('keydown', (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey) return;
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName || '');
  if (e.key === '/' && !typing) { e.preventDefault(); document.getElementById('q').focus(); return; }
  if (e.key === 'Escape') {
    if (typing) { document.activeElement.blur(); return; }
    if (shownDetail) location.hash = hashOf(filters());
    return;
  }
  if ((e.key === 'ArrowDown' || e.key === 'ArrowUp') && !typing) {
    const links = [...listElement.querySelectorAll('a.row')];
    const at = links.indexOf(document.activeElement);
    if (at < 0) return;
    e.preventDefault();
    if (e.key === 'ArrowDown' && at === links.length - 1 && waiting.length) { addRows(); listElement.children[at + 1]?.querySelector('a').focus(); return; }
    links[at + (e.key === 'ArrowDown' ? 1 : -1)]?.focus();
  }
});
document.getElementById('q').addEventListener('keydown', (e) => { if (e.key === 'Enter') listElement.querySelector('a')?.focus(); });
/** On paper: what is open, in full; nothing of it is in the page before. */
addEventListener('beforeprint', () => {
  document.querySelector('.facts').open = true;
  const open = worstFirst(report.assertions.filter((a) => ['error', 'fail', 'inconclusive', 'review'].includes(a.verdict)));
  document.getElementById('print').replaceChildren(h('h2', { class: 'section' }, open.length ? 'What is open' : 'Nothing is open'), ...open.slice(0, 500).map((a) => assertionCard(a, true)));
});
addEventListener('afterprint', () => document.getElementById('print').replaceChildren());
render(true);
`;
