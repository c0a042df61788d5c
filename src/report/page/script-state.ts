/** Page script, part 1: the data, small tools, and the address (everything that can be linked stands after the #). */
export const STATE = /* js */ `
const report = JSON.parse(document.getElementById('data').textContent);
const SIGNS = JSON.parse(document.getElementById('signs').textContent);
const byItem = new Map(report.items.map((i) => [i.key, i]));
const nameOf = (x) => x.row === undefined ? x.id : x.id + '[' + x.row + ']';
const byAssertion = new Map(report.assertions.map((a) => [nameOf(a), a]));
const byScenario = new Map(report.scenarios.map((s) => [nameOf(s), s]));
const byFrame = new Map(report.frames.map((f) => [f.n, f]));
const scenarioOf = (a) => { const id = a.id.slice(0, a.id.indexOf('/')); return a.row === undefined ? id : id + '[' + a.row + ']'; };
const citing = new Map();
const inScenario = new Map();
for (const a of report.assertions) {
  push(inScenario, scenarioOf(a), a);
  for (const n of new Set(a.evidence.map((e) => e.frame))) push(citing, n, a);
}
const scenarioOfFrame = new Map();
for (const s of report.scenarios) for (const n of s.frames) scenarioOfFrame.set(n, s);

function push(map, key, value) { const list = map.get(key); if (list) list.push(value); else map.set(key, [value]); }

/** An element: attributes, then children; text never becomes markup. */
function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value);
  element.append(...children.flat(Infinity).filter((c) => c !== undefined && c !== null && c !== ''));
  return element;
}
const words = (verdict) => verdict.replaceAll('-', ' ');
const chip = (verdict) => h('span', { class: 'chip v-' + verdict, 'data-sign': SIGNS[verdict] }, words(verdict));
const facts = (pairs) => h('dl', {}, pairs.filter((p) => p[1] !== undefined && p[1] !== '').map(([k, v]) => [h('dt', {}, k), h('dd', {}, v)]));

/** The address as an object; details are one of item, assertion, scenario, frame. */
const DETAILS = ['item', 'assertion', 'scenario', 'frame'];
function address() { return Object.fromEntries(new URLSearchParams(location.hash.slice(1))); }
function hashOf(state) {
  const text = Object.entries(state).filter(([, v]) => v !== undefined && v !== '').map(([k, v]) => k + '=' + encodeURIComponent(v).replaceAll('%2F', '/').replaceAll('%5B', '[').replaceAll('%5D', ']').replaceAll('%2C', ',')).join('&');
  return '#' + text;
}
/** The filters of now, without any detail. */
function filters() { const a = address(); return { list: a.list, verdict: a.verdict, edition: a.edition, kind: a.kind, q: a.q }; }
const linkTo = (detail) => hashOf({ ...detail, ...filters() });
`;
