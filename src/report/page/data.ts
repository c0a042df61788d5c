/** report.json as the page embeds it: equal bodies and decoded texts once, long bodies cut, nothing that could end the script element. */

import type { Report, ReportFrame } from '../report.js';
import { RowSays } from './frame-says.js';
import { reproduce } from './reproduce.js';
import { treesData } from './trees.js';

/** Octets of one body that the page shows, and of all bodies together; the rest stays in the record. */
const MOST_BODY = 256 * 1024;
const MOST_ALL = 24 * 1024 * 1024;
const MOST_DECODED = 64 * 1024;

/** JSON for a script element of type application/json. */
export function embeddedData(report: Report, decode?: (frame: ReportFrame) => string): string {
  const bodies = new Pool<string>();
  const decoded = new Pool<string>();
  const nodes = new Pool<string>();
  const octetsOf = new Map<string, number | undefined>();
  const texts = new Map<string, string>();
  let budget = MOST_ALL;
  const says = saysOf(report);
  const frames = report.frames.map(({ base64, ...rest }) => {
    const told = says.get(rest.n);
    const frame = { ...rest, ...(told ? { says: told } : {}), ...(isGateway(rest) ? { gateway: true } : {}) };
    if (base64 === undefined || base64 === '') return frame;
    if (!octetsOf.has(base64)) {
      const most = Math.min(MOST_BODY, budget);
      const kept = base64.slice(0, Math.ceil(most / 3) * 4);
      budget -= Math.min(most, frame.length);
      octetsOf.set(base64, kept === '' ? undefined : bodies.add(kept));
    }
    const body = octetsOf.get(base64);
    const same = `${frame.unit} ${frame.contentType} ${base64}`;
    const text = texts.get(same) ?? decode?.({ ...rest, base64 });
    if (text !== undefined) texts.set(same, text);
    const shown =
      text === undefined || text === '' ? undefined : decoded.add(text.length > MOST_DECODED ? `${text.slice(0, MOST_DECODED)}\n…` : text);
    return { ...frame, ...(body === undefined ? {} : { body }), ...(shown === undefined ? {} : { decoded: shown }) };
  });
  const { items, assertions, iut } = report;
  const scenarios = report.scenarios.map(({ trees, ...scenario }) =>
    trees ? { ...scenario, trees: treesData(trees, (node) => nodes.add(node)) } : scenario,
  );
  return scriptSafe({
    iut,
    items,
    assertions,
    scenarios,
    frames,
    bodies: bodies.all,
    decoded: decoded.all,
    nodes: nodes.all.map((node) => JSON.parse(node) as unknown),
    procedures: report.procedures ?? [],
    pixit: report.pixit.values,
    isCapture: report.run.capture !== undefined,
    again: reproduce(report).base,
  });
}

/** What each frame says, counted in the row that it belongs to. */
function saysOf(report: Report): Map<number, string> {
  const frames = new Map(report.frames.map((frame) => [frame.n, frame]));
  const known: ConstructorParameters<typeof RowSays>[0] = new Map();
  const says = new Map<number, string>();
  if (report.run.capture) {
    // The rows of a capture share its frames: sessions are followed through all of them.
    const whole = new RowSays(known);
    for (const frame of report.frames) says.set(frame.n, whole.next(frame));
    return says;
  }
  for (const scenario of report.scenarios) {
    const row = new RowSays(known);
    for (const n of scenario.frames) {
      const frame = frames.get(n);
      if (frame && !says.has(n)) says.set(n, row.next(frame));
    }
  }
  return says;
}

/** A push that is handed to a gateway or an SMS centre, and what that answers. */
function isGateway(frame: Pick<ReportFrame, 'channel' | 'transport' | 'contentType' | 'head'>): boolean {
  if (frame.channel !== 'push') return false;
  return frame.transport === 'smpp' || /^(multipart\/related|application\/xml)/i.test(frame.contentType);
}

/** JSON in which no `<` and no line separator stands bare. */
export function scriptSafe(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

class Pool<T> {
  readonly all: T[] = [];
  private readonly known = new Map<T, number>();

  add(value: T): number {
    const at = this.known.get(value) ?? this.all.push(value) - 1;
    this.known.set(value, at);
    return at;
  }
}
