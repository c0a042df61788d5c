/** `--baseline` and `--policy` of the commands that gate. */
import { InputError } from '../base/errors.js';
import { POLICIES } from '../report/gate.js';
import type { Gating } from '../runner/gate.js';
import { choices } from './choices.js';
import type { Parsed } from './options.js';

/** The gating that was asked for; undefined without a baseline. Throws InputError `option-value`, `usage`. */
export function gatingOf(options: Parsed): Gating | undefined {
  const file = options.one('baseline');
  const policy = choices(options, 'policy', POLICIES)?.at(-1);
  if (file !== undefined) return { file, policy: policy ?? 'no-new-failures' };
  if (policy === 'no-new-failures')
    throw new InputError('usage', {
      found: '--policy no-new-failures needs a baseline: nothing says which failures are known',
      cure: 'dmct baseline REPORT.json --out known.yaml makes one; then --baseline known.yaml',
    });
  return undefined;
}
