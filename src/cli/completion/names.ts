/** What a shell can complete: the commands with their options, and the names that are dmct's own. */
import { faultIds } from '../../../simulators/faults/load.js';
import { REFERENCE_IUTS } from '../../runner/plan.js';
import { loadScenarios } from '../../scenario/cache.js';
import { loadCatalogue } from '../../scr/catalogue.js';
import { allCommands, type Leaf, leaves } from '../commands.js';

export interface Completable {
  /** First words with what they do; `help` is one of them. */
  readonly commands: readonly (readonly [word: string, summary: string])[];
  /** Second words, by the first. */
  readonly parts: ReadonlyMap<string, readonly (readonly [word: string, summary: string])[]>;
  readonly leaves: readonly Leaf[];
  readonly names: Readonly<Record<'scenario' | 'item' | 'iut' | 'client-fault' | 'server-fault', readonly string[]>>;
}

export async function completable(): Promise<Completable> {
  const all = await allCommands();
  const commands = [...all].map(([word, { summary }]) => [word, summary] as const);
  const parts = [...all].flatMap(([word, { parts: own }]) =>
    own ? [[word, Object.entries(own).map(([part, { summary }]) => [part, summary] as const)] as const] : [],
  );
  return {
    commands: [...commands, ['help', 'all about one command'] as const],
    parts: new Map([...parts, ['help', commands] as const]),
    leaves: await leaves(),
    names: {
      scenario: loadScenarios().map((scenario) => scenario.id),
      // The short form too, which has no edition: --scr DM-SR-C-002-M.
      item: [...new Set([...loadCatalogue().items.values()].flatMap(({ key, id }) => [key, id]))],
      iut: REFERENCE_IUTS,
      'client-fault': faultIds('client'),
      'server-fault': faultIds('server'),
    },
  };
}
