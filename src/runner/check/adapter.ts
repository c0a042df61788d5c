/**
 * Asks the adapter itself: set up as for a row (reset, configure), then what can be asked without making the implementation act. What only
 * acting could tell is not tried; `upper-tester.primitives` of the IUT file says it without trying.
 */
import { InputError } from '../../base/errors.js';
import { checkOpens, openUpperTester } from '../../iut/adapters/open.js';
import type { Iut } from '../../iut/iut.js';
import type { Primitive } from '../../iut/primitives.js';
import { primitivesOf } from '../../iut/upper-tester-settings.js';
import type { CallLine } from '../../record/record.js';
import { Bench } from '../../scenario/bench.js';
import { unlisted } from '../../scenario/impossible.js';
import { Recorder } from '../../scenario/recorder.js';
import { deviceReached, serverReached } from './network.js';
import { type Problem, problemOf } from './problem.js';

export interface Probe {
  readonly problems: readonly Problem[];
  /** Why a primitive cannot be had; undefined when it can, or when nobody knows. */
  readonly lacks: (primitive: string) => string | undefined;
  /** Primitives that nobody knows of before they are called. */
  readonly unknown: readonly Primitive[];
}

const HARMLESS = {
  client: { quiesce: {}, 'read-tree': { uri: './DevInfo' } },
  server: { quiesce: {}, 'read-reports': {} },
} as const;

const CANNOT = 'if the implementation can do it, write it; docs/adapters.md says how, and what dmct does without';
const SHAPE = 'docs/adapters.md says how an adapter answers ("The answers")';
/** What to do about an adapter that answered so. */
const CURES: Readonly<Record<string, string>> = {
  refused: 'mend what it says, or let the adapter answer unsupported where the implementation cannot do it',
  'iut-crash': 'call the adapter by hand with that primitive and mend what ends it; an exit code of its own is an answer, a signal is not',
  'iut-hang': 'let it answer as soon as it is done, what goes on in the background; or allow more time: upper-tester.timeout',
  'iut-spin': 'end the loop, or wait in it; if it is only slow, allow more time: upper-tester.timeout',
  'iut-flood': 'print less: a line or an answer has at most 4 MB, and all before an answer 16 MB',
  'iut-garbage': SHAPE,
  'iut-unreachable': 'start the web service of the adapter, or write in upper-tester.url where it is',
};
const cureOf = (outcome: string | undefined): string => CURES[outcome ?? ''] ?? SHAPE;

/** What is known without starting it. */
export function unasked(iut: Iut): Probe {
  const { primitives } = iut.upperTester;
  return { problems: [], lacks: (primitive) => unlisted(iut, primitive), unknown: primitives === undefined ? primitivesOf(iut.role) : [] };
}

/** A person is asked nothing beforehand; whether there is a terminal or a file of answers can be seen without. */
function openingProblems(iut: Iut): readonly Problem[] {
  try {
    checkOpens(iut);
    return [];
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    return cause.each.map((error) => problemOf('adapter', error));
  }
}

export async function askAdapter(iut: Iut, seed: string): Promise<Probe> {
  if (iut.upperTester.kind === 'manual') return { ...unasked(iut), problems: openingProblems(iut) };
  const recorder = new Recorder({ e: 'row', scenario: 'dmct.check', sha256: '' }, () => undefined);
  const problems: Problem[] = [];
  const place = ['upper-tester'];
  const tell = (code: string, message: string, cure: string, severity: Problem['severity'] = 'missing'): void =>
    void problems.push({
      severity,
      ...(severity === 'missing' ? { isWrong: true } : {}),
      about: 'adapter',
      code,
      message,
      where: iut.where(place),
      cure,
    });
  try {
    const upper = openUpperTester(iut);
    try {
      const opened = await Bench.open({ iut, upper, recorder, given: {}, seed, faults: [] });
      if (opened.trouble !== undefined) tell('set-up', opened.trouble, cureOf(recorder.calls().at(-1)?.outcome));
      else {
        for (const [primitive, args] of Object.entries(HARMLESS[iut.role]))
          if (unlisted(iut, primitive) === undefined) {
            const outcome = await opened.bench.call(primitive as Primitive, args);
            // A tree without that node, or a store that is not to be read now, is no trouble of the adapter.
            if (outcome.kind === 'trouble') tell(outcome.code, `${primitive}: ${outcome.message}`, cureOf(outcome.code));
          }
        problems.push(...(await (iut.role === 'server' ? configuredServer : configuredClient)(iut, recorder.calls())));
      }
      await opened.bench.close().catch((cause: Error) => tell('set-up', cause.message, cureOf(undefined), 'note'));
    } finally {
      await upper.close();
    }
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    problems.push(...cause.each.map((error) => problemOf('adapter', error)));
  }
  const asked = recorder.calls();
  const lacking = new Set(asked.filter((call) => call.outcome === 'unsupported').map((call) => call.primitive));
  const known = new Set(asked.map((call) => call.primitive));
  for (const primitive of ['reset', 'configure'])
    if (lacking.has(primitive) && unlisted(iut, primitive) === undefined)
      tell('no-set-up', `the adapter has no "${primitive}": every row then starts from whatever the row before has left`, CANNOT, 'note');
  return {
    problems,
    lacks: (primitive) => unlisted(iut, primitive) ?? (lacking.has(primitive) ? `the adapter has no "${primitive}"` : undefined),
    unknown: iut.upperTester.primitives === undefined ? primitivesOf(iut.role).filter((primitive) => !known.has(primitive)) : [],
  };
}

/** Where the server says that it is, or else where the IUT file does. */
async function configuredServer(iut: Iut, asked: readonly CallLine[]): Promise<readonly Problem[]> {
  const told = configured<{ url?: string; connect?: string }>(asked);
  const url = told?.url ?? iut.lowerTester.url;
  if (url !== undefined) return serverReached(iut, url, told?.connect ?? iut.lowerTester.connect);
  return [
    {
      severity: 'missing',
      about: 'network',
      code: 'no-url',
      message: 'nobody says where the server is: neither lower-tester.url nor the answer to "configure"',
      where: iut.where(['lower-tester']),
      cure: 'lower-tester: { url: "http://server.example/dm" }',
    },
  ];
}

/** Where the client says that it listens, unless the IUT file does. */
const configuredClient = (iut: Iut, asked: readonly CallLine[]): Promise<readonly Problem[]> =>
  deviceReached(iut, configured<{ push?: { otaHttp?: string } }>(asked)?.push?.otaHttp);

const configured = <T>(asked: readonly CallLine[]): T | undefined => asked.find((call) => call.primitive === 'configure')?.result as T | undefined;
