/** Applicability in words: an ICS expression with each name beside what it stands for. */
import type { Needs } from '../judge/scenario.js';
import { type Expression, parseExpression } from '../scr/expression.js';
import type { Catalogue } from '../scr/item.js';
import { type GroupToken, meaningOf } from '../scr/names.js';

const GROUP_WORDS: Readonly<Record<GroupToken, string>> = {
  MCF: 'every mandatory client function',
  OCF: 'an optional client function',
  MSF: 'every mandatory server function',
  OSF: 'an optional server function',
};

/** What a scenario asks for, or one of its rows. */
export interface Condition {
  readonly ics: string;
  readonly needs?: Needs;
}

/** When all of these hold, in one or two sentences. Throws InputError of an expression. */
export function appliesWords(all: readonly Condition[], catalogue: Catalogue): string {
  const operands = all.map(({ ics }) => parseExpression(ics).tree).filter(({ kind }) => kind !== 'always');
  const [only] = operands;
  const tree: Expression | undefined = operands.length > 1 ? { kind: 'and', operands: operands.flatMap(flat) } : only;
  const claims = tree ? [`Where the ICS says that ${sentence(tree, catalogue, false)}.`] : [];
  return [...claims, ...needsWords(all)].join(' ') || 'Always.';
}

const flat = (tree: Expression): readonly Expression[] => (tree.kind === 'and' ? tree.operands : [tree]);

const NEED_WORDS = {
  credentials: () => 'shows credentials',
  nonce: () => 'shows credentials over a nonce',
  own: (side: string) => `shows credentials of another name or secret than the ${side === 'client' ? 'server' : 'client'}`,
} as const;

/** What the default account must have, one sentence; none when nothing is asked of it. */
function needsWords(all: readonly Condition[]): string[] {
  const parts = (['client', 'server'] as const).flatMap((side) => {
    const needs = all.flatMap((one) => one.needs?.[side] ?? []);
    const words = (['own', 'nonce'] as const).filter((need) => needs.includes(need));
    return needs.length === 0
      ? []
      : [`the ${side} ${(words.length > 0 ? words : (['credentials'] as const)).map((need) => NEED_WORDS[need](side)).join(' and ')}`];
  });
  return parts.length === 0 ? [] : [`Where in the account default ${parts.join(' and ')}, of a type that the ICS claims.`];
}

function sentence(tree: Expression, catalogue: Catalogue, isInner: boolean): string {
  switch (tree.kind) {
    case 'always':
      return 'it always applies';
    case 'name':
      return `${nameWords(tree.name, catalogue)} is supported`;
    case 'not':
      return tree.operand.kind === 'name'
        ? `${nameWords(tree.operand.name, catalogue)} is not supported`
        : `it is not so that ${sentence(tree.operand, catalogue, true)}`;
    case 'and':
    case 'or': {
      const parts = tree.operands.map((operand) => sentence(operand, catalogue, true));
      const word = tree.kind === 'and' ? ' and ' : ' or ';
      return isInner ? `(${parts.join(word)})` : parts.join(word);
    }
  }
}

function nameWords(name: string, catalogue: Catalogue): string {
  const meaning = meaningOf(catalogue, name);
  switch (meaning.kind) {
    case 'edition':
      return `${name} (${meaning.edition.title} ${meaning.edition.version})`;
    case 'group':
      return `${GROUP_WORDS[meaning.token]} of ${meaning.edition.title} ${meaning.edition.version}`;
    case 'item':
      return `${name} (${unstopped(meaning.item.text)})`;
    case 'capability':
      return `${name} (${unstopped(meaning.capability.text)})`;
  }
}

const unstopped = (text: string): string => text.replace(/\.$/, '');
