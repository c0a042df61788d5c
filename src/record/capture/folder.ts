/** A folder of raw files, for those who have dumps and nothing else: names give order and direction (docs/capture.md). */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../base/errors.js';
import { LIMITS } from '../../limits.js';
import { BARE_PUSH, type Crossing, HANDED_PUSH } from '../../wire/frame.js';
import { beginsHttp } from '../../wire/http-head.js';
import { readWspPush } from '../../wire/wsp-read.js';
import { CONFIRMED_PUSH_PDU, PUSH_PDU } from '../../wire/wsp-table.js';
import { Budget } from './budget.js';
import type { Capture, CapturedFrame } from './capture.js';
import { type HttpEvents, type HttpMessage, HttpReader } from './http-reader.js';
import { missing } from './octet-source.js';
import { Tally } from './tally.js';

const DIRECTIONS = {
  client: /client-to-server|c2s|from-client|from-device|request/i,
  server: /server-to-client|s2c|from-server|response/i,
  push: /push/i,
} as const;
type Way = keyof typeof DIRECTIONS;

const ENDINGS = ['.xml', '.wbxml', '.http', '.wsp', '.sms', '.bin'] as const;
type Ending = (typeof ENDINGS)[number];

const CONVENTION =
  'NUMBER-DIRECTION.ENDING; DIRECTION: client-to-server, server-to-client or push; ENDING: .xml or .wbxml (a DM message), .http (a whole HTTP message with its head), .wsp or .sms (a push), .bin (its octets tell)';

/** Reads all files of a folder but hidden ones, in the order of their names. Throws InputError `capture-folder`. */
export function folderCapture(folder: string): Capture {
  const names = namesIn(folder);
  const hash = createHash('sha256');
  const tally = new Tally();
  const exchanges = new Exchanges();
  const frames = names.map((name, n): CapturedFrame => {
    const file = join(folder, name);
    const [way, ending] = [wayOf(name, file), endingOf(name, file)];
    const octets = octetsOf(file);
    hash.update(`${name}\0${octets.length}\0`).update(octets);
    const content = way === 'push' ? pushIn(octets, ending, file) : messageIn(octets, ending, way, file, tally);
    const { direction, from, to } = WAYS[way];
    // The names give an order and no times.
    return { direction, ...exchanges.numbers(content.channel, content.unit), from, to, ...content, at: n };
  });
  if (frames.length === 0) {
    throw new InputError('capture-folder', { found: `${folder} holds no files`, wanted: `files named ${CONVENTION}` });
  }
  tally.say('a folder tells no times: each file is taken to cross 1 ms after the one before it');
  return { format: 'folder', file: folder, sha256: hash.digest('hex'), frames, notes: tally.notes() };
}

const DEVICE = 'device:0';
const SERVER = 'server:0';
const WAYS: Readonly<Record<Way, Pick<Crossing, 'direction' | 'from' | 'to'>>> = {
  client: { direction: 'from-iut', from: DEVICE, to: SERVER },
  server: { direction: 'to-iut', from: SERVER, to: DEVICE },
  push: { direction: 'to-iut', from: SERVER, to: DEVICE },
};

type Content = Pick<Crossing, 'transport' | 'unit' | 'channel' | 'head' | 'body' | 'trouble'> & { readonly from?: string };

function messageIn(octets: Uint8Array, ending: Ending, way: 'client' | 'server', file: string, tally: Tally): Content {
  const unit = way === 'client' ? 'request' : 'response';
  const common = { transport: 'http', channel: 'dm', unit } as const;
  if (ending === '.http' || (ending === '.bin' && beginsHttp(octets) === 'yes')) return { ...common, ...httpIn(octets, unit, file) };
  if (ending === '.wsp' || ending === '.sms') throw refused(file, `a ${ending} file is a push, and the name says ${way}`);
  tally.add('message came without its HTTP head: nothing is judged of it', 'messages came without their HTTP heads: nothing is judged of those');
  return { ...common, body: octets };
}

