/**
 * What a frame is within DM, told by what it holds: who judges without having acted knows no step that received it. The class never hangs on
 * what an assertion about it asks, or a wrong frame would be of no class and pass unseen: a report is one by its alert code or by its session id.
 */
import type { FrameLine } from '../record/record.js';
import { textOf } from '../wire/document.js';
import { documentOf } from './body.js';
import { pushClassOf } from './push-class.js';
import { select } from './select.js';

/** Each class with what a reader is told of it. */
export const FRAME_CLASSES = {
  report: 'sessionless report',
  'report-answer': 'answer to a sessionless report',
  'alerted-package-1': 'first message of a session that the server asked for',
  'session-message': 'message of the client in a session',
  'session-answer': 'message of the server in a session',
  notification: 'notification',
  command: 'sessionless command message',
} as const;
export type FrameClass = keyof typeof FRAME_CLASSES;

/** Which side's octets a class holds. */
export const SENT_BY: Readonly<Record<FrameClass, 'client' | 'server'>> = {
  report: 'client',
  'report-answer': 'server',
  'alerted-package-1': 'client',
  'session-message': 'client',
  'session-answer': 'server',
  notification: 'server',
  command: 'server',
};

const texts = (frame: FrameLine, path: string): string[] => select(documentOf(frame).root, path).map((element) => textOf(element).trim());

/** The classes of each frame; a frame of none is not about DM, or nothing can be made of it. */
export function classify(frames: readonly FrameLine[]): ReadonlyMap<FrameLine, readonly FrameClass[]> {
  const classes = new Map<FrameLine, readonly FrameClass[]>();
  const asked = new Map<string, FrameLine>();
  for (const frame of frames) {
    if (frame.channel === 'push')
      classes.set(
        frame,
        [pushClassOf(frame)].filter((of) => of !== undefined),
      );
    else if (frame.unit === 'request') {
      asked.set(exchangeOf(frame), frame);
      classes.set(frame, ofRequest(frame));
    } else classes.set(frame, ofAnswer(classes.get(asked.get(exchangeOf(frame)) as FrameLine) ?? []));
  }
  return classes;
}

const exchangeOf = ({ connection, exchange }: FrameLine): string => `${connection}/${exchange}`;

function ofRequest(frame: FrameLine): FrameClass[] {
  if (documentOf(frame).root?.name !== 'SyncML') return [];
  const alerts = texts(frame, '/SyncML/SyncBody/Alert/Data');
  const opens = alerts.some((code) => code === '1200' || code === '1201');
  const goesOn = select(documentOf(frame).root, '/SyncML/SyncBody/Status').length > 0;
  const isZero = texts(frame, '/SyncML/SyncHdr/SessionID').some((id) => /^0+$/.test(id));
  if (alerts.includes('1230') || (isZero && !opens && !goesOn)) return ['report'];
  return alerts.includes('1200') && !goesOn ? ['alerted-package-1', 'session-message'] : ['session-message'];
}

function ofAnswer(request: readonly FrameClass[]): FrameClass[] {
  if (request.includes('report')) return ['report-answer'];
  return request.includes('session-message') ? ['session-answer'] : [];
}
