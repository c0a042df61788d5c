/** What a server answers to each command of a client: which codes, and what it learns (DM Protocol 8.3 to 8.7, RepPro 6.6.2). */
import { type Alert, type Command, commandName, type Status } from './message.js';
import type { Operation } from './operation.js';
import { objectItem } from './serialise-object.js';
import type { Effect } from './session.js';

/** Alerts that need no data, with the code they get. */
const PLAIN_ALERTS: ReadonlySet<string> = new Set(['1200', '1201', '1222', '1223', '1225']);

export interface AnswerContext {
  readonly msgRef: string;
  readonly effects: Effect[];
  /** The code that is really sent. */
  readonly codeFor: (command: Command, code: string) => string;
}

/** Statuses for the client's commands in their order; Status and Results get none, what they say becomes an effect. */
export function answerCommands(commands: readonly Command[], context: AnswerContext): Status[] {
  return commands.flatMap((command) => answerCommand(command, context));
}

function answerCommand(command: Command, { msgRef, effects, codeFor }: AnswerContext): Status[] {
  switch (command.kind) {
    case 'status':
      effects.push({ kind: 'status', status: command });
      return [];
    case 'results':
      effects.push({ kind: 'results', results: command });
      return [];
    case 'alert': {
      const code = codeOfAlert(command);
      if (code === '200' && !PLAIN_ALERTS.has(command.code)) effects.push({ kind: 'alert', alert: command });
      return [answer(command, msgRef, codeFor(command, code))];
    }
    case 'tree': {
      const values = command.name === 'Replace' ? devInfoOf(command) : undefined;
      if (values) effects.push({ kind: 'devinfo', values });
      return [answer(command, msgRef, codeFor(command, values ? '200' : '405'))];
    }
    case 'group':
    case 'foreign':
      return [answer(command, msgRef, codeFor(command, '406'))];
  }
}

function codeOfAlert(alert: Alert): string {
  if (PLAIN_ALERTS.has(alert.code)) return '200';
  if (alert.code !== '1224' && alert.code !== '1226') return '406';
  if (alert.items.length === 0) return '412';
  const isComplete = alert.items.every((item) => item.data !== undefined && (item.meta?.type ?? '') !== '' && (item.meta?.format ?? '') !== '');
  return isComplete ? '200' : '412';
}

/** DevInfo leaves by name; undefined when the Replace is about anything else. */
function devInfoOf(command: Command & { kind: 'tree' }): Record<string, string> | undefined {
  const entries = command.items.map((item): [string, string] | undefined => {
    const match = /^(?:\.\/)?DevInfo\/(.+)$/.exec(item.source ?? item.target ?? '');
    return match ? [match[1] as string, item.data?.text ?? ''] : undefined;
  });
  const known = entries.filter((entry) => entry !== undefined);
  return known.length > 0 && known.length === entries.length ? Object.fromEntries(known) : undefined;
}

function answer(command: Command, msgRef: string, code: string): Status {
  const sources = command.kind === 'tree' ? command.items.flatMap((item) => item.source ?? []) : [];
  return {
    kind: 'status',
    cmdId: '',
    msgRef,
    cmdRef: command.cmdId,
    cmd: commandName(command),
    ...(sources.length === 1 ? { sourceRefs: sources } : {}),
    code,
  };
}

/** An operation as a command. Format and Type stand in the Meta when they are not the defaults chr and text/plain. */
export function commandOf(operation: Operation | Command): Command {
  if ('kind' in operation) return operation;
  const { command, uri, data, format, type, object } = operation;
  if (object) return { kind: 'tree', cmdId: '', name: command, items: [{ target: uri, ...objectItem(object) }] };
  const isCopy = command === 'Copy';
  return {
    kind: 'tree',
    cmdId: '',
    name: command,
    items: [
      {
        target: uri,
        // The source of a Copy is given as its data.
        ...(isCopy && data !== undefined ? { source: data } : {}),
        ...(format === undefined && type === undefined
          ? {}
          : { meta: { ...(format === undefined ? {} : { format }), ...(type === undefined ? {} : { type }) } }),
        ...(isCopy || data === undefined ? {} : { data: { text: data } }),
      },
    ],
  };
}

/** How many Statuses a command is owed: its own and those of its children. */
export function owedStatuses(commands: readonly Command[]): number {
  return commands.reduce(
    (sum, c) => sum + (c.kind === 'status' || c.kind === 'results' ? 0 : 1) + (c.kind === 'group' ? owedStatuses(c.commands) : 0),
    0,
  );
}
