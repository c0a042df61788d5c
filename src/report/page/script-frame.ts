/** Page script, part 4: one frame: its head, who cites it, its octets with the cited ones marked, and its decoded text. */
export const FRAME = /* js */ String.raw`
const BLOCK_LINES = 64;
/** Octets of one line: half as many where the screen is narrow. */
const PER_LINE = matchMedia('(max-width: 640px)').matches ? 8 : 16;
const decodedBodies = new Map();
function octetsOf(f) {
  if (f.body === undefined) return new Uint8Array(0);
  let octets = decodedBodies.get(f.body);
  if (!octets) { octets = Uint8Array.from(atob(report.bodies[f.body]), (c) => c.charCodeAt(0)); decodedBodies.set(f.body, octets); }
  return octets;
}
function frameDetail(n, range) {
  const f = byFrame.get(Number(n));
  if (!f) return missing('frame ' + n);
  const octets = octetsOf(f);
  const cited = citing.get(f.n) || [];
  const also = cited.flatMap((a) => a.evidence.filter((e) => e.frame === f.n && e.to - e.from < octets.length));
  const chosen = (range || '').split(',').flatMap((part) => { const m = /^(\d+)-(\d+)$/.exec(part); return m ? [{ from: Number(m[1]), to: Number(m[2]) }] : []; });
  const s = scenarioOfFrame.get(f.n);
  const own = s ? s.frames : [];
  const at = own.indexOf(f.n);
  const beside = (k, text) => own[at + k] === undefined ? '' : h('a', { href: linkTo({ frame: own[at + k] }) }, text);
  const text = f.decoded === undefined ? plainText(f, octets) : report.decoded[f.decoded];
  const left = f.length - octets.length;
  return {
    title: 'Frame ' + f.n + (f.direction === 'from-iut' ? ', from the IUT' : ', to the IUT'),
    body: [
      facts([
        ['what', frameLabel(f)],
        ['from, to', f.from + ' → ' + f.to + ' (' + f.transport + ', connection ' + f.connection + ', exchange ' + f.exchange + ')'],
        ['at', f.at.toFixed(1) + ' ms after the row began'],
        ['row', s ? h('a', { href: linkTo({ scenario: nameOf(s) }) }, nameOf(s)) : ''],
        ['trouble', f.trouble],
        ['in Wireshark', s && !report.isCapture ? h('code', {}, wireshark(s, at)) : ''],
        ['beside', at < 0 || own.length < 2 ? '' : h('span', {}, beside(-1, '← previous'), own[at - 1] !== undefined && own[at + 1] !== undefined ? ' · ' : '', beside(1, 'next →'))],
      ]),
      cited.length ? h('div', { class: 'card' }, h('h3', {}, 'Cited by'), cited.map((a) => {
        const e = a.evidence.find((x) => x.frame === f.n);
        return h('p', {}, chip(a.verdict), ' ', h('a', { class: 'cited', href: linkTo({ assertion: nameOf(a) }) }, nameOf(a)), ' ', h('a', { class: 'soft', href: linkTo({ frame: f.n, octets: e.from + '-' + e.to }) }, 'offset ' + e.from));
      })) : '',
      f.head ? h('pre', { class: 'headers' }, [f.head.line, ...f.head.headers.map(([k, v]) => k + ': ' + v)].join('\n')) : '',
      h('h3', { class: 'section' }, f.length === 0 ? 'Empty body' : f.length === 1 ? 'Body, 1 octet' : 'Body, ' + f.length + ' octets'),
      chosen.length ? h('p', { class: 'soft', id: 'marked' }, 'Marked: ' + chosen.map(placeWords).join('; ')) : '',
      h('div', { class: 'octets' },
        octets.length ? h('div', {}, copyButtons(octets, chosen), dump(octets, chosen, also), left > 0 ? h('p', { class: 'soft' }, left + ' more octets stand in the record only.') : '') : '',
        text ? h('div', {}, h('h3', {}, 'Decoded'), h('pre', { class: 'decoded', tabindex: '0', 'aria-label': 'Decoded octets' }, decodedLines(text, chosen))) : ''),
      f.body === undefined && f.file ? h('p', { class: 'soft' }, 'The octets stand in ' + f.file + '.') : '',
    ],
    after: (root) => {
      const mark = root.querySelector('.dump mark:not(.also)');
      if (mark) { const box = mark.closest('.dump'); box.scrollTop = mark.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop - box.clientHeight / 3; box.scrollIntoView({ block: 'nearest' }); mark.scrollIntoView({ block: 'nearest', inline: 'nearest' }); }
      const said = root.querySelector('.decoded .hit');
      if (said) said.parentElement.scrollTop = said.offsetTop - 60;
    },
  };
}
const placeWords = ({ from, to }) => to > from ? 'offset ' + from + ' to ' + (to - 1) + ', ' + many(to - from, 'octet') : 'the place at offset ' + from;
/** In the capture a frame is named by its row and its number in it. */
function wireshark(s, at) {
  const comment = (nameOf(s) + ' frame ' + (at + 1)).replace(/[[\]]/g, '\\\\$&').replace(/\./g, '[.]');
  return 'wireshark record.pcapng -Y ' + quoted('frame.comment matches "^' + comment + '(;|$)"');
}
function copyButtons(octets, chosen) {
  const hexOf = (list) => [...list].map((o) => o.toString(16).padStart(2, '0')).join('');
  const button = (what, take) => {
    const b = h('button', { type: 'button', class: 'copy' }, what);
    b.addEventListener('click', async () => {
      const list = take();
      const done = await copyText(hexOf(list));
      b.textContent = done ? 'Copied ' + many(list.length, 'octet') : 'The browser does not allow it';
    });
    return b;
  };
  const marked = chosen.filter((c) => c.to > c.from);
  return h('p', { class: 'copies' }, button('Copy as hex', () => octets), marked.length ? [' ', button('Copy the marked octets', () => marked.flatMap((c) => [...octets.subarray(c.from, c.to)]))] : '');
}
/** A page from a file may have no clipboard of its own: then an element is copied, as by hand. */
async function copyText(text) {
  try { await navigator.clipboard.writeText(text); return true; } catch { /* below */ }
  const area = h('textarea', { class: 'said', 'aria-hidden': 'true' });
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  return done;
}
/** A line an element, folded under its own beginning; what says the marked octets is marked too. Lines without an offset are tables. */
function decodedLines(text, chosen) {
  const lines = text.split('\n').map((line) => /^([0-9a-f]{6}  )( *)(.*)$/.exec(line) || [line]);
  const at = lines.map((l) => (l.length > 1 && !l[3].startsWith('! ') ? parseInt(l[1], 16) : -1));
  if (lines.every((l) => l.length === 1)) return text;
  const hits = chosen.map((c) => ({ first: at.findLastIndex((o) => o >= 0 && o <= c.from), to: c.to }));
  const isHit = (i) => hits.some(({ first, to }) => first >= 0 && (i === first || (i > first && at[i] >= 0 && at[i] < to)));
  return lines.map((l, i) => {
    if (l.length === 1) return h('div', { class: 'table' }, l[0] + '\n');
    return h('div', { class: isHit(i) ? 'line hit' : 'line' }, h('span', { class: 'o' }, l[1]), h('span', { class: 'in' }, l[2]), h('span', {}, l[3] + '\n'));
  });
}
function plainText(f, octets) {
  return /xml|text|json/.test(f.contentType) && !/wbxml/.test(f.contentType) ? new TextDecoder().decode(octets.subarray(0, 65536)) : '';
}
/** Offsets along the top, then blocks of 64 lines; a block is filled when it comes near, or at once when it holds a mark that was asked for. */
function dump(octets, chosen, also) {
  const box = h('div', { class: 'dump', tabindex: '0', role: 'group', 'aria-label': 'Octets in hexadecimal' });
  const size = BLOCK_LINES * PER_LINE;
  const fill = (block) => { if (!block.firstChild) { block.append(...dumpLines(octets, Number(block.dataset.from), size, chosen, also)); block.style.height = ''; } };
  const near = new IntersectionObserver((seen) => { for (const s of seen) if (s.isIntersecting) { fill(s.target); near.unobserve(s.target); } }, { root: box, rootMargin: '600px' });
  const along = Array.from({ length: Math.min(PER_LINE, octets.length) }, (_, i) => i.toString(16).padStart(2, '0') + (i === 7 && PER_LINE > 8 ? ' ' : '')).join(' ');
  box.append(h('pre', { class: 'ruler', 'aria-hidden': 'true' }, 'offset  ' + along));
  for (let from = 0; from < octets.length; from += size) {
    const block = h('pre', { 'data-from': String(from) });
    block.style.height = Math.ceil(Math.min(size, octets.length - from) / PER_LINE) * 19 + 'px';
    if (from === 0 || chosen.some((c) => c.from < from + size && Math.max(c.to, c.from + 1) > from)) fill(block); else near.observe(block);
    box.append(block);
  }
  return box;
}
function dumpLines(octets, start, size, chosen, also) {
  const out = [];
  const kind = (i) => {
    const c = chosen.find((c) => (c.to > c.from ? i >= c.from && i < c.to : i === c.from));
    if (c) return c.to > c.from ? 'hit' : 'place';
    return also.some((e) => i >= e.from && i < e.to) ? 'also' : '';
  };
  for (let line = start; line < Math.min(octets.length, start + size); line += PER_LINE) {
    const end = Math.min(octets.length, line + PER_LINE);
    out.push(h('span', { class: 'o' }, line.toString(16).padStart(6, '0') + '  '));
    runs(out, line, end, kind, (i) => octets[i].toString(16).padStart(2, '0'), (i) => (i === line + PER_LINE - 1 ? '' : i === line + 7 ? '  ' : ' '));
    out.push(' '.repeat((line + PER_LINE - end) * 3 + (end - line < 8 && PER_LINE > 8 ? 1 : 0) - (end - line < PER_LINE ? 1 : 0)) + '  ');
    runs(out, line, end, kind, (i) => (octets[i] > 31 && octets[i] < 127 ? String.fromCharCode(octets[i]) : '·'), () => '');
    out.push('\n');
  }
  return out;
}
/** The lines around some octets, for paper. */
function excerpt(e) {
  const f = byFrame.get(e.frame);
  const octets = f ? octetsOf(f) : [];
  if (octets.length === 0 || e.from > octets.length) return '';
  const start = Math.max(0, Math.floor(e.from / PER_LINE) - 1) * PER_LINE;
  const lines = Math.min(8, Math.ceil((Math.max(e.to, e.from + 1) - start) / PER_LINE) + 1);
  return h('pre', { class: 'dump' }, dumpLines(octets, start, lines * PER_LINE, [{ from: e.from, to: e.to }], []));
}
function runs(out, from, end, kind, show, gap) {
  for (let i = from; i < end; ) {
    const k = kind(i);
    let text = '';
    let j = i;
    for (; j < end && kind(j) === k; j++) text += show(j) + (j + 1 < end && kind(j + 1) === k ? gap(j) : '');
    out.push(k === '' ? text : h('mark', { class: k === 'hit' ? undefined : k }, text));
    out.push(gap(j - 1));
    i = j;
  }
}
`;
