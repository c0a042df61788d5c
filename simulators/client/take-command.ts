/** A Sessionless Command Message that reached a simulated device: judged, carried out, told. Nothing is answered, whatever became of it. */
import type { ClientBehaviour } from '../../src/dm/client-behaviour.js';
import { type CommandJudgement, type CommandRules, judgeCommand } from '../../src/dm/command-judgement.js';
import type { PushArrival } from '../../src/dm/notification.js';
import { commandAnswer, runCommand } from '../../src/dm/run-command.js';
import type { AccountState, Answer, Outgoing } from '../../src/dm/session.js';
import type { Tree } from '../../src/dm/tree/tree.js';
import { consequenceOf } from './consequences.js';
import type { SessionWishes } from './conversation.js';
import { treeDifference } from './tree-difference.js';

/** What the device lends for it. */
export interface CommandHost {
  readonly states: readonly AccountState[];
  readonly tree: Tree;
  readonly behaviour: ClientBehaviour;
  readonly rules: CommandRules;
  /** ServerID of the last session. */
  readonly lastServer: string | undefined;
  readonly answer: () => Answer;
  readonly url: (state: AccountState) => string;
  /** Only looks at it (lower tester). */
  readonly isIdle: boolean;
  readonly log: ((line: string) => void) | undefined;
  post(state: AccountState, outgoing: Outgoing): void;
  startSession(state: AccountState, wishes: SessionWishes): void;
}

/** The judgement; undefined when the octets are no command message at all. */
export function takeCommand(arrival: PushArrival, host: CommandHost): CommandJudgement | undefined {
  const { states, tree, behaviour, log } = host;
  const judgement = judgeCommand(arrival, states, tree, host.rules, behaviour);
  if (judgement.kind === 'ignore' && judgement.why === 'malformed') return undefined;
  if (host.isIdle) return judgement;
  if (judgement.kind === 'ignore') log?.(`command message ignored: ${judgement.why}`);
  const before = log ? tree.read('.') : [];
  const run = judgement.kind === 'accept' ? runCommand(judgement, { ...host, answer: host.answer }) : undefined;
  const state = judgement.account ?? states[0];
  for (const { cmd, targetRefs, code } of run?.statuses ?? [])
    log?.(`command from ${judgement.incoming.message.header.source}: ${[cmd, ...(targetRefs ?? []), code].join(' ')}`);
  if (log) for (const line of treeDifference(before, tree.read('.'))) log(line);
  if (state === undefined) return judgement;
  for (const effect of run?.effects ?? []) {
    const event = effect.kind === 'exec' ? consequenceOf(effect.uri) : undefined;
    if (event) host.startSession(state, { events: [event] });
  }
  const answer = behaviour.answerCommand(judgement);
  if (answer !== 'nothing') {
    const to = { url: host.url(state), deviceId: state.account['device-id'], nonce: state.server.pending };
    host.post(state, commandAnswer(judgement, answer, run?.statuses ?? [], to));
  }
  if (run && behaviour.afterCommand() === 'session') host.startSession(state, {});
  return judgement;
}
