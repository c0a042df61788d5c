/** One line for each crossing, and its octets when asked for. */
import { cut } from '../base/cut.js';
import { type Crossing, header } from '../wire/frame.js';

/** `-> POST /dm application/vnd.syncml.dm+xml 812 octets`; the arrow points away from the simulator. */
export function crossingLine(crossing: Crossing, sends: Crossing['direction']): string {
  const { head, unit, direction, body, trouble, transport } = crossing;
  const what = head === undefined ? unit : head.status === undefined ? `${head.method} ${head.url}` : `${head.status} ${head.reason ?? ''}`.trim();
  const type = header(head, 'content-type');
  return [
    direction === sends ? '->' : '<-',
    ...(crossing.channel === 'push' ? ['push'] : []),
    transport,
    printable(what),
    ...(type === undefined ? [] : [printable(type)]),
    `${body.length} octets`,
    ...(trouble === undefined ? [] : [`(${trouble})`]),
  ].join(' ');
}

/** Sixteen octets a line, in hex and as characters. */
export function octetLines(body: Uint8Array): string[] {
  const lines: string[] = [];
  for (let at = 0; at < body.length; at += 16) {
    const part = Buffer.from(body.subarray(at, at + 16));
    lines.push(
      `   ${at.toString(16).padStart(6, '0')}  ${(part.toString('hex').match(/../g) ?? []).join(' ').padEnd(47)}  ${part.toString('latin1').replace(/[^ -~]/g, '.')}`,
    );
  }
  return lines;
}

/** A peer's text must not steer the terminal. */
function printable(text: string): string {
  return cut(text.replace(/[^ -~]/g, '?'), 200);
}
