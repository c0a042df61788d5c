/** What of all that crossed belongs to DM: by media type, by what the octets are, by where they go. */
import { type HttpHead, header } from '../../wire/frame.js';
import { hasWbxmlHeader } from '../../wire/wbxml-header.js';
import type { HttpExchange } from './http-dialogue.js';
import type { HttpMessage } from './http-reader.js';

/** The registered types, those of SyncML 1.1, and what comes near to them: a wrong one is for the judge to find. */
const MESSAGE_TYPE = /^[\w.-]+\/(?:vnd\.|x-)?syncml[\w.-]*\+(?:xml|wbxml)\b/i;
const PUSH_TYPE = /^application\/vnd\.syncml\.(?:notification|dm\+(?:xml|wbxml))\b/i;
const DM_APPLICATION = /syncml\.dm\b/i;
/** Octets of a body that are looked at. */
const LOOKED_AT = 4_096;

export const isMessageType = (type: string | undefined): boolean => type !== undefined && MESSAGE_TYPE.test(type);
export const isPushType = (type: string | undefined): boolean => type !== undefined && PUSH_TYPE.test(type);
export const isDmApplication = (id: string | undefined): boolean =>
  id !== undefined && (DM_APPLICATION.test(id) || id === '7' || /^0x0*7$/i.test(id));

const startOf = (octets: Uint8Array): string => Buffer.from(octets.subarray(0, LOOKED_AT)).toString('latin1');

/** Whether a body is a SyncML message, whatever its head calls it. */
export function looksLikeSyncml(octets: Uint8Array): boolean {
  return hasWbxmlHeader(octets, 0, octets.length, true) || /<(?:\w+:)?SyncML[\s>]/.test(startOf(octets));
}

/** What a push gateway or a device is sent over HTTP; undefined when it is no push, `foreign` when it is not one of DM. */
export function pushOverHttp(request: HttpMessage | undefined): 'dm' | 'foreign' | undefined {
  const head = request?.head;
  if (!request || !head) return undefined;
  const type = header(head, 'content-type') ?? '';
  const start = startOf(request.body);
  const isDm = isPushType(type) || /application\/vnd\.syncml\.(?:notification|dm\+)/i.test(start);
  if (/^multipart\//i.test(type) && /<pap[\s>]/.test(start)) return isDm ? 'dm' : 'foreign';
  if (pathOf(head).endsWith('/wappush')) return 'dm';
  if (/^application\/http\b/i.test(type)) return isDm ? 'dm' : 'foreign';
  if (header(head, 'x-wap-application-id') !== undefined) return isDm || isDmApplication(header(head, 'x-wap-application-id')) ? 'dm' : 'foreign';
  return /^application\/vnd\.syncml\.notification\b/i.test(type) ? 'dm' : undefined;
}

/** One side of the exchange is a DM message. */
export function isDmExchange({ request, response }: HttpExchange): boolean {
  return [request, response].some((m) => m !== undefined && (isMessageType(header(m.head, 'content-type')) || looksLikeSyncml(m.body)));
}

/** Where an exchange goes, its query left out. */
export function placeOf({ request, server }: HttpExchange): string | undefined {
  const head = request?.head;
  return head && `${(header(head, 'host') ?? server).toLowerCase()} ${pathOf(head)}`;
}

function pathOf({ url = '' }: HttpHead): string {
  const path = /^https?:\/\/[^/]*(\/[^?#]*)?/i.exec(url);
  return path ? (path[1] ?? '/') : (url.split(/[?#]/)[0] as string);
}
