/** What crossed between two others, made ready to be judged: frames by class, and the nonces that a bystander can know. */
import type { FactLine, FrameLine, RowRecord } from '../record/record.js';
import { textOf } from '../wire/document.js';
import { looksLikeWbxml } from '../wire/wbxml-read.js';
import { documentOf, payloadOf } from './body.js';
import { classify, type FrameClass, SENT_BY } from './frame-class.js';
import { accountIn, ObservedNonces } from './observed-nonces.js';
import { select } from './select.js';
import type { Surroundings } from './surroundings.js';
import { Timeline } from './timeline.js';

export interface Observed {
  readonly timeline: Timeline;
  /** Frames of a class, oldest first. `encoding`: only those whose document is written so. */
  framesOf(of: FrameClass, encoding: string | undefined): readonly FrameLine[];
  /** What a response answers. */
  requestOf(answer: FrameLine): FrameLine | undefined;
  /** The account that a frame is about; undefined when several could be meant. */
  accountOf(frame: FrameLine): string | undefined;
  /** What is not judged though it crossed, a sentence each. */
  readonly notes: readonly string[];
  /** The IUT sent what could not be read and nobody judged: nothing that was judged beside it makes the whole conformant. */
  readonly hasUnread: boolean;
}

/** `record`: frames as for a client under test; for a server the directions are turned round. */
export function observe(record: RowRecord, surroundings: Surroundings): Observed {
  const turned = surroundings.role === 'server';
  const all = record.events
    .filter((event): event is FrameLine => event.e === 'frame')
    .map((frame): FrameLine => (turned ? { ...frame, direction: frame.direction === 'from-iut' ? 'to-iut' : 'from-iut' } : frame));
  const foreign = ofOtherDevices(all, surroundings);
  const frames = all.filter((frame) => !foreign.has(frame));
  const classes = classify(frames);
  const accounts = accountsOf(frames, surroundings);
  const nonces = new ObservedNonces(surroundings.accounts);
  const events: (FrameLine | FactLine)[] = nonces.first(0);
  for (const frame of frames)
    events.push(frame, ...nonces.after(frame, classes.get(frame) ?? [], accounts.get(frame) ?? Object.keys(surroundings.accounts)[0] ?? 'default'));
  const encodings = new Map(frames.map((frame) => [frame, looksLikeWbxml(payloadOf(frame)) ? 'wbxml' : 'xml']));
  const asked = frames.filter((f) => f.unit !== 'response');
  const isKnown = (f: FrameLine): boolean => (classes.get(f) ?? []).length > 0;
  // What is wrong with a report or a push its own assertions say; of other messages nobody asks.
  const isSpoilt = (f: FrameLine): boolean => classes.get(f)?.includes('session-message') === true && documentOf(f).findings.length > 0;
  return {
    timeline: new Timeline({ ...record, events }, []),
    framesOf: (of, encoding) =>
      frames.filter(
        (f) => isWhole(f) && classes.get(f)?.includes(of) && (encoding === undefined || SENT_BY[of] === 'server' || encodings.get(f) === encoding),
      ),
    requestOf: ({ connection, exchange }) =>
      frames.find((f) => f.channel === 'dm' && f.unit === 'request' && isWhole(f) && f.connection === connection && f.exchange === exchange),
    accountOf: (frame) => accounts.get(frame),
    hasUnread: asked.some((f) => f.direction === 'from-iut' && (isWhole(f) ? !isKnown(f) || isSpoilt(f) : f.trouble !== 'not-captured')),
    notes: [
      ...note([...foreign], 'belong to another device'),
      ...note(
        asked.filter((f) => !isWhole(f)),
        'did not come whole',
      ),
      ...note(
        asked.filter((f) => isWhole(f) && !isKnown(f)),
        'could not be made out',
      ),
      ...note(
        asked.filter((f) => isWhole(f) && isSpoilt(f)),
        'cannot be read without deviation',
      ),
    ],
  };
}

/** A message that did not come whole, for whatever reason, says nothing for certain about who sent it. */
const isWhole = ({ trouble }: FrameLine): boolean => trouble === undefined;

const NAMED = 8;

/** `frames 3, 5 and 7 more could not be made out, and were judged by nothing`; nothing for no frames. */
function note(frames: readonly FrameLine[], what: string): string[] {
  if (frames.length === 0) return [];
  const named = frames.slice(0, NAMED).map((f) => f.n);
  const more = frames.length > NAMED ? ` and ${frames.length - NAMED} more` : '';
  return [`frame${frames.length === 1 ? '' : 's'} ${named.join(', ')}${more}: ${what}; judged by nothing`];
}

const hostOf = (address: string): string => address.slice(0, address.lastIndexOf(':'));

/**
 * Frames of other devices than that of the IUT file. A host is the device's when a message from it names the device as its source; where no
 * host is, there is nothing to go by and all count.
 */
function ofOtherDevices(frames: readonly FrameLine[], { accounts }: Surroundings): ReadonlySet<FrameLine> {
  const own = new Set(Object.values(accounts).map((account) => account['device-id']));
  const requests = frames.filter((f) => f.channel === 'dm' && f.unit === 'request');
  const sources = new Map<string, Set<string>>();
  for (const frame of requests) {
    const said = sources.get(hostOf(frame.from)) ?? new Set();
    for (const element of select(documentOf(frame).root, '/SyncML/SyncHdr/Source/LocURI')) said.add(textOf(element));
    sources.set(hostOf(frame.from), said);
  }
  const isOwn = (host: string): boolean => [...(sources.get(host) ?? [])].some((id) => own.has(id));
  if (![...sources.keys()].some(isOwn)) return new Set();
  const others = new Set([...sources].filter(([host, said]) => said.size > 0 && !isOwn(host)).map(([host]) => host));
  return new Set(frames.filter((f) => others.has(hostOf(f.from)) || others.has(hostOf(f.to))));
}

/** An answer is about the account of its request, whatever it says itself. */
function accountsOf(frames: readonly FrameLine[], { accounts }: Surroundings): Map<FrameLine, string | undefined> {
  const asked = new Map<string, string | undefined>();
  return new Map(
    frames.map((frame) => {
      const key = `${frame.channel} ${frame.connection}/${frame.exchange}`;
      const own = accountIn(frame, accounts);
      const account = frame.unit === 'response' ? (asked.get(key) ?? own) : own;
      if (frame.unit === 'request') asked.set(key, account);
      return [frame, account];
    }),
  );
}
