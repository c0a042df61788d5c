/** `--baseline` and `--policy` of the commands that gate; `--scenarios` of those that take scenarios. */
import { InputError } from '../base/errors.js';
import { POLICIES } from '../report/gate.js';
import type { Gating } from '../runner/gate.js';
import { choices } from './choices.js';
import type { OptionSpec, Parsed } from './options.js';

export const GATE_OPTIONS = {
  baseline: { value: 'FILE', help: 'gate with this list of known failures (made by dmct baseline)' },
  policy: {
    value: 'POLICY',
    takes: POLICIES,
    help: 'no-new-failures (default with a baseline): known failures are excused; owned: they are, but each needs owner and expires; strict: none is',
  },
} as const satisfies Readonly<Record<string, OptionSpec>>;

/** The gating that was asked for; undefined without a baseline. Throws InputError `option-value`, `usage`. */
export function gatingOf(options: Parsed): Gating | undefined {
  const file = options.one('baseline');
  const policy = choices(options, 'policy', POLICIES)?.at(-1);
  if (file !== undefined) return { file, policy: policy ?? 'no-new-failures' };
  if (policy === 'no-new-failures' || policy === 'owned')
    throw new InputError('usage', {
      found: `--policy ${policy} needs a baseline: nothing says which failures are known`,
      cure: 'dmct baseline REPORT.json --out known.yaml makes one; then --baseline known.yaml',
    });
  return undefined;
}
