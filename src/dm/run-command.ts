/** Carrying out a Sessionless Command Message on the tree: like any message of a session, but for its identity and its silence (5.5). */
import type { Element, WireDocument } from '../wire/document.js';
import { childText } from '../wire/document.js';
import { readXml } from '../wire/xml-read.js';
import { challenge } from './authentication.js';
import type { ClientBehaviour } from './client-behaviour.js';
import { executeCommands } from './client-commands.js';
import type { CommandJudgement } from './command-judgement.js';
import { loneAnswer } from './lone-answer.js';
import type { Data, Status } from './message.js';
import type { Answer, Effect, Outgoing, Prompt } from './session.js';
import type { Tree } from './tree/tree.js';

export interface CommandRun {
  /** One for each command, as they would stand in an answer. Nothing is sent. */
  readonly statuses: readonly Status[];
  readonly effects: readonly Effect[];
}

export interface RunContext {
  readonly tree: Pick<Tree, 'execute' | 'read'>;
  readonly behaviour: ClientBehaviour;
  /** Server of the last session, for faults that mix identities up. */
  readonly lastServer: string | undefined;
  readonly answer: (prompt: Prompt) => Answer;
}

export function runCommand(judgement: CommandJudgement & { kind: 'accept' }, context: RunContext): CommandRun {
  const { behaviour, tree, lastServer } = context;
  const effects: Effect[] = [];
  const running = executeCommands(
    {
      tree: {
        execute: (request, who) => (isAccountObject(request.data) ? { code: '405', results: [] } : behaviour.commandRequest(request, who, tree)),
      },
      who: behaviour.commandIdentity(judgement.serverId, { lastServer }),
      msgRef: judgement.incoming.message.header.msgId,
      statusCode: (_, code) => code,
      fits: () => true,
      effects,
    },
    behaviour.commandList(judgement.incoming.message.commands),
  );
  let step = running.next();
  while (!step.done) step = running.next(context.answer(step.value));
  return { statuses: step.value.filter((reply) => reply.kind === 'status'), effects };
}

const ACCOUNT_OBJECT = /^urn:oma:mo:oma-dm-dmacc:/;

/** An account is provisioned by bootstrap alone (section 6), so an object that holds one is refused as a whole. */
function isAccountObject(data: Data | undefined): boolean {
  const document = data && (data.embedded ?? textualObject(data));
  return document?.root ? holdsAccount(document.root) : false;
}

function textualObject({ text }: Data): WireDocument | undefined {
  return text.includes('oma-dm-dmacc') && text.trimStart().startsWith('<') ? readXml(new TextEncoder().encode(text)) : undefined;
}

function holdsAccount(root: Element): boolean {
  const waiting = [root];
  for (let element = waiting.pop(); element; element = waiting.pop()) {
    if (element.name === 'Type' && ACCOUNT_OBJECT.test(childText(element, 'DDFName') ?? '')) return true;
    for (const inner of element.children) waiting.push(inner);
  }
  return false;
}

/** What a wrong device would send back for a command message: a Status for the header and for each command. */
export function commandAnswer(
  judgement: CommandJudgement,
  kind: 'status' | 'challenge',
  statuses: readonly Status[],
  to: { readonly url: string; readonly deviceId: string; readonly nonce: Uint8Array },
): Outgoing {
  const isRight = judgement.kind === 'accept';
  return loneAnswer(judgement.incoming, {
    target: to.url,
    source: to.deviceId,
    code: isRight ? '212' : '401',
    chal: kind === 'challenge' ? challenge('md5', to.nonce) : undefined,
    statuses: isRight ? statuses : undefined,
  });
}
