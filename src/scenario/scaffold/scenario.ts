/** A new scenario file: it loads as it stands; what its author has to say is marked, lint names each mark by its line, and no run judges by it before. */
import { dirname, join, relative, sep } from 'node:path';
import { InputError } from '../../base/errors.js';
import { packageRoot } from '../../base/package-root.js';
import { loadCatalogue, type ScrItem } from '../../scr/catalogue.js';
import { findItem } from '../../scr/names.js';
import { loadScenarios } from '../cache.js';
import { FILL_IN } from '../unfinished.js';
import { STARTS } from './starts.js';

export interface NewScenario {
  readonly id: string;
  /** Absent: as the second part of the id says. */
  readonly side?: 'client' | 'server';
  /** Keys of items that it judges. */
  readonly scr: readonly string[];
  /** Folder of the scenarios. */
  readonly folder: string;
}

const ID = /^[a-z0-9]+(\.[a-z0-9-]+){2,}$/;

/** Path and text of the new file. Throws InputError `scenario-id`, `scenario-side`, `id-taken`, `unknown-item`, `wrong-side`, `excluded-item`. */
export function newScenario({ id, side: asked, scr, folder }: NewScenario): { file: string; text: string } {
  if (!ID.test(id))
    throw new InputError('scenario-id', {
      found: `"${id}" is no id for a scenario`,
      wanted: 'an edition, a side and a purpose with dots between, in lower case: sr.client.my-purpose',
    });
  const side = sideOf(id, asked);
  if (loadScenarios().some((scenario) => scenario.id === id))
    throw new InputError('id-taken', { found: `dmct has a scenario ${id} already`, cure: 'ids are permanent and name one thing: choose another' });
  const items = scr.map((key) => itemFor(key, side));
  const [first] = items;
  if (!first)
    throw new InputError('usage', {
      found: '--scr is missing',
      wanted: 'the items that the scenario judges',
      cure: `dmct scr list --side ${side} shows them`,
    });
  const file = join(folder, `${id.replaceAll('.', '/')}.yaml`);
  return { file, text: textOf({ id, side, items, first, schema: schemaFrom(file) }) };
}

function sideOf(id: string, asked: 'client' | 'server' | undefined): 'client' | 'server' {
  const part = id.split('.')[1];
  const told = part === 'client' || part === 'server' ? part : undefined;
  if (asked !== undefined && told !== undefined && asked !== told)
    throw new InputError('scenario-side', { found: `${id} says ${told}, --side says ${asked}`, cure: 'let them agree' });
  const side = asked ?? told;
  if (side) return side;
  throw new InputError('scenario-side', { found: `${id} does not say which side is under test`, cure: '--side client or --side server' });
}

function itemFor(key: string, side: 'client' | 'server'): ScrItem {
  const item = findItem(loadCatalogue(), key);
  if (item.side !== side && item.side !== 'both')
    throw new InputError('wrong-side', { found: `${item.key} is asked of a ${item.side}; this scenario is about a ${side}` });
  if (item.excluded === undefined) return item;
  throw new InputError('excluded-item', { found: `no tester can judge ${item.key}`, wanted: 'an item that can be observed', cure: item.excluded });
}

/** As an editor finds it from the file. */
const schemaFrom = (file: string): string => relative(dirname(file), join(packageRoot, 'src/scenario/scenario.schema.json')).split(sep).join('/');

interface Parts {
  readonly id: string;
  readonly side: 'client' | 'server';
  readonly items: readonly ScrItem[];
  readonly first: ScrItem;
  readonly schema: string;
}

function textOf({ id, side, items, first, schema }: Parts): string {
  const start = STARTS[first.edition][side];
  const names = items.map((item) => item.id.toLowerCase().replace(/[^a-z0-9]+/g, '-'));
  const title = id.split('.').slice(2).join(' ').replaceAll('-', ' ');
  const assertions = items.map(
    (item, n) => `      # ${item.key}: ${item.text}
      # ${FILL_IN}: the check that proves it; this one is only an example that a right implementation passes
      - { id: ${names[n]}, scr: [${item.key}], ${start.check} }
`,
  );
  return `# yaml-language-server: $schema=${schema}
scenario: ${id}
title: ${title.charAt(0).toUpperCase()}${title.slice(1)}
side: ${side}
purpose: >-
  ${FILL_IN}: what is provoked, and what a right ${side} does then, in one sentence or two.
pixit: [${start.pixit.join(', ')}]
${start.isEncoded ? ENCODINGS : ''}
steps:
${start.steps}    expect:
${assertions.join('')}
mutants:
  # ${FILL_IN}: for each assertion a way to be wrong that makes it, and it alone, fail
  - { id: wrong, ${start.mutant}, kills: [${names.join(', ')}] }
`;
}

const ENCODINGS = `
given: { encoding: "\${row.encoding}" }
each:
  xml: { ics: XML, encoding: xml }
  wbxml: { ics: WBXML, encoding: wbxml }
`;
