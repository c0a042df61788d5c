/** The shape of each kind of record line as a table, to refuse a damaged or foreign file before the judge sees it. */
import { cut } from '../base/cut.js';

type FieldType = 'string' | 'strings' | 'number' | 'whole' | 'time' | 'object' | 'base64' | 'array' | 'boolean';
type Shape = Readonly<Record<string, FieldType | `${FieldType}?` | readonly string[]>>;

const SHAPES: Readonly<Record<string, Shape>> = {
  run: {
    format: ['dmct-record/1'],
    id: 'string',
    seed: 'string',
    started: 'time',
    command: 'string',
    place: 'object?',
    tool: 'string',
    planned: 'strings',
    scr: 'strings',
    iut: 'object',
    part: 'boolean?',
    capture: 'object?',
  },
  row: { scenario: 'string', row: 'string?', sha256: 'string', began: 'time?', mutant: 'string?' },
  frame: {
    n: 'whole',
    at: 'number',
    direction: ['from-iut', 'to-iut'],
    transport: ['http', 'https', 'udp', 'smpp', 'sip', 'file'],
    unit: ['request', 'response', 'datagram'],
    channel: ['dm', 'push'],
    connection: 'whole',
    exchange: 'whole',
    from: 'string',
    to: 'string',
    head: 'object?',
    body: 'base64',
    trouble: 'string?',
    edited: 'boolean?',
    aside: 'string?',
  },
  step: { id: 'string', at: 'number', state: ['begin', 'done', 'absent', 'failed', 'skipped'], frame: 'number?', why: 'string?' },
  call: {
    at: 'number',
    primitive: 'string',
    outcome: 'string',
    result: 'object?',
    uri: 'string?',
    by: 'string?',
    unread: 'strings?',
    why: 'string?',
    operator: 'string?',
    answered: 'string?',
  },
  fact: { at: 'number', name: 'string', value: 'string' },
  'row-end': { at: 'number', fault: 'string?' },
};

/** Types that are not named in a message as they are here. */
const WANTED: Partial<Record<FieldType, string>> = {
  strings: 'a list of strings',
  whole: 'a whole number',
  time: 'a time, as 2026-01-02T03:04:05.678Z',
};

/** Arrays and objects within each other. */
const MOST_LEVELS = 100;

const HEAD: Shape = { method: 'string?', url: 'string?', status: 'number?', reason: 'string?', version: 'string', headers: 'array' };
const CAPTURE: Shape = { format: ['pcap', 'pcapng', 'har', 'folder', 'proxy'], file: 'string', sha256: 'string', notes: 'strings' };
const PLACE: Shape = { folder: 'string', dmct: 'string', out: 'string', iut: 'string?' };
const IUT: Shape = { name: 'string', vendor: 'string', product: 'string', version: 'string', role: ['client', 'server'], file: 'string' };

/** One clause that says what is wrong with a parsed line; undefined when it is a right one. */
export function lineTrouble(value: unknown): string | undefined {
  if (!isObject(value)) return 'this line is not a JSON object';
  if (isDeeper(value, MOST_LEVELS)) return `this line is nested more than ${MOST_LEVELS} levels deep`;
  const kind = value.e;
  const shape = typeof kind === 'string' && Object.hasOwn(SHAPES, kind) ? SHAPES[kind] : undefined;
  if (!shape) return `this line has e ${JSON.stringify(kind) ?? 'missing'}, which is none of ${Object.keys(SHAPES).join(', ')}`;
  return (
    shapeTrouble(value, shape, `"${kind}" line`) ??
    (isObject(value.head) ? (shapeTrouble(value.head, HEAD, 'head') ?? headersTrouble(value.head.headers)) : undefined) ??
    (isObject(value.iut) ? shapeTrouble(value.iut, IUT, 'iut') : undefined) ??
    (isObject(value.capture) ? shapeTrouble(value.capture, CAPTURE, 'capture') : undefined) ??
    (isObject(value.place) ? shapeTrouble(value.place, PLACE, 'place') : undefined)
  );
}

/** Level by level, as what is told of must not exhaust the call stack. */
function isDeeper(value: unknown, levels: number): boolean {
  let level: readonly unknown[] = [value];
  for (let n = 0; n <= levels && level.length > 0; n++) {
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
  }
  return level.length > 0;
}

function shapeTrouble(value: Record<string, unknown>, shape: Shape, of: string): string | undefined {
  for (const [name, type] of Object.entries(shape)) {
    const found = value[name];
    if (typeof type !== 'string') {
      if (!type.includes(found as string)) return `${of}: ${name} is ${show(found)}; it must be ${type.join(' or ')}`;
      continue;
    }
    if (found === undefined && type.endsWith('?')) continue;
    const wanted = type.replace('?', '') as FieldType;
    if (!isOf(found, wanted)) return `${of}: ${name} is ${show(found)}; it must be ${WANTED[wanted] ?? `of type ${wanted}`}`;
  }
  return undefined;
}

function headersTrouble(headers: unknown): string | undefined {
  const right = (pair: unknown): boolean => Array.isArray(pair) && pair.length === 2 && pair.every((x) => typeof x === 'string');
  return (headers as unknown[]).every(right) ? undefined : 'head: headers must be pairs of name and value';
}

function isOf(found: unknown, type: FieldType): boolean {
  switch (type) {
    case 'object':
      return isObject(found);
    case 'array':
      return Array.isArray(found);
    case 'base64':
      return typeof found === 'string' && found.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(found);
    case 'number':
      return typeof found === 'number' && Number.isFinite(found);
    case 'whole':
      return Number.isSafeInteger(found);
    case 'time':
      return typeof found === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(found) && !Number.isNaN(Date.parse(found));
    case 'strings':
      return Array.isArray(found) && found.every((each) => typeof each === 'string');
    case 'string':
    case 'boolean':
      return typeof found === type;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  return cut(JSON.stringify(value) ?? 'missing', 60);
}
