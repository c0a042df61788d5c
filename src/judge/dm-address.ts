/**
 * Whether a client uses the DM address that it was given. One that does not may still be right: its address may be compiled in, and the IUT file be
 * wrong. So this changes no verdict; it is told once a run, since what then comes, or does not, is read in another light.
 */
import { cut } from '../base/cut.js';
import type { FrameLine } from '../record/record.js';
import { textOf } from '../wire/document.js';
import { documentOf } from './body.js';
import { select } from './select.js';

export interface DmAddress {
  /** Path that the IUT file gives. */
  readonly path: string;
  /** The whole address, where the IUT file gives one. */
  readonly url?: string;
}

/** Characters that are told of an address of the IUT: it is told to be looked up. */
const MOST = 200;

/** Frames of a run in order, numbered as in its report. A sentence for where it posts to, one for what it writes as its Target. */
export function addressNotes(frames: readonly { readonly line: FrameLine; readonly n: number }[], address: DmAddress): string[] {
  const given = new Set([address.url ?? address.path]);
  const notes = new Map<'path' | 'target', string>();
  for (const { line, n } of frames) {
    if (line.direction === 'to-iut' && line.channel === 'dm') for (const uri of textsOf(line, 'RespURI')) given.add(uri);
    if (line.direction !== 'from-iut' || line.channel !== 'dm' || line.unit !== 'request') continue;
    const posted = pathOf(line.head?.url ?? address.path);
    // Behind a gateway, where dmct listens and what messages name may have different paths.
    const isPosted = posted === address.path || [...given].some((uri) => pathOf(uri) === posted);
    if (!isPosted && !notes.has('path'))
      notes.set(
        'path',
        `the client posts to ${cut(line.head?.url ?? '', MOST)} (frame ${n} is the first); the DM address that it was given has the path ${address.path}`,
      );
    const wrong = textsOf(line, 'Target/LocURI').find((target) => ![...given].some((uri) => isSame(target, uri)));
    if (wrong !== undefined && !notes.has('target'))
      notes.set(
        'target',
        `the client writes the Target ${cut(wrong, MOST)} (frame ${n} is the first); the DM address that it was given ${told(address)}`,
      );
  }
  return [...notes.values()];
}

const told = ({ path, url }: DmAddress): string => (url === undefined ? `has the path ${path}` : `is ${url}`);

const textsOf = (frame: FrameLine, path: string): string[] => select(documentOf(frame).root, `/SyncML/SyncHdr/${path}`).map(textOf);

/** Of a whole address or of a path alone. */
const parsed = (uri: string): URL | undefined => (URL.canParse(uri, 'http://any') ? new URL(uri, 'http://any') : undefined);
const pathOf = (uri: string): string | undefined => parsed(uri)?.pathname;

/** A path alone stands for any host: which one the client was given is known only while it runs. */
function isSame(target: string, given: string): boolean {
  if (!URL.canParse(target)) return false;
  return pathOf(target) === pathOf(given) && (!URL.canParse(given) || parsed(target)?.host === parsed(given)?.host);
}
