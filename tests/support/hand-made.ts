/** Small scenarios and records made by hand, for tests of the judge: what a line means stands in the test, not in a run. */
import type { JudgedRow } from '../../src/judge/judge.js';
import type { Assertion, Check, Mutant, Scenario, Step } from '../../src/judge/scenario.js';
import type { Surroundings } from '../../src/judge/surroundings.js';
import type { CallLine, FactLine, FrameLine, RowRecord, StepLine } from '../../src/record/record.js';

export const ACCOUNT = {
  'server-id': 'com.example.server',
  'device-id': 'IMEI:1',
  client: { type: 'md5', name: 'Bruce2', secret: 'OhBehave', nonce: 'Tm9uY2U=' },
  server: { type: 'md5', name: 'com.example.server', secret: 'ServerPwd', nonce: 'c2VydmVy' },
} as const;

const yes = (why: string) => ({ value: 'yes' as const, why });

/** All claimed, all demanded, nothing assumed. */
export function surroundings(given: Partial<Surroundings> = {}): Surroundings {
  return {
    role: 'client',
    accounts: { default: ACCOUNT, other: { ...ACCOUNT, client: { ...ACCOUNT.client, name: 'Vanessa', secret: 'FabShoes' } } },
    assume: {},
    applies: yes,
    claimed: yes,
    isDemanded: () => true,
    assumptionsOf: () => [],
    ...given,
  };
}

export function assertion(id: string, check: Check, given: Partial<Assertion> = {}): Assertion {
  return { id, scr: ['SR/A'], check, line: 1, ...given };
}

export function step(id: string, verb: Step['verb'], given: Partial<Step> = {}): Step {
  const what = verb === 'receive' || verb === 'quiet' ? 'message' : verb === 'observe' ? 'read-reports' : 'send-report';
  return { id, verb, what, with: {}, otherwise: 'continue', controls: [], expect: [], holds: [], line: 1, ...given };
}

export function mutant(id: string, given: Partial<Mutant> = {}): Mutant {
  return { id, kind: 'edit', behave: [], kills: [], also: [], rows: [], line: 1, ...given };
}

export function scenario(steps: readonly Step[], given: Partial<Scenario> = {}): Scenario {
  return {
    id: 'sr.client.x',
    title: 'x',
    side: 'client',
    purpose: 'x',
    ics: '',
    pixit: [],
    given: {},
    rows: [{ values: {}, ics: '' }],
    steps,
    mutants: [],
    file: 'x.yaml',
    line: 1,
    sha256: '0',
    ...given,
  };
}

export const ROW = { values: {}, ics: '' } as const;

/** A message of the IUT as it crosses, but for its body. */
export const REQUEST = {
  direction: 'from-iut',
  transport: 'http',
  unit: 'request',
  channel: 'dm',
  connection: 1,
  exchange: 1,
  from: 'a:1',
  to: 'b:2',
  head: {
    method: 'POST',
    url: '/dm',
    version: '1.1',
    headers: [
      ['Host', 'b'],
      ['Content-Type', 'application/vnd.syncml.dm+xml'],
    ],
  },
} as const;

const { head: _head, ...HEADLESS } = REQUEST;
const DATAGRAM = { ...HEADLESS, transport: 'udp', unit: 'datagram', channel: 'push', to: 'b:2948' } as const;

/** A record, line by line. Frames are numbered as they come. */
export class Tape {
  readonly #events: (FrameLine | StepLine | CallLine | FactLine)[] = [];
  #frames = 0;

  frame(body: string | Uint8Array, given: Partial<Omit<FrameLine, 'e' | 'n' | 'body'>> = {}): this {
    this.#events.push({
      e: 'frame',
      n: ++this.#frames,
      at: this.#events.length,
      ...REQUEST,
      ...given,
      body: Buffer.from(body).toString('base64'),
    });
    return this;
  }

  /** A push as a datagram. */
  push(body: Uint8Array): this {
    this.#events.push({
      e: 'frame',
      n: ++this.#frames,
      at: this.#events.length,
      ...DATAGRAM,
      body: Buffer.from(body).toString('base64'),
    });
    return this;
  }

  begin(id: string): this {
    return this.#step({ id, state: 'begin' });
  }

  /** Begins and ends a step; `frame`: the number it took. */
  step(id: string, state: StepLine['state'] = 'done', more: { readonly frame?: number; readonly why?: string } = {}): this {
    return state === 'skipped' || id === 'set-up' ? this.#step({ id, state, ...more }) : this.begin(id).#step({ id, state, ...more });
  }

  end(id: string, state: StepLine['state'] = 'done', more: { readonly frame?: number; readonly why?: string } = {}): this {
    return this.#step({ id, state, ...more });
  }

  fact(name: string, value: string): this {
    this.#events.push({ e: 'fact', at: this.#events.length, name, value });
    return this;
  }

  call(primitive: string, outcome: string, result: Record<string, unknown> = {}, why?: string): this {
    this.#events.push({ e: 'call', at: this.#events.length, primitive, outcome, result, ...(why === undefined ? {} : { why }) });
    return this;
  }

  /** The tree, read by a session that could not read all. */
  readBack(nodes: readonly Record<string, string>[], unread: readonly string[]): this {
    const line = { e: 'call', at: this.#events.length, primitive: 'read-tree', outcome: 'done', by: 'session', uri: '.' } as const;
    this.#events.push({ ...line, result: { nodes }, ...(unread.length ? { unread } : {}) });
    return this;
  }

  record(fault?: string): RowRecord {
    const row = { e: 'row', scenario: 'sr.client.x', sha256: '0' } as const;
    return { row, events: this.#events, end: { e: 'row-end', at: this.#events.length, ...(fault === undefined ? {} : { fault }) } };
  }

  #step(line: Omit<StepLine, 'e' | 'at'>): this {
    this.#events.push({ e: 'step', at: this.#events.length, ...line });
    return this;
  }
}

/** A SyncML message with this header and body content. */
export const syncml = (hdr: string, body = ''): string =>
  `<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr>${hdr}</SyncHdr><SyncBody>${body}</SyncBody></SyncML>`;

/** Verdicts of a judged row of `scenario()`, by the assertion's own id. */
export const verdicts = (row: JudgedRow): Record<string, string> =>
  Object.fromEntries(row.assertions.map((a) => [a.id.replace('sr.client.x/', ''), a.verdict]));

export const message = (row: JudgedRow, id: string): string => row.assertions.find((a) => a.id.endsWith(`/${id}`))?.message ?? '';
