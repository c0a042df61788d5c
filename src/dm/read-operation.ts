/**
 * Operations as upper testers and scenarios write them (docs/adapters.md): `{ replace: ./A/B, data: x, format: int }`,
 * `{ add: ./Inbox, object: [{ uri: Box, type: urn:… }, …], form: wbxml }`, `{ copy: ./A, source: ./B }`, `{ sequence: […] }`.
 */
import { InputError, unknownName } from '../base/errors.js';
import { type Command, TREE_COMMANDS, type TreeCommandName } from './message.js';
import type { ObjectNode, Operation, SerialisedObject } from './operation.js';
import { isTreeCommandName } from './parse-message.js';
import { commandOf } from './server-commands.js';

type Fields = Readonly<Record<string, unknown>>;

const GROUPS = { atomic: 'Atomic', sequence: 'Sequence' } as const;
const FORMS = ['wbxml', 'xml'] as const;

/** One operation; the long form is `{ command: Get, uri: … }`. Throws InputError. */
export function readOperation(value: unknown): Operation {
  const fields = fieldsOf(value);
  const short = TREE_COMMANDS.find((command) => Object.hasOwn(fields, command.toLowerCase()));
  const command: string = short ?? textOf(fields, 'command');
  if (!isTreeCommandName(command)) throw unknownName('unknown-command', 'command', command, TREE_COMMANDS);
  const data = fields.data ?? (command === 'Copy' ? fields.source : undefined);
  return {
    command: command as TreeCommandName,
    uri: textOf(fields, short === undefined ? 'uri' : short.toLowerCase()),
    ...(data === undefined ? {} : { data: textOf({ data }, 'data') }),
    ...(fields.format === undefined ? {} : { format: textOf(fields, 'format') }),
    ...(fields.type === undefined ? {} : { type: textOf(fields, 'type') }),
    ...(fields.object === undefined ? {} : { object: readObject(fields) }),
    ...(fields.confidential === 'yes' ? { isConfidential: true } : {}),
  };
}

/** Operations, and groups of them as commands without CmdID. Throws InputError. */
export function readCommands(values: readonly unknown[]): (Operation | Command)[] {
  return values.map((value) => {
    const fields = fieldsOf(value);
    const group = (Object.keys(GROUPS) as (keyof typeof GROUPS)[]).find((name) => Array.isArray(fields[name]));
    if (group === undefined) return readOperation(fields);
    return { kind: 'group', cmdId: '', name: GROUPS[group], commands: readCommands(fields[group] as readonly unknown[]).map(commandOf) };
  });
}

function readObject(fields: Fields): SerialisedObject {
  const form = FORMS.find((known) => known === (fields.form ?? 'wbxml'));
  if (form === undefined) throw unknownName('unknown-form', 'form', String(fields.form), FORMS);
  if (!Array.isArray(fields.object))
    throw new InputError('bad-operation', { found: 'the object of an operation is no list', wanted: 'a list of nodes' });
  return { form, nodes: fields.object.map(readNode) };
}

const NODE_FIELDS = ['format', 'type', 'value', 'acl'] as const;

function readNode(value: unknown): ObjectNode {
  const fields = fieldsOf(value);
  const given = NODE_FIELDS.filter((name) => fields[name] !== undefined);
  return { uri: textOf(fields, 'uri'), ...Object.fromEntries(given.map((name) => [name, textOf(fields, name)])) };
}

function fieldsOf(value: unknown): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new InputError('bad-operation', { found: `${JSON.stringify(value)} is no operation`, wanted: '{ replace: ./A/B, data: x }' });
}

function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === 'string') return value;
  throw new InputError('bad-argument', {
    found: `"${name}" is ${value === undefined ? 'missing' : `no text but ${typeof value}`}`,
    wanted: 'a text',
  });
}
