/** HAR 1.2: exchanges as a proxy or a browser tells of them. Bodies are texts there; how their octets were got is told. */
import { cut } from '../../base/cut.js';
import { InputError } from '../../base/errors.js';
import { LIMITS } from '../../limits.js';
import type { HttpHead } from '../../wire/frame.js';
import { Budget } from './budget.js';
import type { Capture } from './capture.js';
import { endpoint } from './endpoint.js';
import { bodyOfText, type HarBody } from './har-body.js';
import type { HttpExchange } from './http-dialogue.js';
import type { HttpMessage } from './http-reader.js';
import { type Json, JsonWalk } from './json-walk.js';
import { Keeper } from './keeper.js';
import type { OctetSource } from './octet-source.js';
import { Tally } from './tally.js';
import type { Connection } from './tcp-connections.js';

/** Throws InputError `capture-har`. */
export function harCapture(source: OctetSource): Capture {
  const { file } = source;
  const walk = new JsonWalk(file, 'capture-har');
  const octets = source.peek(LIMITS.harOctets + 1);
  if (octets.length > LIMITS.harOctets) {
    throw new InputError('capture-har', {
      found: `${file} has more than ${LIMITS.harOctets} octets`,
      wanted: 'a smaller HAR file',
      cure: 'let the tool that wrote it leave out what is no DM',
    });
  }
  const log = walk.object(walk.object(parse(octets, file), 'the file').log, 'log');
  const tally = new Tally();
  const keeper = new Keeper(new Budget(LIMITS.captureHeldOctets), tally);
  const connections = new Map<string, Connection>();
  let last = 0;
  walk.array(log.entries, 'log.entries').forEach((value, n) => {
    const at = `log.entries[${n}]`;
    const entry = walk.object(value, at);
    const begun = Date.parse(walk.text(entry.startedDateTime, `${at}.startedDateTime`));
    last = Number.isNaN(begun) ? last : begun;
    keeper.exchange(exchangeOf(entry, at, last, walk, tally, connections));
  });
  const frames = keeper.finish();
  source.skip(octets.length);
  return { format: 'har', file, sha256: source.finish(), frames, notes: tally.notes() };
}

function parse(octets: Buffer, file: string): unknown {
  try {
    return JSON.parse(octets.toString('utf8').replace(/^\ufeff/, ''));
  } catch (cause) {
    throw new InputError('capture-har', {
      found: `${file} begins like JSON and is none: ${cut((cause as Error).message, 120)}`,
      wanted: 'a HAR 1.2 file',
    });
  }
}

function exchangeOf(entry: Json, at: string, ms: number, walk: JsonWalk, tally: Tally, connections: Map<string, Connection>): HttpExchange {
  const request = walk.object(entry.request, `${at}.request`);
  const text = walk.text(request.url, `${at}.request.url`);
  if (!URL.canParse(text)) throw walk.error(text, `${at}.request.url`, 'a whole URL');
  const url = new URL(text);
  const isTls = url.protocol === 'https:';
  const address = typeof entry.serverIPAddress === 'string' && entry.serverIPAddress !== '' ? entry.serverIPAddress : url.hostname;
  const server = endpoint(address.replace(/^\[|\]$/g, ''), Number(url.port || (isTls ? 443 : 80)));
  const name = `${String(entry.connection ?? '')} ${server}`;
  const connection = connections.get(name) ?? { ends: ['client', server] };
  connections.set(name, connection);
  const version = (value: unknown): string => {
    if (typeof value === 'string' && /^(?:h|http\/)[23]/i.test(value)) {
      tally.add('HTTP message crossed in HTTP/2 or 3 and is shown as HTTP/1.1', 'HTTP messages crossed in HTTP/2 or 3 and are shown as HTTP/1.1');
    }
    return typeof value === 'string' && /1\.0/.test(value) ? '1.0' : '1.1';
  };
  const asked: HttpHead = {
    method: walk.text(request.method, `${at}.request.method`),
    url: url.pathname + url.search,
    version: version(request.httpVersion),
    headers: headersOf(request.headers, `${at}.request.headers`, walk),
  };
  const message = (head: HttpHead, body: HarBody, when: number): HttpMessage => ({ head, ...body, ms: when });
  const posted = request.postData === undefined || request.postData === null ? {} : walk.object(request.postData, `${at}.request.postData`);
  const exchange: HttpExchange = {
    connection,
    client: 'client',
    server,
    isTls,
    request: message(asked, bodyOfText(posted, request.bodySize, asked, tally), ms),
  };
  const response = walk.object(entry.response, `${at}.response`);
  const status = walk.number(response.status, `${at}.response.status`);
  // A zero stands for an answer that never came.
  if (status < 100) return exchange;
  const content = response.content === undefined ? {} : walk.object(response.content, `${at}.response.content`);
  const head: HttpHead = {
    status,
    reason: typeof response.statusText === 'string' ? response.statusText : '',
    version: version(response.httpVersion),
    headers: headersOf(response.headers, `${at}.response.headers`, walk),
  };
  const time = typeof entry.time === 'number' && entry.time > 0 ? entry.time : 0;
  return { ...exchange, response: message(head, bodyOfText(content, content.size, head, tally), ms + time) };
}

/** Pseudo-headers of HTTP/2 are left out. */
function headersOf(value: unknown, at: string, walk: JsonWalk): [string, string][] {
  return walk.array(value, at).flatMap((each, n): [string, string][] => {
    const { name, value: text } = walk.object(each, `${at}[${n}]`);
    const header = walk.text(name, `${at}[${n}].name`);
    return header.startsWith(':') ? [] : [[header, walk.text(text, `${at}[${n}].value`)]];
  });
}
