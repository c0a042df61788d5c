/** Page script, part 1: the data, small tools, and the address (everything that can be linked stands after the #). */
export const STATE = /* js */ String.raw`
const report = JSON.parse(document.getElementById('data').textContent);
const SIGNS = JSON.parse(document.getElementById('signs').textContent);
const byItem = new Map(report.items.map((i) => [i.key, i]));
const nameOf = (x) => x.row === undefined ? x.id : x.id + '[' + x.row + ']';
const byAssertion = new Map(report.assertions.map((a) => [nameOf(a), a]));
const byScenario = new Map(report.scenarios.map((s) => [nameOf(s), s]));
const byFrame = new Map(report.frames.map((f) => [f.n, f]));
const byProcedure = new Map(report.procedures.map((p) => [p.scenario, p]));
const scenarioOf = (a) => { const id = a.id.slice(0, a.id.indexOf('/')); return a.row === undefined ? id : id + '[' + a.row + ']'; };
const citing = new Map();
const inScenario = new Map();
for (const a of report.assertions) {
  push(inScenario, scenarioOf(a), a);
  for (const n of new Set(a.evidence.map((e) => e.frame))) push(citing, n, a);
}
const scenarioOfFrame = new Map();
for (const s of report.scenarios) for (const n of s.frames) if (!scenarioOfFrame.has(n)) scenarioOfFrame.set(n, s);

function push(map, key, value) { const list = map.get(key); if (list) list.push(value); else map.set(key, [value]); }
/** Words with the values of this row and of the PIXIT in force. */
function inForce(text, s) {
  const own = s.row === undefined ? {} : byProcedure.get(s.id)?.rows?.[s.row] || {};
  return text.replace(/‹row: ([^›]+)›/g, (all, name) => (Object.hasOwn(own, name) ? own[name] : all)).replace(/‹PIXIT ([^›]+)›/g, (all, name) => (Object.hasOwn(report.pixit, name) ? report.pixit[name] + ' (PIXIT ' + name + ')' : all));
}
/** The step that an assertion stands in, and what it demands in words; undefined in reports of older versions. */
function criterionOf(a) {
  const id = a.id.slice(a.id.indexOf('/') + 1);
  for (const step of byProcedure.get(a.id.slice(0, a.id.indexOf('/')))?.steps || []) for (const c of step.criteria) if (c.id === id) return { step: step.id, words: inForce(c.words, { id: a.id.slice(0, a.id.indexOf('/')), row: a.row }) };
  return undefined;
}

/** An element: attributes, then children; text never becomes markup. */
function h(tag, attributes, ...children) { return dress(document.createElement(tag), attributes, children); }
function dress(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value);
  element.append(...children.flat(Infinity).filter((c) => c !== undefined && c !== null && c !== ''));
  return element;
}
const words = (verdict) => verdict.replaceAll('-', ' ');
const many = (n, one) => n + ' ' + one + (n === 1 ? '' : 's');
const chip = (verdict) => h('span', { class: 'chip v-' + verdict, 'data-sign': SIGNS[verdict] }, words(verdict));
const facts = (pairs) => h('dl', {}, pairs.filter((p) => p[1] !== undefined && p[1] !== '' && p[1] !== false).map(([k, v]) => [h('dt', {}, k), h('dd', {}, v)]));
const quoted = (word) => /^[\w@%+=:,./-]+$/.test(word) ? word : "'" + word.replaceAll("'", "'\\''") + "'";

/** The address as an object; details are one of item, assertion, scenario, frame. */
const DETAILS = ['item', 'assertion', 'scenario', 'frame'];
const FILTERS = ['list', 'verdict', 'edition', 'kind', 'side', 'status', 'in', 'q'];
function address() { return Object.fromEntries(new URLSearchParams(location.hash.slice(1))); }
function hashOf(state) {
  const text = Object.entries(state).filter(([, v]) => v !== undefined && v !== '').map(([k, v]) => k + '=' + encodeURIComponent(v).replaceAll('%2F', '/').replaceAll('%5B', '[').replaceAll('%5D', ']').replaceAll('%2C', ',')).join('&');
  return '#' + text;
}
/** The filters of now, without any detail. */
function filters() { const a = address(); return Object.fromEntries(FILTERS.map((f) => [f, a[f]])); }
const linkTo = (detail) => hashOf({ ...detail, ...filters() });
`;
