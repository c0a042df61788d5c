/** What a frame says, in a few words for an arrow of the sequence diagram: `package #1: Alert 1200, Replace ./DevInfo/DevId`. */
import { cut } from '../../base/cut.js';
import { readDocument } from '../../judge/body.js';
import { pushPayload } from '../../judge/push-payload.js';
import { child, childText, type Element } from '../../wire/document.js';
import { readNotification } from '../../wire/notification-read.js';
import type { ReportFrame } from '../report.js';

/** Longer bodies are told by their size alone. */
const MOST_OCTETS = 64 * 1024;
const MOST_COMMANDS = 4;
const MOST_TEXT = 40;

interface Says {
  readonly words: string;
  /** Of a DM message: what numbers its package. */
  readonly session?: string;
  readonly opens?: boolean;
  readonly isFinal?: boolean;
}

const NOTHING: Says = { words: '' };

/** Words for the frames of one scenario row, in order. Packages are counted in each session that is seen from its first message on. */
export class RowSays {
  private readonly sessions = new Map<
    string,
    { readonly opener: string; client: number; server: number; openClient: boolean; openServer: boolean }
  >();

  constructor(private readonly known: Map<string, Says>) {}

  /** '' where nothing can be told. Never throws. */
  next(frame: ReportFrame): string {
    const key = `${frame.transport} ${frame.unit} ${frame.channel} ${frame.contentType} ${frame.base64 ?? ''}`;
    let says = this.known.get(key);
    if (!says) {
      says = saysOf(frame);
      this.known.set(key, says);
    }
    const n = this.package(says, frame);
    return n === undefined ? says.words : `package #${n}: ${says.words}`;
  }

  private package({ session, opens, isFinal }: Says, { direction }: ReportFrame): number | undefined {
    if (session === undefined || session === '0') return undefined;
    let seen = this.sessions.get(session);
    // Package #1 may come again in the same session, with other credentials.
    if (opens && (seen === undefined || seen.opener === direction)) {
      seen = { opener: direction, client: 1, server: 2, openClient: true, openServer: true };
      this.sessions.set(session, seen);
    }
    if (!seen) return undefined;
    const who = seen.opener === direction ? 'client' : 'server';
    const open = who === 'client' ? 'openClient' : 'openServer';
    if (!seen[open]) {
      seen[who] = who === 'client' ? 3 : 4;
      seen[open] = true;
    }
    if (isFinal) seen[open] = false;
    return seen[who];
  }
}

function saysOf(frame: ReportFrame): Says {
  if (frame.base64 === undefined || frame.length === 0 || frame.length > MOST_OCTETS) return NOTHING;
  try {
    const octets = new Uint8Array(Buffer.from(frame.base64, 'base64'));
    return frame.channel === 'push' ? ofPush(frame, octets) : /xml/.test(frame.contentType) ? ofMessage(octets, frame.contentType) : NOTHING;
  } catch {
    // What cannot be read at all is told by its octets; that it cannot is judged elsewhere.
    return NOTHING;
  }
}

function ofPush(frame: ReportFrame, octets: Uint8Array): Says {
  const head = frame.head ? { version: '1.1', headers: frame.head.headers } : undefined;
  const payload = pushPayload({ transport: frame.transport as 'http', from: frame.from, ...(head ? { head } : {}) }, octets);
  const type = payload.contentType ?? frame.contentType;
  if (/notification/.test(type)) {
    const { sessionId } = readNotification(octets.subarray(0, payload.to), payload.from);
    return { words: sessionId === undefined ? 'notification' : `notification, session ${sessionId.text}` };
  }
  if (!/xml/.test(type)) return { words: type === '' ? '' : shortType(type) };
  return { words: ofMessage(octets.subarray(payload.from, payload.to), type).words };
}

function ofMessage(octets: Uint8Array, contentType: string): Says {
  const { root } = readDocument(octets, contentType);
  if (root?.name !== 'SyncML') return root ? { words: root.name } : NOTHING;
  const header = child(root, 'SyncHdr');
  const body = child(root, 'SyncBody')?.children ?? [];
  const commands = body.filter((c) => c.name !== 'Final');
  const told = commands.slice(0, MOST_COMMANDS).map(command);
  const more = commands.length > MOST_COMMANDS ? `, ${commands.length - MOST_COMMANDS} more` : '';
  const session = childText(header, 'SessionID');
  return {
    words: `${told.join(', ')}${more}` || 'no command',
    ...(session === undefined ? {} : { session }),
    opens: commands.some((c) => c.name === 'Alert' && /^120[01]$/.test(childText(c, 'Data') ?? '')),
    isFinal: body.some((c) => c.name === 'Final'),
  };
}

function command(element: Element): string {
  const code = childText(element, 'Data') ?? '';
  switch (element.name) {
    case 'Alert':
      return `Alert ${cut(code, MOST_TEXT)}`;
    case 'Status':
      return `Status ${cut(code, MOST_TEXT)} for ${cut(childText(element, 'Cmd') ?? '?', MOST_TEXT)}`;
    case 'Atomic':
    case 'Sequence':
      return `${element.name} of ${element.children.filter((c) => child(c, 'Item')).length}`;
    default: {
      const items = element.children.filter((c) => c.name === 'Item');
      const place = childText(child(items[0], 'Target'), 'LocURI') ?? childText(child(items[0], 'Source'), 'LocURI');
      return `${element.name}${place === undefined ? '' : ` ${cut(place, MOST_TEXT)}`}${items.length > 1 ? ` and ${items.length - 1} more` : ''}`;
    }
  }
}

const shortType = (type: string): string => (type.split(';')[0] ?? '').trim();
