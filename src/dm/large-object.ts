/**
 * Objects that come in pieces (DM Protocol 7, MoreData): each piece but the last is answered 213, the last one completes the command.
 * One object at a time: another command in between loses it, which Alert 1225 tells the server.
 */
import { LIMITS } from '../limits.js';
import type { Item, MetInf, TreeCommand, TreeCommandName } from './message.js';
import { isBase64, opaqueOf } from './tree/value.js';

/** A piece, or what a whole Item becomes: `whole` is to be carried out, `code` to be answered. */
export type Taken = { readonly kind: 'whole'; readonly item: Item } | { readonly kind: 'code'; readonly code: '213' | '411' | '413' | '424' };

interface OpenObject {
  readonly command: TreeCommandName;
  readonly target: string;
  readonly meta: MetInf;
  readonly size: number;
  readonly texts: string[];
  readonly octets: Uint8Array[];
  length: number;
}

export class LargeObjects {
  #open: OpenObject | undefined;

  /** Target of the object that this command interrupts, if it does; the object is lost. */
  interruptedBy(command: TreeCommand): string | undefined {
    const open = this.#open;
    if (open === undefined || command.items.some((item) => continues(open, command, item))) return undefined;
    this.#open = undefined;
    return open.target;
  }

  /** Takes one Item of a command, piece or not. */
  take(command: TreeCommand, item: Item): Taken {
    const open = this.#open !== undefined && continues(this.#open, command, item) ? this.#open : undefined;
    if (open === undefined) return item.moreData ? this.#begin(command, item) : { kind: 'whole', item };
    const isTooLong = !append(open, item);
    if (item.moreData && !isTooLong) return { kind: 'code', code: '213' };
    this.#open = undefined;
    const whole = isTooLong ? undefined : join(open, item);
    return whole ? { kind: 'whole', item: whole } : { kind: 'code', code: '424' };
  }

  /** The first piece says how many octets there will be. */
  #begin(command: TreeCommand, item: Item): Taken {
    const meta: MetInf = { ...command.meta, ...item.meta };
    if (meta.size === undefined || !/^\d{1,12}$/.test(meta.size)) return { kind: 'code', code: '411' };
    const size = Number(meta.size);
    if (size > LIMITS.nodeValueCharacters) return { kind: 'code', code: '413' };
    const open: OpenObject = { command: command.name, target: item.target ?? '', meta, size, texts: [], octets: [], length: 0 };
    if (!append(open, item)) return { kind: 'code', code: '424' };
    this.#open = open;
    return { kind: 'code', code: '213' };
  }
}

function continues(open: OpenObject, command: TreeCommand, item: Item): boolean {
  return command.name === open.command && (item.target ?? '') === open.target;
}

/** Base64 is longer than what it stands for, and Size may count either. */
const BASE64_GROWTH = 1.5;

/** False when more has come than was announced. */
function append(open: OpenObject, { data }: Item): boolean {
  const octets = opaqueOf(data);
  if (octets) open.octets.push(octets);
  else if (data) open.texts.push(data.text);
  open.length += octets?.length ?? Buffer.byteLength(data?.text ?? '');
  return open.length <= open.size * BASE64_GROWTH + 4;
}

/** The whole Item when its length is the announced one. */
function join(open: OpenObject, last: Item): Item | undefined {
  const isOctets = open.octets.length > 0;
  // Text beside octets is in the charset of the document; the pieces keep their order only within one form.
  if (isOctets && open.texts.some((text) => text !== '')) return undefined;
  const text = isOctets ? '' : open.texts.join('');
  const octets = isOctets ? Buffer.concat(open.octets) : undefined;
  const length = octets?.length ?? Buffer.byteLength(text);
  const isBase64Length = open.meta.format === 'b64' && octets === undefined && isBase64(text) && Buffer.byteLength(text, 'base64') === open.size;
  if (length !== open.size && !isBase64Length) return undefined;
  return {
    ...(last.target === undefined ? {} : { target: last.target }),
    ...(last.source === undefined ? {} : { source: last.source }),
    meta: { ...open.meta, ...last.meta },
    data: octets ? { text: plainText(open.meta, octets), octets, form: 'opaque' } : { text },
  };
}

/** OPAQUE may hold text as well: only of a binary format it is none. */
function plainText({ format }: MetInf, octets: Uint8Array): string {
  return format === 'bin' || format === 'b64' ? '' : new TextDecoder().decode(octets);
}
