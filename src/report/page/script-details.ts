/** Page script, part 3: what stands beside the list: an item with its assertions, or a scenario row with its procedure. */
export const DETAIL = /* js */ `
function assertionCard(a, withItems) {
  const card = h('article', { class: 'card', 'data-assertion': nameOf(a) }, h('div', { class: 'head' }, chip(a.verdict), h('a', { class: 'name', href: linkTo({ assertion: nameOf(a) }) }, nameOf(a))));
  const demanded = criterionOf(a)?.words;
  if (demanded) card.append(h('p', { class: 'soft break' }, demanded));
  if (a.message) card.append(h('p', { class: 'break' }, visible(a.message)));
  if (withItems) card.append(h('p', { class: 'soft' }, 'for ', a.items.flatMap((key, i) => [i ? ', ' : '', byItem.has(key) ? h('a', { href: linkTo({ item: key }) }, key) : key])));
  for (const e of a.evidence) card.append(evidence(e));
  const more = [...new Set(a.evidence.map((e) => e.frame))].filter((n) => n !== 0 && a.evidence.filter((e) => e.frame === n).length > 1);
  for (const n of more) card.append(h('p', {}, h('a', { href: linkTo({ frame: n, octets: a.evidence.filter((e) => e.frame === n).map((e) => e.from + '-' + e.to).join(',') }) }, 'all its places in frame ' + n)));
  const source = sourceOf(a);
  if (source) card.append(h('p', { class: 'soft source' }, 'written at ', h('code', {}, source), ' in ', h('a', { href: linkTo({ scenario: scenarioOf(a) }) }, scenarioOf(a))));
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
  const hex = e.frame === 0 ? [] : e.hex.match(/../g) || [];
  const [wanted, got] = beside(e.wanted, e.got);
  return h('div', { class: 'evidence' }, facts([['wanted', wanted], ['got', got], ['where', where], ['octets', hex.length ? h('span', { class: 'hex' }, hex.slice(0, 48).join(' ') + (hex.length > 48 ? ' … (+' + (hex.length - 48) + ')' : '')) : '']]));
}
function itemDetail(key) {
  const i = byItem.get(key);
  if (!i) return missing('item ' + key);
  return {
    title: key, chip: i.verdict,
    body: [
      h('p', {}, i.text),
      facts([['status', i.status], ['section', i.section.effective === i.section.printed ? i.section.printed : i.section.effective + ' (printed: ' + i.section.printed + ')'], ['side', i.side], ['why', i.reason && visible(i.reason)]]),
      h('h3', { class: 'section' }, i.assertions.length ? 'Assertions that count for it' : 'No assertion was judged for it'),
      ...i.assertions.map((name) => assertionCard(byAssertion.get(name), false)),
    ],
  };
}
/** Purpose, applicability, and each step in words with what it has to show. */
function procedure(s) {
  const p = byProcedure.get(s.id);
  if (!p) return [];
  const verdicts = new Map((inScenario.get(nameOf(s)) || []).map((a) => [a.id.slice(a.id.indexOf('/') + 1), a]));
  const criterion = (c) => { const a = verdicts.get(c.id); return h('li', {}, a ? chip(a.verdict) : '', ' ', a ? h('a', { href: linkTo({ assertion: nameOf(a) }) }, c.id) : h('b', {}, c.id), ': ' + inForce(c.words, s)); };
  const steps = () => [h('ol', { class: 'procedure' }, p.steps.map((step) => h('li', {}, h('div', {}, h('b', {}, step.id), ' ', h('span', { class: 'soft' }, step.direction)), h('div', { class: 'break' }, inForce(step.action, s) + '.'), step.absence ? h('div', { class: 'soft' }, step.absence) : '', step.criteria.length ? h('ul', {}, step.criteria.map(criterion)) : '')))];
  return [h('p', { class: 'purpose' }, p.purpose), h('p', { class: 'soft' }, 'Applies: ' + (p.applied?.[s.row] ?? p.applies).replace(/^Where/, 'where').replace(/^Always/, 'always')), folded('fold', [h('b', {}, 'Procedure and pass criteria'), ' in ' + many(p.steps.length, 'step')], steps, false)];
}
function scenarioDetail(name, here) {
  const s = byScenario.get(name);
  if (!s) return missing('scenario ' + name);
  return {
    title: name, chip: s.verdict,
    body: [
      h('p', {}, s.title),
      ...procedure(s),
      facts([['file', h('code', {}, s.file + ':' + s.line)], ['took', Math.round(s.durationMs) + ' ms'], ['run it again', !report.isCapture && h('code', {}, report.again + ' --scenario ' + quoted(s.id))], ['why', s.reason]]),
      s.trace.length || s.frames.length ? sequence(s) : h('p', { class: 'soft' }, 'Nothing crossed and nothing was done in this row.'),
      ...treeSection(s),
      h('h3', { class: 'section' }, 'Assertions'),
      ...(inScenario.get(name) || []).map((a) => { const card = assertionCard(a, true); if (here && nameOf(a) === here) card.classList.add('here'); return card; }),
    ],
    after: (root) => { drawSequences(root); root.querySelector('.here')?.scrollIntoView({ block: 'center' }); },
  };
}
function missing(what) { return { title: 'Not in this report', body: [h('p', {}, 'This report holds no ' + what + '.')] }; }
`;
