/** Page script, part 3b: what a scenario row did to the management tree: each reading beside the one before it. */
export const TREES = /* js */ `
const MARK_WORDS = { '+': 'added', '-': 'removed', '~': 'changed' };
function treeOutcome(t) {
  if (t.since === undefined) return 'first reading of this place';
  const told = [[t.added, 'added'], [t.removed, 'removed'], [t.changed, 'changed']].filter(([n]) => n > 0).map(([n, word]) => n + ' ' + word);
  return (told.length ? told.join(', ') : 'nothing changed') + ' since ' + t.since;
}
function nodeLine([mark, n]) {
  const word = MARK_WORDS[mark];
  const [uri, ...facts] = report.nodes[n];
  return h('li', { class: word || 'same' },
    h('span', { class: 'mark', 'aria-hidden': 'true' }, mark),
    h('div', {}, word ? h('span', { class: 'said' }, word + ': ') : '', h('b', {}, uri), facts.map(([name, now, was]) => [' ', h('span', { class: 'fact' }, name === 'value' || name === 'format' ? '' : h('span', { class: 'soft' }, name + ' '), was === undefined ? now : [h('del', {}, was || 'none'), ' → ', h('ins', {}, now || 'none')])])));
}
/** Nodes are made when a reading is unfolded. Between two readings what changed stands first, what did not is folded once more. */
function treeReading(t) {
  const touched = t.lines.filter((l) => l[0] !== ' ');
  const rest = t.lines.filter((l) => l[0] === ' ');
  const list = (lines, label) => h('ul', { class: 'nodes', 'aria-label': label }, lines.map(nodeLine));
  const fill = () => [
    t.unread ? h('p', { class: 'soft' }, 'Not to be read: ' + t.unreadFirst.join(', ') + (t.unread > t.unreadFirst.length ? ' and ' + many(t.unread - t.unreadFirst.length, 'more place') : '') + '.') : '',
    t.count === 0 && touched.length === 0 ? h('p', { class: 'soft' }, 'No node was there.') : '',
    t.since === undefined ? (rest.length ? list(rest, 'Nodes') : '') : [touched.length ? list(touched, 'Changed nodes') : '', rest.length ? folded('', many(rest.length, 'node') + ' as before', () => [list(rest, 'Nodes as before')], false) : ''],
    t.left > 0 ? h('p', { class: 'soft' }, many(t.left, 'more node') + ' stand in report.json.') : '',
  ];
  return folded('tree', [h('b', {}, t.step), ' read ', h('code', {}, t.uri), ': ' + many(t.count, 'node') + (t.by ? ' by a session' : '') + ' · ' + treeOutcome(t)], fill, touched.length > 0 || t.lines.length <= 8);
}
function folded(name, summary, make, isOpen) {
  const box = h('details', { class: name || undefined }, h('summary', {}, summary));
  const fill = () => { if (box.children.length === 1) box.append(...make().flat(Infinity).filter(Boolean)); };
  box.addEventListener('toggle', () => { if (box.open) fill(); });
  if (isOpen) { box.open = true; fill(); }
  return box;
}
function treeSection(s) {
  return s.trees ? [h('h3', { class: 'section' }, 'Management tree'), ...s.trees.map(treeReading)] : [];
}
`;
