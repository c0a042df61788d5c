/**
 * What a push is within DM. One that has a single thing wrong has to be known by all the others, so that it is judged; and octets that happen
 * to have one of these are no push of DM. So several signs have to come together.
 */
import { isDmApplication, looksLikeSyncml } from '../record/capture/dm-content.js';
import type { FrameLine } from '../record/record.js';
import { BARE_PUSH } from '../wire/frame.js';
import { looksLikeNotification } from '../wire/notification-likely.js';
import type { WspPush } from '../wire/wsp-read.js';
import { CONFIRMED_PUSH_PDU, PUSH_PDU } from '../wire/wsp-table.js';
import { documentOf, octetsOf } from './body.js';
import { type PushPayload, pushPayload } from './push-payload.js';

export type PushClass = 'notification' | 'command';

const NOTIFICATION_TYPE = /^application\/vnd\.syncml\.(?:dm\.)?notification\b/i;
const COMMAND_TYPE = /^application\/vnd\.syncml\.dm\+(?:xml|wbxml)\b/i;
/** Data synchronisation has a package #0 that looks the same. */
const SYNC_TYPE = /^application\/vnd\.syncml\.ds\./i;

const ENOUGH = 3;

const CLASSES = new WeakMap<FrameLine, PushClass | 'none'>();

/** Undefined: it is none of DM, only a part of one, or it cannot be made out. */
export function pushClassOf(frame: FrameLine): PushClass | undefined {
  let found = CLASSES.get(frame);
  if (found === undefined) {
    found = find(frame) ?? 'none';
    CLASSES.set(frame, found);
  }
  return found === 'none' ? undefined : found;
}

function find(frame: FrameLine): PushClass | undefined {
  if (frame.channel !== 'push' || frame.unit === 'response') return undefined;
  const octets = octetsOf(frame);
  const push = pushPayload(frame, octets);
  // A part of a push shows the rest of none of its fields.
  if ((push.sms?.concatenation?.total.value ?? 1) > 1) return undefined;
  if (documentOf(frame).root?.name === 'SyncML') return 'command';
  if (frame.transport === 'file' && frame.from === BARE_PUSH) return 'notification';
  const { contentType = '' } = push;
  const application = push.wsp ? push.wsp.applicationId?.text : push.headers.find(({ name }) => name.toLowerCase() === 'x-wap-application-id')?.value;
  const isTyped = NOTIFICATION_TYPE.test(contentType) || COMMAND_TYPE.test(contentType);
  const isForDm = isDmApplication(application);
  const isForOther = !isTyped && application !== undefined && !isForDm;
  if (SYNC_TYPE.test(contentType) || isForOther) return undefined;
  const payload = octets.subarray(push.from, push.to);
  const isNotification = looksLikeNotification(payload);
  const isContent = isNotification || looksLikeSyncml(payload);
  // What is written in words stands there for no other reason; a code is one octet, the application id two.
  const signs = [
    isPushHead(push) ? 1 : 0,
    isTyped ? (push.wsp && push.wsp.contentType?.mediaForm !== 'text' ? 1 : ENOUGH) : 0,
    isForDm ? (push.wsp && push.wsp.applicationId?.value?.form !== 'text' ? 2 : ENOUGH) : 0,
    isContent ? 2 : 0,
  ];
  if (signs.reduce((sum, sign) => sum + sign, 0) < ENOUGH) return undefined;
  if (isNotification) return 'notification';
  return COMMAND_TYPE.test(contentType) || isContent ? 'command' : 'notification';
}

/** Whether what carries it says that it is a push: over WSP a PDU of that type whose headers end within it. */
function isPushHead({ wsp, to }: PushPayload): boolean {
  if (!wsp) return true;
  return (wsp.type?.value === PUSH_PDU || wsp.type?.value === CONFIRMED_PUSH_PDU) && headersEnd(wsp) <= to;
}

const headersEnd = ({ headersLength }: WspPush): number => (headersLength ? headersLength.to + headersLength.value : Number.POSITIVE_INFINITY);
