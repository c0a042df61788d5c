/** `dmct ics proforma|check`: the implementation conformance statement, as a form and as a check against the tables. */
import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { formatWhere, InputError } from '../base/errors.js';
import { packageRoot } from '../base/package-root.js';
import { writeOut } from '../base/write-file.js';
import { readYaml } from '../base/yaml.js';
import { BUILT_IN, loadIut } from '../iut/iut-file.js';
import { icsOf } from '../scenario/surroundings.js';
import { EDITIONS, loadCatalogue, type Side } from '../scr/catalogue.js';
import { readFilledForm } from '../scr/filled-form.js';
import { type Ics, loadIcs } from '../scr/ics.js';
import { proforma } from '../scr/proforma.js';
import { type Problem, staticReview } from '../scr/static-review.js';
import { quoted } from './as-started.js';
import { choices } from './choices.js';
import type { Command } from './commands.js';
import { type CommandSpec, parseOptions } from './options.js';
import { SIDES } from './scr.js';
import { subcommands } from './subcommand.js';

const PROFORMA: CommandSpec = {
  usage: 'ics proforma [--edition SR,NOTI] [--side client|server] [--from OLD] [--out FILE] [--force]',
  about: `Prints an ICS form with every requirement of the editions and side, ready to be filled in and named in the IUT file. With --from it
keeps the answers and comments of a form that was filled in before, also those that the new form has no line for. A file that is there is not
overwritten, unless it is OLD itself, or with --force.`,
  examples: ['dmct ics proforma --edition SR,NOTI --side client --out acme.ics.yaml', 'dmct ics proforma --from acme.ics.yaml --out acme.ics.yaml'],
  exit: '0 written, 2 bad input, or FILE is there already.',
  options: {
    edition: {
      value: 'EDITION',
      takes: EDITIONS,
      many: true,
      help: `${EDITIONS.join(', ')}; default: those of OLD, else all but OD, the draft that SM replaced`,
    },
    side: { value: 'SIDE', takes: SIDES, help: 'client, server or both; default: that of OLD, else both' },
    from: { value: 'OLD', takes: 'file', help: 'an ICS whose answers and comments are kept' },
    out: { value: 'FILE', help: 'write to a file instead of standard output' },
    force: { help: 'overwrite FILE, and the answers in it' },
  },
};

const form: Command = {
  summary: 'an ICS form to fill in',
  spec: PROFORMA,
  run: async (args) => {
    const options = parseOptions(PROFORMA, args);
    if (options === 'help') return 0;
    const out = options.one('out');
    const schema = relative(out === undefined ? process.cwd() : dirname(resolve(out)), join(packageRoot, 'src/scr/ics.schema.json'));
    const old = options.one('from');
    const from = old === undefined ? undefined : readFilledForm(old, loadCatalogue());
    const chosen = choices(options, 'edition', EDITIONS) ?? from?.editions ?? EDITIONS.filter((edition) => edition !== 'OD');
    const editions = EDITIONS.filter((edition) => chosen.includes(edition));
    const side = choices(options, 'side', SIDES)?.at(-1) ?? from?.side ?? 'both';
    const text = proforma(loadCatalogue(), { editions, side, schema, ...(from ? { from } : {}) });
    if (out === undefined) process.stdout.write(text);
    else {
      if (!options.flag('force') && (old === undefined || resolve(old) !== resolve(out))) checkFree(out);
      writeOut(out, text);
    }
    return 0;
  },
};

/** A form holds answers that somebody gave. Throws InputError `file-exists`. A pipe or a device may be written to. */
function checkFree(out: string): void {
  if (!existsSync(out) || !statSync(out).isFile()) return;
  throw new InputError('file-exists', {
    found: `${out} is there already, and its answers would be lost`,
    cure: `keep them with --from ${quoted(out)}, choose another name, or overwrite it with --force; nothing was written`,
  });
}

const CHECK: CommandSpec = {
  usage: 'ics check FILE [--side client|server] [--json]',
  about: `Reviews an ICS against the tables: a mandatory item answered no, a prerequisite that is missing, answers that contradict each other.
FILE is an ICS, or an IUT file, whose ICS is reviewed then.`,
  examples: ['dmct ics check acme.ics.yaml', 'dmct ics check acme.yaml'],
  exit: '0 no contradiction (what is open is listed; an answer that is open counts as yes), 1 the claim cannot be conformant, 2 the file is wrong.',
  takes: ['file'],
  options: {
    side: { value: 'SIDE', takes: ['client', 'server'], help: 'role of the implementation, when the file does not say it' },
    json: { help: 'the problems as a JSON array' },
  },
  positionals: [1, 1],
};

const check: Command = {
  summary: 'does an ICS agree with the requirement tables?',
  spec: CHECK,
  run: async (args) => {
    const options = parseOptions(CHECK, args);
    if (options === 'help') return 0;
    const [file] = options.positionals as [string];
    const ics = icsIn(file, choices(options, 'side', SIDES)?.at(-1));
    if (!ics.stated)
      throw new InputError('no-ics', {
        found: `${file} has no ICS: nothing is answered, so everything is claimed, and there is nothing to review`,
        cure: 'dmct ics proforma writes a form to fill in',
      });
    const problems = staticReview(ics);
    const count = (severity: Problem['severity']): number => problems.filter((p) => p.severity === severity).length;
    const [violations, open, notes] = [count('violation'), count('open'), count('note')];
    if (options.flag('json')) process.stdout.write(`${JSON.stringify(problems, null, 2)}\n`);
    else {
      const claimed = EDITIONS.filter((edition) => ics.claimed(edition).value !== 'no');
      const items = Object.entries(ics.all()).filter(([name, value]) => ics.catalogue.items.has(name) && value === 'yes');
      for (const problem of problems) process.stdout.write(`${line(problem)}\n`);
      process.stdout.write(
        `${file}: ${claimed.join(', ')} (${ics.side}), ${items.length} items claimed, ${violations} ${violations === 1 ? 'violation' : 'violations'}, ${open} open${notes === 0 ? '' : `, ${notes} of the other side`}\n`,
      );
    }
    return violations > 0 ? 1 : 0;
  },
};

/** The ICS of an IUT file, where it is one; else the file itself. */
function icsIn(file: string, side: Side | undefined): Ics {
  if (file in BUILT_IN && !existsSync(file)) return icsOf(loadIut(file));
  const { value } = readYaml(file);
  if (typeof value === 'string' || !('iut' in value)) return loadIcs(file, side);
  const iut = loadIut(file);
  if (side !== undefined && side !== iut.role)
    throw new InputError('option-value', { found: `--side is "${side}", but the IUT of ${file} is a ${iut.role}`, cure: 'take --side out' });
  return icsOf(iut);
}

const line = ({ severity, message, where }: Problem): string => `${where ? `${formatWhere(where)}: ` : ''}${severity}: ${message}`;

export const command: Command = subcommands('ics', 'the implementation conformance statement: form and check', { proforma: form, check });
