/** What `dmct check` finds before a run. */
import type { InputError, Where } from '../../base/errors.js';

/**
 * `missing`: a run would refuse it, or could not work (exit 2). `contradiction`: what is claimed and what is said elsewhere do not agree
 * (exit 1). `note`: good to know.
 */
export type Severity = 'missing' | 'contradiction' | 'note';

export interface Problem {
  readonly severity: Severity;
  /** Of a `missing` one: it is there, but wrong. */
  readonly isWrong?: true;
  /** Which part it is about. */
  readonly about: 'iut-file' | 'ics' | 'pixit' | 'adapter' | 'network';
  readonly code: string;
  readonly message: string;
  readonly where?: Where;
  readonly cure?: string;
}

export const problemOf = (about: Problem['about'], { code, parts }: InputError, severity: Severity = 'missing'): Problem => ({
  severity,
  ...(severity === 'missing' ? wrongOr(code) : {}),
  about,
  code,
  message: parts.wanted === undefined ? parts.found : `${parts.found}; wanted ${parts.wanted}`,
  ...(parts.where === undefined ? {} : { where: parts.where }),
  ...cureOf(code, parts.cure),
});

/** What no near name can be told for. */
const CURES: Readonly<Record<string, string>> = {
  'unknown-name': 'dmct scr list tells every item, dmct ics proforma every capability',
  'unknown-item': 'dmct scr list tells every item',
  'template-unknown': 'docs/adapters.md lists what a template may name ("exec")',
  'primitive-unknown': 'docs/adapters.md lists the primitives of each side',
  'pixit-unknown': 'docs/iut-file.md lists the parameters ("PIXIT")',
};

function cureOf(code: string, cure: string | undefined): { readonly cure?: string } {
  const told = cure ?? CURES[code];
  return told === undefined ? {} : { cure: told };
}

/** By its code: something is there and wrong, or not there at all. */
const wrongOr = (code: string): { readonly isWrong?: true } =>
  /missing|-unset$|^account-unknown$|^manual-needs-terminal$/.test(code) ? {} : { isWrong: true };

/** The exit code by what was found. */
export function exitOf(problems: readonly Problem[]): 0 | 1 | 2 {
  if (problems.some(({ severity }) => severity === 'missing')) return 2;
  return problems.some(({ severity }) => severity === 'contradiction') ? 1 : 0;
}
