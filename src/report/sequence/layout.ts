/**
 * Where everything of a sequence diagram stands. One function for both places that draw: the report page takes its text into its script and
 * makes elements from the shapes, documents write them out (svg.ts). So it needs nothing from outside itself, and it measures no text:
 * letters are counted as wide as they come, so that labels never meet.
 */

/** A line of the diagram, from top to bottom. Parties are numbers into the list of parties. */
export type SequenceLine =
  /** A step: its id, and what became of it. */
  | { readonly kind: 'band'; readonly id: string; readonly text: string; readonly tone?: 'bad'; readonly href?: string }
  /** Octets that crossed; `tag` names them, `said` is for those who do not see it. */
  | {
      readonly kind: 'arrow';
      readonly from: number;
      readonly to: number;
      readonly tag: string;
      readonly text: string;
      readonly tone?: 'bad' | 'trouble' | 'quiet';
      readonly href?: string;
      readonly said?: string;
    }
  /** What one party does by itself. */
  | { readonly kind: 'note'; readonly at: number; readonly text: string; readonly tone?: 'bad' };

/** An SVG element: name, attributes, text or children. */
export type Shape = readonly [tag: string, attributes: Readonly<Record<string, string | number>>, content?: string | readonly Shape[]];

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly Shape[];
}

/** `room`: the width that there is, in pixels; the diagram may need more. */
export function layoutSequence(parties: readonly string[], lines: readonly SequenceLine[], room: number): Layout {
  const LETTER = 7.3; // of the widest usual sans-serif at 12 px, on average
  const LINE = 15;
  const MOST_LINES = room < 480 ? 6 : 4;
  const EDGE = room < 480 ? 30 : 60;
  const width = Math.max(room, 2 * EDGE + (parties.length - 1) * 110);
  const first = parties[0] === 'Upper tester' ? 1 : 0;
  const places = parties.map((_, n) => {
    const start = EDGE + first * (room < 480 ? 76 : 120);
    if (n < first) return EDGE;
    const rest = parties.length - 1 - first;
    return rest === 0 ? start : Math.round(start + ((width - EDGE - start) * (n - first)) / rest);
  });
  const at = (n: number): number => places[n] ?? EDGE;

  /** Words broken into lines of so many letters; what is longer than four lines ends with an ellipsis. */
  const wrap = (text: string, pixels: number): string[] => {
    const most = Math.max(8, Math.floor(pixels / LETTER));
    const out = [''];
    for (const word of text.split(/\s+/)) {
      let rest = word;
      while (rest !== '') {
        const line = out[out.length - 1] ?? '';
        const joined = line === '' ? rest : `${line} ${rest}`;
        if (joined.length <= most) {
          out[out.length - 1] = joined;
          rest = '';
        } else if (line !== '') out.push('');
        else {
          out[out.length - 1] = rest.slice(0, most);
          rest = rest.slice(most);
          if (rest !== '') out.push('');
        }
      }
    }
    if (out.length <= MOST_LINES) return out;
    const last = out[MOST_LINES - 1] ?? '';
    return [...out.slice(0, MOST_LINES - 1), `${last.slice(0, most - 1)}…`];
  };
  const texts = (rows: readonly string[], x: number, y: number, anchor: string, name: string): Shape[] =>
    rows.map((row, n) => ['text', { x, y: y + n * LINE, 'text-anchor': anchor, class: name }, row]);

  const heads = parties.map((party) => wrap(party, Math.min(2 * EDGE, 100)));
  const headRows = Math.max(...heads.map((rows) => rows.length));
  const top = 6 + headRows * LINE + 6;
  let y = top + 4;
  const shapes: Shape[] = [];
  for (const line of lines) {
    if (line.kind === 'band') {
      const id = wrap(line.id, width - 24);
      const idWidth = (id[0]?.length ?? 0) * LETTER + 22;
      const beside = id.length === 1 && idWidth + line.text.length * LETTER < width - 12;
      const told = line.text === '' || beside ? [] : wrap(line.text, width - 24);
      const height = (id.length + told.length) * LINE + 7;
      y += 5;
      const parts: Shape[] = [
        ['rect', { x: 1, y, width: width - 2, height, rx: 4, class: 'seq-band' }],
        ...texts(id, 10, y + LINE, 'start', 'seq-id'),
        ...(beside ? texts([line.text], idWidth, y + LINE, 'start', 'seq-soft') : texts(told, 10, y + LINE * (1 + id.length), 'start', 'seq-soft')),
      ];
      const name = line.tone === undefined ? 'seq-step' : `seq-step seq-${line.tone}`;
      shapes.push(line.href === undefined ? ['g', { class: name }, parts] : ['a', { class: name, href: line.href }, parts]);
      y += height + 3;
    } else if (line.kind === 'note') {
      const rows = wrap(line.text, width - at(line.at) - 8);
      const long = Math.max(...rows.map((row) => row.length)) * LETTER + 14;
      const x = Math.max(2, Math.min(at(line.at) - 12, width - long - 2));
      const height = rows.length * LINE + 6;
      shapes.push([
        'g',
        { class: line.tone === undefined ? 'seq-note' : `seq-note seq-${line.tone}` },
        [['rect', { x, y: y + 2, width: long, height, rx: 3, class: 'seq-box' }], ...texts(rows, x + 7, y + 2 + LINE - 1, 'start', 'seq-text')],
      ]);
      y += height + 6;
    } else {
      const [from, to] = [at(line.from), at(line.to)];
      const [left, right] = [Math.min(from, to), Math.max(from, to)];
      const rows = wrap(line.tag === '' ? line.text : `${line.tag} ${line.text}`, right - left - 16);
      const height = rows.length * LINE + 14;
      const base = y + rows.length * LINE + 6;
      const point =
        to > from ? `${to - 9},${base - 5} ${to - 1},${base} ${to - 9},${base + 5}` : `${to + 9},${base - 5} ${to + 1},${base} ${to + 9},${base + 5}`;
      const parts: Shape[] = [
        ['rect', { x: left, y, width: right - left, height, class: 'seq-hot' }],
        ...texts(rows, Math.round((left + right) / 2), y + LINE - 2, 'middle', 'seq-text'),
        ['line', { x1: from, y1: base, x2: to > from ? to - 4 : to + 4, y2: base, class: 'seq-line' }],
        ['polygon', { points: point, class: 'seq-head' }],
      ];
      const name = line.tone === undefined ? 'seq-arrow' : `seq-arrow seq-${line.tone}`;
      const said = line.said === undefined ? {} : { 'aria-label': line.said };
      shapes.push(line.href === undefined ? ['g', { class: name }, parts] : ['a', { class: name, href: line.href, ...said }, parts]);
      y += height + 2;
    }
  }
  const height = y + 8;
  const lives = places.map((x): Shape => ['line', { x1: x, y1: top, x2: x, y2: height - 2, class: 'seq-life' }]);
  const named = heads.flatMap((rows, n) =>
    texts(rows, Math.max(at(n), 4 + (LETTER * Math.max(...rows.map((r) => r.length))) / 2), LINE + 2, 'middle', 'seq-party'),
  );
  return { width, height, shapes: [...lives, ...named, ...shapes] };
}
