/** Page script, part 3: what stands beside the list: an item with its assertions, or a scenario row with its sequence. */
export const DETAIL = /* js */ String.raw`
function assertionCard(a, withItems) {
  const card = h('article', { class: 'card', 'data-assertion': nameOf(a) }, h('div', { class: 'head' }, chip(a.verdict), h('a', { class: 'name', href: linkTo({ assertion: nameOf(a) }) }, nameOf(a))));
  if (a.message) card.append(h('p', { class: 'break' }, a.message));
  if (withItems) card.append(h('p', { class: 'soft' }, 'for ', a.items.flatMap((key, i) => [i ? ', ' : '', byItem.has(key) ? h('a', { href: linkTo({ item: key }) }, key) : key])));
  for (const e of a.evidence) card.append(evidence(e));
  const source = sourceOf(a);
  if (source) card.append(h('p', { class: 'soft source' }, 'written at ', h('code', {}, source)));
  return card;
}
/** file:line of an assertion; of its scenario where it stands in a procedure. */
function sourceOf(a) {
  const s = byScenario.get(scenarioOf(a));
  return s && s.file + ':' + (a.line || s.line);
}
function evidence(e) {
  const frame = byFrame.get(e.frame);
  const count = e.to - e.from;
  const where = e.frame === 0 ? 'no frame' : h('a', { href: linkTo({ frame: e.frame, octets: e.from + '-' + e.to }) }, 'frame ' + e.frame + ', offset ' + e.from + (count ? ', ' + count + (count === 1 ? ' octet' : ' octets') : '') + (frame ? ' of ' + frame.length : ''));
  const hex = (e.hex.match(/../g) || []);
  return h('div', { class: 'evidence' }, facts([['wanted', e.wanted], ['got', e.got], ['where', where], ['octets', hex.length ? h('span', { class: 'hex' }, hex.slice(0, 48).join(' ') + (hex.length > 48 ? ' … (+' + (hex.length - 48) + ')' : '')) : '']]));
}
function itemDetail(key) {
  const i = byItem.get(key);
  if (!i) return missing('item ' + key);
  return {
    title: key, chip: i.verdict,
    body: [
      h('p', {}, i.text),
      facts([['status', i.status], ['section', i.section.effective === i.section.printed ? i.section.printed : i.section.effective + ' (printed: ' + i.section.printed + ')'], ['side', i.side], ['why', i.reason]]),
      h('h3', { class: 'section' }, i.assertions.length ? 'Assertions that count for it' : 'No assertion was judged for it'),
      ...i.assertions.map((name) => assertionCard(byAssertion.get(name), false)),
    ],
  };
}
function scenarioDetail(name, here) {
  const s = byScenario.get(name);
  if (!s) return missing('scenario ' + name);
  return {
    title: name, chip: s.verdict,
    body: [
      h('p', {}, s.title),
      facts([['file', h('code', {}, s.file + ':' + s.line)], ['took', Math.round(s.durationMs) + ' ms'], ['why', s.reason]]),
      s.trace.length || s.frames.length ? sequence(s) : h('p', { class: 'soft' }, 'Nothing crossed and nothing was done in this row.'),
      ...treeSection(s),
      h('h3', { class: 'section' }, 'Assertions'),
      ...(inScenario.get(name) || []).map((a) => { const card = assertionCard(a, true); if (here && nameOf(a) === here) card.classList.add('here'); return card; }),
    ],
    after: (root) => root.querySelector('.here')?.scrollIntoView({ block: 'center' }),
  };
}
const shortType = (type) => type.split(';')[0].trim().replace(/^application\/(vnd\.syncml\.)?/, '');
function frameLabel(f) {
  const parts = [];
  if (f.unit === 'datagram') parts.push(f.channel === 'push' ? 'push' : 'datagram');
  else if (f.head) parts.push(f.unit === 'request' ? f.head.line.replace(/ HTTP\/[\d.]+$/, '') : f.head.line.replace(/^HTTP\/[\d.]+ /, ''));
  else parts.push(f.unit);
  if (f.contentType) parts.push(shortType(f.contentType));
  parts.push(f.length === 1 ? '1 octet' : f.length + ' octets');
  if (f.trouble) parts.push(f.trouble);
  return parts.join(' · ');
}
/** Tester left, IUT right; frames in order with what was done in between. */
function sequence(s) {
  const told = new Set(s.trace.filter((t) => t.frame !== undefined).map((t) => t.frame));
  const entries = [...s.trace, ...s.frames.filter((n) => !told.has(n)).map((n) => ({ at: byFrame.get(n)?.at ?? 0, step: '', what: 'frame', frame: n }))].sort((a, b) => a.at - b.at);
  const drawn = new Set();
  const lines = [];
  for (const e of entries) {
    const f = e.frame === undefined ? undefined : byFrame.get(e.frame);
    if (f && !drawn.has(f.n)) {
      drawn.add(f.n);
      lines.push(h('li', { class: f.direction + (f.trouble ? ' trouble' : '') }, h('a', { class: 'arrow', href: linkTo({ frame: f.n }), 'aria-label': 'frame ' + f.n + ' ' + (f.direction === 'from-iut' ? 'from the IUT: ' : 'to the IUT: ') + frameLabel(f) }, h('span', { class: 'at' }, '#' + f.n), h('span', { class: 'label' }, frameLabel(f)))));
    } else if (e.what !== 'frame') {
      const taken = f ? ', frame ' + f.n : '';
      lines.push(h('li', { class: 'act' }, h('b', {}, e.step), ' ' + e.what + taken + ' · ' + Math.round(e.at) + ' ms'));
    }
  }
  return h('div', { class: 'seq' }, h('div', { class: 'ends' }, h('span', {}, 'Tester'), h('span', {}, 'IUT (' + report.iut.role + ')')), h('ol', { 'aria-label': 'Sequence' }, lines));
}
function missing(what) { return { title: 'Not in this report', body: [h('p', {}, 'This report holds no ' + what + '.')] }; }
`;
