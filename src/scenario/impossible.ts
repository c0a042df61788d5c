/** What a step cannot do with an IUT file, whatever the implementation does: known before anything runs, and asked again when it runs. */
import type { Iut } from '../iut/iut.js';
import type { Fields, Step } from '../judge/scenario.js';
import { isUnsigned, whyNoSource } from './command.js';
import { whyNoLength } from './notification.js';

type PushBearer = Iut['push']['bearer'];

/** What a push is to carry, and only some bearers can: they have a port, and the WSP PDU goes over them whole. */
const OF_WSP: Readonly<Record<string, string>> = { port: 'port', 'pdu-type': 'PDU type' };
const WSP_BEARERS: readonly PushBearer[] = ['wsp-udp', 'smpp', 'exec'];

/** Acts that end in a push: ours to a client, that of a server to us. */
const PUSHES = {
  client: { verb: 'send', what: ['notification', 'command'] },
  server: { verb: 'trigger', what: ['notify', 'send-command'] },
} as const satisfies Readonly<Record<Iut['role'], { readonly verb: Step['verb']; readonly what: readonly string[] }>>;

/** Why not; undefined when nothing is known against it. */
export function impossible({ verb, what, with: want }: Pick<Step, 'verb' | 'what' | 'with'>, iut: Iut): string | undefined {
  const pushes = PUSHES[iut.role];
  if (verb !== pushes.verb || !(pushes.what as readonly string[]).includes(what)) return undefined;
  if (iut.push.bearer === 'none') return 'the IUT file says push: none';
  if (verb !== 'send') return undefined;
  return whyUnfit(iut.push.bearer, want) ?? (what === 'notification' ? whyNoLength(want, iut.accounts) : whyNoCommand(want, iut));
}

/** Why a push that is spoilt in this way cannot go over the bearer. */
function whyUnfit(bearer: PushBearer, want: Fields): string | undefined {
  const key = Object.keys(want).find((name) => Object.hasOwn(OF_WSP, name));
  return key === undefined || WSP_BEARERS.includes(bearer) ? undefined : `a push over ${bearer} has no ${OF_WSP[key]}`;
}

function whyNoCommand(want: Fields, iut: Iut): string | undefined {
  // Under this reading there is no signature that could be wrong.
  if (want.signature !== undefined && isUnsigned(iut)) return 'U8 is pinned to none-required, no XML signature is asked for';
  return whyNoSource(want, iut.accounts, iut.lowerTester.url);
}

/** Primitives that the IUT file itself says the adapter has not. */
export function unlisted({ upperTester }: Iut, primitive: string): string | undefined {
  const { primitives } = upperTester;
  const isSession = upperTester.kind === 'exec' && upperTester.mode === 'session';
  if (primitives === undefined ? !isSession : primitives.includes(primitive as never)) return undefined;
  return `upper-tester.primitives does not list "${primitive}"`;
}
