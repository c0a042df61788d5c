/**
 * Executes the commands of one server message and gives the Statuses and Results in the order of the commands (DM Protocol 8.5,
 * RepPro 6.6). A generator: it yields a prompt where the user must answer first.
 */
import { LargeObjects } from './large-object.js';
import {
  type Alert,
  type Command,
  type CommandGroup,
  commandName,
  type Encoding,
  type Item,
  type MetInf,
  type Results,
  type Status,
  type TreeCommand,
} from './message.js';
import { isPromptCode, promptOf, statusOfAnswer } from './prompt.js';
import type { Answer, Effect, Prompt } from './session.js';
import type { Tree, TreeOutcome } from './tree/tree.js';

export interface ExecutionContext {
  readonly tree: Pick<Tree, 'execute'>;
  /** Server id, for ACLs; undefined acts with every right. */
  readonly who: string | undefined;
  /** MsgID of the server's message. */
  readonly msgRef: string;
  /** The code that is really sent. */
  readonly statusCode: (command: Command, code: string) => string;
  /** Whether Results can be sent at all; otherwise the Get gets 413. */
  readonly fits: (results: Results) => boolean;
  readonly effects: Effect[];
  /** Representation of the answer; objects go out in the same. Absent: XML. */
  readonly encoding?: Encoding;
  /** Objects that come in pieces over several messages; absent: none can go on in the next message. */
  readonly large?: LargeObjects;
}

/** With what one message is carried out. */
type Context = ExecutionContext & { readonly large: LargeObjects };

export type Execution = Generator<Prompt, Command[], Answer>;

/** How one command went. */
interface Run {
  readonly replies: readonly Command[];
  readonly isOk: boolean;
  readonly undo?: () => void;
  /** The user cancelled: nothing after this is executed. */
  readonly stops?: boolean;
}
type Running = Generator<Prompt, Run, Answer>;

export function* executeCommands(options: ExecutionContext, commands: readonly Command[]): Execution {
  const context: Context = { ...options, large: options.large ?? new LargeObjects() };
  const replies: Command[] = [];
  let isStopped = false;
  for (const command of commands) {
    if (isStopped) replies.push(...bypassed(context, command));
    else {
      const run: Run = yield* execute(context, command);
      replies.push(...run.replies);
      isStopped = run.stops === true;
    }
  }
  return replies;
}

function* execute(context: Context, command: Command): Running {
  switch (command.kind) {
    case 'status':
    case 'results':
      return { replies: [], isOk: true };
    case 'alert':
      return yield* executeAlert(context, command);
    case 'tree':
      return executeTree(context, command);
    case 'group':
      return command.name === 'Atomic' ? yield* executeAtomic(context, command) : yield* executeSequence(context, command);
    case 'foreign':
      return { replies: [status(context, command, '406')], isOk: false };
  }
}

function* executeAlert(context: Context, alert: Alert): Running {
  if (alert.code === '1222') return { replies: [status(context, alert, '200')], isOk: true };
  if (!isPromptCode(alert.code)) return { replies: [status(context, alert, '406')], isOk: false };
  const prompt = promptOf(alert);
  if (prompt === undefined) return { replies: [status(context, alert, '412')], isOk: false };
  const answered = statusOfAnswer(prompt, yield prompt);
  return {
    replies: [status(context, alert, answered.code, { items: answered.items })],
    isOk: answered.effect === 'none',
    stops: answered.effect === 'stops',
  };
}

function executeTree(context: Context, command: TreeCommand): Run {
  if (command.items.length === 0) return { replies: [status(context, command, '412')], isOk: false };
  const lost = context.large.interruptedBy(command);
  const done = command.items.map((item) => ({ item, outcome: executeItem(context, command, item) }));
  const results: Results = {
    kind: 'results',
    cmdId: '',
    msgRef: context.msgRef,
    cmdRef: command.cmdId,
    items: done.flatMap(({ outcome }) => outcome.results.map(resultItem)),
  };
  const isTooLarge = results.items.length > 0 && !context.fits(results);
  const codes = done.map(({ outcome }) => (isTooLarge && outcome.results.length > 0 ? '413' : outcome.code));
  const undos = done.flatMap(({ outcome }) => outcome.undo ?? []);
  const isUniform = new Set(codes).size === 1 && done.every(({ outcome }) => outcome.failedUri === undefined);
  // One Status serves all Items when they went alike; it names a target only when there is just one.
  const statuses =
    isUniform && codes.length > 1
      ? [status(context, command, codes[0] as string)]
      : done.map(({ item, outcome }, i) =>
          status(context, command, codes[i] as string, { item, ...(outcome.failedUri ? { failedUri: outcome.failedUri } : {}) }),
        );
  return {
    replies: [...statuses, ...(results.items.length > 0 && !isTooLarge ? [results] : []), ...(lost === undefined ? [] : [incomplete(lost)])],
    isOk: codes.every((code) => code.startsWith('2')),
    undo: () => {
      for (const undo of undos.reverse()) undo();
    },
  };
}

