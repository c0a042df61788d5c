/** Page script, part 3c: the sequence diagram of a scenario row, drawn from its frames and its trace. */
import { layoutSequence } from '../sequence/layout.js';

export const SEQUENCE = /* js */ String.raw`
const layoutSequence = ${layoutSequence.toString()};
/** Lines drawn at once; a flooding row has more than anybody reads. */
const MOST_LINES = 240;
const STATES = { absent: 'nothing came', failed: 'failed', skipped: 'skipped' };
const shortType = (type) => type.split(';')[0].trim().replace(/^application\/(vnd\.syncml\.)?/, '');
function frameLine(f) {
  if (f.unit === 'datagram') return f.channel === 'push' ? 'push' : 'datagram';
  if (!f.head) return f.unit;
  return f.unit === 'request' ? f.head.line.replace(/ HTTP\/[\d.]+$/, '') : f.head.line.replace(/^HTTP\/[\d.]+ /, '');
}
function frameLabel(f) {
  return [f.aside, frameLine(f), f.contentType ? shortType(f.contentType) : '', many(f.length, 'octet'), f.says, f.trouble].filter(Boolean).join(' · ');
}
const arrowText = (f) => (f.aside ? f.aside + ' · ' : '') + frameLine(f) + (f.length || f.unit !== 'response' ? ' · ' + many(f.length, 'octet') : '') + (f.says ? ': ' + f.says : '') + (f.trouble ? ' · ' + f.trouble : '');
/** Parties and lines of a row. */
function sequenceLines(s) {
  const told = new Set(s.trace.filter((t) => t.frame !== undefined).map((t) => t.frame));
  const entries = [...s.trace, ...s.frames.filter((n) => !told.has(n)).map((n) => ({ at: byFrame.get(n)?.at ?? 0, step: '', what: 'frame', frame: n }))].sort((a, b) => a.at - b.at);
  const isCall = (e) => e.what !== 'frame' && !/^(done|absent|failed|skipped)(: |$)/.test(e.what);
  const gateway = s.frames.some((n) => byFrame.get(n)?.gateway);
  const parties = [...(entries.some(isCall) ? ['Upper tester'] : []), 'Tester', ...(gateway ? ['Push gateway'] : []), 'IUT'];
  const at = (name) => parties.indexOf(name);
  // In a capture the other side was no tester of ours.
  const shown = parties.map((name) => (name === 'Tester' && report.isCapture ? 'Peer' : name));
  const failed = (inScenario.get(nameOf(s)) || []).filter((a) => a.verdict === 'fail' || a.verdict === 'error');
  const badFrames = new Set(failed.flatMap((a) => a.evidence.map((e) => e.frame)));
  const badSteps = new Map();
  for (const a of failed) { const c = criterionOf(a); if (c) push(badSteps, c.step, a); }
  const actions = new Map((byProcedure.get(s.id)?.steps || []).map((step) => [step.id, inForce(step.action.split(/[:,]/)[0], s)]));
  const ends = new Map(entries.filter((e) => e.what !== 'frame' && !isCall(e)).map((e) => [e.step, e]));
  const lines = [];
  const drawn = new Set();
  let step;
  let quiesced = false;
  for (const e of entries) {
    if (e.step !== '' && e.step !== step) {
      step = e.step;
      quiesced = false;
      const bad = badSteps.get(step);
      const took = ends.get(step)?.frame;
      const text = [actions.get(step) || (step === 'set-up' ? 'before every row' : step === 'capture' ? 'frames that were judged' : ''), took === undefined ? '' : 'took #' + took, bad ? '✕ ' + bad.map((a) => a.id.slice(a.id.indexOf('/') + 1)).join(', ') : ''].filter(Boolean).join(' · ');
      lines.push({ kind: 'band', id: step, text, ...(bad ? { tone: 'bad', href: linkTo({ assertion: nameOf(bad[0]) }) } : {}) });
    }
    const f = e.frame === undefined ? undefined : byFrame.get(e.frame);
    if (f && !drawn.has(f.n)) {
      drawn.add(f.n);
      const near = report.iut.role === 'client' ? ['Tester', 'Push gateway'] : ['Push gateway', 'IUT'];
      const [left, right] = f.gateway ? near : ['Tester', 'IUT'];
      const out = f.direction === 'to-iut';
      const isBad = badFrames.has(f.n);
      lines.push({ kind: 'arrow', from: at(out ? left : right), to: at(out ? right : left), tag: '#' + f.n, text: arrowText(f), ...(isBad ? { tone: 'bad' } : f.trouble ? { tone: 'trouble' } : {}), href: linkTo({ frame: f.n }), said: 'frame ' + f.n + (out ? ' to the IUT: ' : ' from the IUT: ') + arrowText(f) + (isBad ? ', cited by a failed assertion' : '') });
    } else if (isCall(e)) {
      if (e.what === 'quiesce: done') { if (quiesced) continue; quiesced = true; }
      lines.push({ kind: 'note', at: at('Upper tester'), text: e.what, ...(/: (done|unsupported)/.test(e.what) ? {} : { tone: 'bad' }) });
    } else if (e.what !== 'frame' && e.what !== 'done') {
      const [state, ...why] = e.what.split(': ');
      lines.push({ kind: 'note', at: at('Tester'), text: (STATES[state] || state) + (why.length ? ': ' + why.join(': ') : ''), ...(state === 'failed' ? { tone: 'bad' } : {}) });
    }
  }
  return { parties: shown, lines };
}
function drawn([tag, attributes, content]) {
  return dress(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, content === undefined ? [] : typeof content === 'string' ? [content] : content.map(drawn));
}
/** An empty frame for the diagram; drawSequences fills it once its width is known. */
function sequence(s) {
  const box = h('div', { class: 'seq', tabindex: '0', role: 'group', 'aria-label': 'Sequence of ' + nameOf(s), 'data-row': nameOf(s) });
  return h('div', {}, h('h3', { class: 'section' }, 'Sequence'), box);
}
function drawSequences(root, width) {
  for (const box of root.querySelectorAll('.seq[data-row]')) {
    const model = sequenceLines(byScenario.get(box.dataset.row));
    let shown = width ? 80 : MOST_LINES;
    const draw = () => {
      const { parties, lines } = model;
      const layout = layoutSequence(parties, lines.slice(0, shown), width || Math.max(300, box.clientWidth - 2));
      const svg = drawn(['svg', { class: 'sequence', viewBox: '0 0 ' + layout.width + ' ' + layout.height, width: layout.width, height: layout.height, role: 'group', 'aria-label': parties.join(', ') }, layout.shapes]);
      const left = lines.length - shown;
      const more = left <= 0 ? '' : width ? h('p', { class: 'soft' }, many(left, 'more line') + ' stand in the page.') : h('button', { type: 'button' }, many(left, 'more line'));
      if (more && !width) more.addEventListener('click', () => { shown += MOST_LINES; draw(); box.focus(); });
      box.replaceChildren(svg, ...(more ? [more] : []));
    };
    draw();
    if (width) continue;
    let before = box.clientWidth;
    new ResizeObserver(() => { if (Math.abs(box.clientWidth - before) > 24) { before = box.clientWidth; draw(); } }).observe(box);
  }
}
`;