function pushIn(octets: Uint8Array, ending: Ending, file: string): Content {
  if (ending === '.http') return { transport: 'http', channel: 'push', unit: 'request', ...httpIn(octets, 'request', file) };
  const common = { transport: 'file', channel: 'push', unit: 'datagram', body: octets } as const;
  if (ending === '.sms') return common;
  return { ...common, from: ending === '.wsp' || isWsp(octets) ? HANDED_PUSH : BARE_PUSH };
}

function isWsp(octets: Uint8Array): boolean {
  return (octets[1] === PUSH_PDU || octets[1] === CONFIRMED_PUSH_PDU) && readWspPush(octets).contentType?.mediaType.includes('/') === true;
}

/** The one HTTP message of a file. */
function httpIn(octets: Uint8Array, unit: 'request' | 'response', file: string): Pick<Content, 'head' | 'body' | 'trouble'> {
  const messages: HttpMessage[] = [];
  const events: HttpEvents = { head: () => 'body', message: (message) => messages.push(message), cutHead: () => undefined };
  const reader = new HttpReader(events, new Budget(LIMITS.captureHeldOctets));
  reader.octets(octets, 0);
  reader.end('fin', 0);
  const [message, second] = messages;
  if (!message?.head) throw refused(file, 'it holds no HTTP message');
  if (second) throw refused(file, 'more stands in it than one HTTP message');
  if ((message.head.status === undefined) !== (unit === 'request')) throw refused(file, `its name says that it is a ${unit}, and it is none`);
  const { head, body, trouble } = message;
  return { head, body, ...(trouble ? { trouble } : {}) };
}

/** One connection for each channel; a response belongs to the request before it. */
class Exchanges {
  #count = 0;
  readonly #open = new Map<Crossing['channel'], number>();

  numbers(channel: Crossing['channel'], unit: Crossing['unit']): Pick<Crossing, 'connection' | 'exchange'> {
    const open = unit === 'response' ? this.#open.get(channel) : undefined;
    const exchange = open ?? ++this.#count;
    if (unit === 'request') this.#open.set(channel, exchange);
    else this.#open.delete(channel);
    return { connection: channel === 'dm' ? 1 : 2, exchange };
  }
}

function namesIn(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !name.startsWith('.'));
  if (entries.length > LIMITS.captureFiles) {
    throw new InputError('capture-folder', { found: `${folder} holds ${entries.length} files`, wanted: `at most ${LIMITS.captureFiles}` });
  }
  const strange = entries.find((entry) => !entry.isFile());
  if (strange) throw refused(join(folder, strange.name), 'it is no file');
  return entries.map(({ name }) => name).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

function wayOf(name: string, file: string): Way {
  const found = (Object.keys(DIRECTIONS) as Way[]).filter((way) => DIRECTIONS[way].test(name));
  const [way] = found;
  if (way === undefined) throw refused(file, 'its name does not say which way it went');
  if (found.length > 1) throw refused(file, `its name says both ${found.join(' and ')}`);
  return way;
}

function endingOf(name: string, file: string): Ending {
  const ending = ENDINGS.find((e) => name.toLowerCase().endsWith(e));
  if (ending === undefined) throw refused(file, 'its name does not say what it is');
  return ending;
}

function octetsOf(file: string): Uint8Array {
  const most = LIMITS.bodyOctets + LIMITS.httpHeadOctets;
  const { size } = statSync(file);
  if (size > most) throw refused(file, `it has ${size} octets, at most ${most} are read`);
  try {
    return new Uint8Array(readFileSync(file));
  } catch (cause) {
    throw missing(file, cause);
  }
}

function refused(file: string, found: string): InputError {
  return new InputError('capture-folder', {
    found,
    where: { file },
    wanted: CONVENTION,
    cure: 'for example 001-client-to-server.wbxml; dmct reads every file of the folder',
  });
}