/** Tells the server that the end of an object never came. */
function incomplete(target: string): Alert {
  return { kind: 'alert', cmdId: '', code: '1225', items: [{ source: target }] };
}

function executeItem(context: Context, command: TreeCommand, sent: Item): TreeOutcome {
  const taken = context.large.take(command, sent);
  if (taken.kind === 'code') return { code: taken.code, results: [] };
  const { item } = taken;
  const meta: MetInf | undefined = command.meta || item.meta ? { ...command.meta, ...item.meta } : undefined;
  const uri = item.target ?? '';
  const outcome = context.tree.execute(
    {
      command: command.name,
      uri,
      ...(item.source === undefined ? {} : { source: item.source }),
      ...(meta ? { meta } : {}),
      ...(item.data ? { data: item.data } : {}),
      ...(context.encoding ? { encoding: context.encoding } : {}),
    },
    context.who,
  );
  if (command.name === 'Exec' && outcome.code.startsWith('2')) context.effects.push({ kind: 'exec', uri, data: item.data?.text ?? '' });
  return outcome;
}

function resultItem({ uri, format, type, text, octets, form }: TreeOutcome['results'][number]): Item {
  const meta: MetInf = { ...(format === undefined ? {} : { format }), ...(type === undefined ? {} : { type }) };
  return {
    source: uri,
    ...(format === undefined && type === undefined ? {} : { meta }),
    ...(text === undefined ? {} : { data: { text, ...(octets ? { octets } : {}), ...(form ? { form } : {}) } }),
  };
}

/** Children in order; after one that stops or is refused the rest is bypassed (215). The container itself is 200 once begun. */
function* executeSequence(context: Context, group: CommandGroup): Running {
  const replies: Command[] = [status(context, group, '200')];
  const undos: (() => void)[] = [];
  let isBypassing = false;
  let stops = false;
  let isOk = true;
  for (const command of group.commands) {
    if (isBypassing) {
      replies.push(...bypassed(context, command));
      continue;
    }
    const run: Run = yield* execute(context, command);
    replies.push(...run.replies);
    if (run.undo) undos.push(run.undo);
    isOk &&= run.isOk;
    stops ||= run.stops === true;
    isBypassing = stops || (command.kind === 'alert' && !run.isOk);
  }
  return { replies, isOk, stops, undo: () => undos.reverse().forEach((undo) => void undo()) };
}

/** All or nothing: a failing child keeps its own code, those before it are rolled back (216), those after it are bypassed (215). */
function* executeAtomic(context: Context, group: CommandGroup): Running {
  const isForbidden = (command: Command): boolean =>
    (command.kind === 'group' && command.name === 'Atomic') || (command.kind === 'tree' && command.name === 'Get');
  if (group.commands.some(isForbidden)) {
    return { replies: [status(context, group, '500'), ...group.commands.flatMap((command) => bypassed(context, command))], isOk: false };
  }
  const done: { readonly command: Command; readonly run: Run }[] = [];
  let failed = false;
  let stops = false;
  const late: Command[] = [];
  for (const command of group.commands) {
    if (failed) {
      late.push(...bypassed(context, command));
      continue;
    }
    const run: Run = yield* execute(context, command);
    done.push({ command, run });
    failed = !run.isOk;
    stops ||= run.stops === true;
  }
  if (!failed) {
    const undo = (): void => [...done].reverse().forEach(({ run }) => void run.undo?.());
    return { replies: [status(context, group, '200'), ...done.flatMap(({ run }) => run.replies)], isOk: true, undo };
  }
  for (const { run } of [...done].reverse()) run.undo?.();
  const replies = done.flatMap(({ command, run }, i) => (i === done.length - 1 ? run.replies : [status(context, command, '216')]));
  return { replies: [status(context, group, '507'), ...replies, ...late], isOk: false, stops };
}

function bypassed(context: Context, command: Command): Command[] {
  if (command.kind === 'status' || command.kind === 'results') return [];
  const inner = command.kind === 'group' ? command.commands.flatMap((c) => bypassed(context, c)) : [];
  return [status(context, command, '215'), ...inner];
}

function status(
  context: Context,
  command: Command,
  code: string,
  more: { readonly item?: Item; readonly items?: readonly Item[]; readonly failedUri?: string } = {},
): Status {
  const { item, failedUri } = more;
  return {
    kind: 'status',
    cmdId: '',
    msgRef: context.msgRef,
    cmdRef: command.cmdId,
    cmd: commandName(command),
    ...(item?.target === undefined ? {} : { targetRefs: [item.target] }),
    ...(item?.source === undefined ? {} : { sourceRefs: [item.source] }),
    code: context.statusCode(command, code),
    items: failedUri === undefined ? (more.items ?? []) : [{ target: failedUri }],
  };
}
