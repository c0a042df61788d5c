/** Page script, part 3a: texts in which nothing hides: white space that matters is shown, and where two texts part is marked. */
export const VISIBLE = /* js */ String.raw`
const HIDDEN = { ' ': '·', '\t': '⇥', '\n': '⏎', '\r': '␍', '\u00a0': '⍽', '\u200b': '∅', '\ufeff': '∅' };
const nameOfHidden = (c) => ({ ' ': 'blank', '\t': 'tab', '\n': 'line feed', '\r': 'carriage return' })[c] || 'U+' + c.codePointAt(0).toString(16).toUpperCase().padStart(4, '0');
const asSign = (c) => h('span', { class: 'ws', title: nameOfHidden(c) }, signs(c));
/** Tabs, line ends, control characters, several blanks in a row, blanks at either end of what is quoted (or of all, for what came): signs of their own. */
function visible(text, isWhole) {
  const out = [];
  let from = 0;
  for (const m of text.matchAll(/ +|[\t\n\r\u00a0\u200b\ufeff]|(?! )[\u0000-\u001f\u007f-\u009f]/g)) {
    const [start, end] = [m.index, m.index + m[0].length];
    // Of a pair of quotes only what stands between them counts; one blank between words never does.
    const isInside = () => (text.slice(0, start).match(/"/g) || []).length % 2 === 1;
    const isEdge = (isWhole && (start === 0 || end === text.length)) || ((text[start - 1] === '"' || text[end] === '"') && isInside());
    if (m[0] === ' ' && !isEdge) continue;
    if (start > from) out.push(text.slice(from, start));
    out.push(...[...m[0]].map(asSign));
    from = end;
  }
  if (from < text.length) out.push(text.slice(from));
  return out;
}
/** Wanted and got beside each other. What is wanted as exactly one text stands in quotes; where what came differs, the difference is marked in both. */
function beside(wanted, got) {
  let exact;
  try { exact = /^"/.test(wanted) ? JSON.parse(wanted) : undefined; } catch { exact = undefined; }
  if (exact === undefined || exact === got || got === 'nothing') return [visible(wanted || '', false), visible(got || '', true)];
  let head = 0;
  while (head < exact.length && head < got.length && exact[head] === got[head]) head++;
  let tail = 0;
  while (tail < exact.length - head && tail < got.length - head && exact[exact.length - 1 - tail] === got[got.length - 1 - tail]) tail++;
  const parts = (text) => ['"' + signs(text.slice(0, head), ' '), h('mark', { class: 'differs' }, signs(text.slice(head, text.length - tail)) || '∅'), signs(text.slice(text.length - tail), ' ') + '"'];
  return [parts(exact), parts(got)];
}
/** Each character as it can be seen; blanks as themselves where asked. */
const signs = (text, blank) => [...text].map((c) => (c === ' ' && blank) || HIDDEN[c] || (/[\u0000-\u001f\u007f-\u009f]/.test(c) ? '\\x' + c.codePointAt(0).toString(16).padStart(2, '0') : c)).join('');
`;
