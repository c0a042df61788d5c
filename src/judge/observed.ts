/** What crossed between two others, made ready to be judged: frames by class, and the nonces that a bystander can know. */
import type { FactLine, FrameLine, RowRecord } from '../record/record.js';
import { looksLikeWbxml } from '../wire/wbxml-read.js';
import { payloadOf } from './body.js';
import { classify, type FrameClass, SENT_BY } from './frame-class.js';
import { accountIn, ObservedNonces } from './observed-nonces.js';
import type { Surroundings } from './surroundings.js';
import { Timeline } from './timeline.js';

export interface Observed {
  readonly timeline: Timeline;
  /** Frames of a class, oldest first. `encoding`: only those whose document is written so. */
  framesOf(of: FrameClass, encoding: string | undefined): readonly FrameLine[];
  /** The account that a frame is about; undefined when several could be meant. */
  accountOf(frame: FrameLine): string | undefined;
  /** Frames with octets of which nothing could be made. */
  readonly strange: readonly FrameLine[];
}

/** `record`: frames as for a client under test; for a server the directions are turned round. */
export function observe(record: RowRecord, surroundings: Surroundings): Observed {
  const turned = surroundings.role === 'server';
  const frames = record.events
    .filter((event): event is FrameLine => event.e === 'frame')
    .map((frame): FrameLine => (turned ? { ...frame, direction: frame.direction === 'from-iut' ? 'to-iut' : 'from-iut' } : frame));
  const classes = classify(frames);
  const accounts = accountsOf(frames, surroundings);
  const nonces = new ObservedNonces(surroundings.accounts);
  const events: (FrameLine | FactLine)[] = nonces.first(0);
  for (const frame of frames)
    events.push(frame, ...nonces.after(frame, classes.get(frame) ?? [], accounts.get(frame) ?? Object.keys(surroundings.accounts)[0] ?? 'default'));
  const encodings = new Map(frames.map((frame) => [frame, looksLikeWbxml(payloadOf(frame)) ? 'wbxml' : 'xml']));
  return {
    timeline: new Timeline({ ...record, events }, []),
    framesOf: (of, encoding) =>
      frames.filter(
        (f) => isWhole(f) && classes.get(f)?.includes(of) && (encoding === undefined || SENT_BY[of] === 'server' || encodings.get(f) === encoding),
      ),
    accountOf: (frame) => accounts.get(frame),
    strange: frames.filter((f) => isWhole(f) && f.unit !== 'response' && f.body !== '' && (classes.get(f) ?? []).length === 0),
  };
}

/** A message that the capture holds in part only says nothing about who sent it. */
const isWhole = ({ trouble }: FrameLine): boolean => trouble !== 'not-captured';

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
