/** A new fault of a simulator: a file of its own below simulators/faults/, which is the list of all faults. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { faultIds } from '../../../simulators/faults/load.js';
import { InputError } from '../../base/errors.js';
import { loadCatalogue } from '../../scr/catalogue.js';
import { findItem } from '../../scr/names.js';
import { FILL_IN } from '../unfinished.js';

export interface NewFault {
  readonly side: 'client' | 'server';
  readonly id: string;
  /** Keys of the items that it breaks. */
  readonly breaks: readonly string[];
  /** What it does wrong, in one line. */
  readonly wrong: string;
}

/** `root` is the checkout. Throws InputError `fault-id`, `id-taken`, `fault-wrong`, `unknown-item`, `wrong-side`. */
export function newFault({ side, id, breaks, wrong }: NewFault, root: string): { file: string; text: string } {
  if (!/^[a-z0-9][a-z0-9-]*$/.test(id))
    throw new InputError('fault-id', { found: `"${id}" is no id for a fault`, wanted: 'lower-case letters, digits and hyphens: sends-no-cred' });
  const file = join(root, 'simulators/faults', side, `${id}.ts`);
  if (existsSync(file) || faultIds(side).includes(id)) throw new InputError('id-taken', { found: `there is a ${side} fault "${id}" already` });
  if (!/^[a-z][^\n]{9,}[^.\n]$/.test(wrong))
    throw new InputError('fault-wrong', {
      found: `--wrong is "${wrong}"`,
      wanted: 'one line that goes on from "the simulator": small first letter, no full stop, ten letters at least',
    });
  const keys = breaks.map((key) => findItem(loadCatalogue(), key));
  for (const item of keys)
    if (item.side !== side && item.side !== 'both')
      throw new InputError('wrong-side', { found: `${item.key} is asked of a ${item.side}; a fault of the ${side} cannot break it` });
  const type = side === 'client' ? 'ClientFault' : 'ServerFault';
  const text = `import type { ${type} } from '../fault.js';

/** ${FILL_IN}: decide otherwise in \`dm\` or \`${side === 'client' ? 'device' : 'endpoint'}\`; ../fault.ts lists all decisions. As it stands nothing is wrong yet. */
export const fault: ${type} = {
  id: '${id}',
  side: '${side}',
  breaks: [${keys.map((item) => `'${item.key}'`).join(', ')}],
  wrong: '${wrong.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}',
  ${side === 'client' ? 'device' : 'endpoint'}: {
    headers: (headers) => headers,
  },
};
`;
  return { file, text };
}
