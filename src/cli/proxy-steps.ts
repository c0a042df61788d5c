/** `--do SIDE:PRIMITIVE[ JSON]`: what is to be provoked while a proxy stands between two products. */
import { InputError, unknownName } from '../base/errors.js';
import type { Iut, Role } from '../iut/iut.js';
import { CLIENT_PRIMITIVES, type Primitive, SERVER_PRIMITIVES } from '../iut/primitives.js';

export interface ProxyStep {
  readonly side: Role;
  readonly primitive: Primitive;
  readonly args: Record<string, unknown>;
  /** As it was given, for messages. */
  readonly text: string;
}

const OF: Readonly<Record<Role, readonly Primitive[]>> = { client: CLIENT_PRIMITIVES, server: SERVER_PRIMITIVES };
/** The proxy calls these itself. */
const OURS: readonly Primitive[] = ['reset', 'configure', 'quiesce'];

/** Throws InputError `proxy-do`, `unknown-side`, `unknown-primitive`. */
export function readStep(text: string, iuts: Readonly<Record<Role, Iut>>): ProxyStep {
  const [, side = '', primitive = '', json = ''] = /^\s*(\w+):([\w-]+)\s*(.*)$/s.exec(text) ?? [];
  const wrong = (found: string): InputError =>
    new InputError('proxy-do', {
      found: `--do "${text}": ${found}`,
      wanted: 'SIDE:PRIMITIVE, and JSON if it needs any',
      cure: `for example --do client:start-session, or --do 'server:queue-operations {"account":"default","operations":[{"get":"./DevInfo/Man"}]}'`,
    });
  if (side === '') throw wrong('this is no step');
  if (side !== 'client' && side !== 'server') throw unknownName('unknown-side', 'side', side, ['client', 'server']);
  const known = OF[side].filter((name) => !OURS.includes(name));
  const found = known.find((name) => name === primitive);
  if (!found) throw unknownName('unknown-primitive', `primitive of a ${side}`, primitive, known);
  return { side, primitive: found, args: { ...defaultsOf(found, iuts[side]), ...(json === '' ? {} : parse(json, wrong)) }, text: text.trim() };
}

function parse(json: string, wrong: (found: string) => InputError): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw wrong(`what follows the primitive is no JSON (${(cause as Error).message})`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong('what follows the primitive is no JSON object');
  return value as Record<string, unknown>;
}

/** What a primitive is given unless the step says otherwise: the account `default`, and one report of the type in the PIXIT. */
function defaultsOf(primitive: Primitive, iut: Iut): Record<string, unknown> {
  const { values } = iut.pixit;
  switch (primitive) {
    case 'start-session':
    case 'notify':
    case 'send-command':
    case 'queue-operations':
      return { account: 'default' };
    case 'send-report':
      return {
        account: 'default',
        reports: [{ type: values['report.type'] ?? 'x-dmct:sample', format: values['report.format'] ?? 'chr', data: 'dmct' }],
      };
    case 'raise-event':
      return { type: values['report.type'] ?? 'x-dmct:sample', format: values['report.format'] ?? 'chr', data: 'dmct' };
    case 'reset':
    case 'configure':
    case 'abort':
    case 'deliver-push':
    case 'read-tree':
    case 'answer-ui':
    case 'read-reports':
    case 'quiesce':
      return {};
  }
}
