/** The steps of a description as a sequence diagram: as lines for SVG, and as Mermaid for Markdown. */
import type { SequenceLine } from '../report/sequence/layout.js';
import type { Description, StepDescription } from './describe.js';
import { PARTIES, type Party } from './step-words.js';

export interface Diagram {
  readonly parties: readonly Party[];
  readonly lines: readonly SequenceLine[];
}

/** The arrow of a step in a few words: the action without what it is given. */
const short = ({ action }: StepDescription): string => action.split(':')[0] ?? action;

export function diagramOf({ steps }: Pick<Description, 'steps'>): Diagram {
  const used = new Set<Party>(steps.flatMap((step) => (step.verb === 'use' ? [] : [step.from, step.to])));
  const parties = PARTIES.filter((party) => used.has(party) || party !== 'Upper tester');
  const lines = steps.flatMap((step): SequenceLine[] => {
    const judged = step.criteria.length === 0 ? '' : `checks ${step.criteria.map((c) => c.id).join(', ')}`;
    const band: SequenceLine = { kind: 'band', id: step.id, text: step.verb === 'use' ? [short(step), judged].filter(Boolean).join(' · ') : judged };
    if (step.verb === 'use') return [band];
    const [from, to] = [parties.indexOf(step.from), parties.indexOf(step.to)];
    return [band, { kind: 'arrow', from, to, tag: '', text: short(step), ...(step.verb === 'quiet' ? { tone: 'quiet' as const } : {}) }];
  });
  return { parties, lines };
}

/** Mermaid's own characters are written as its entities. */
const plain = (text: string): string => text.replace(/[#;<>"]/g, (c) => `#${c.charCodeAt(0)};`).replace(/\s+/g, ' ');
const NAMES: Readonly<Record<Party, string>> = { 'Upper tester': 'U', Tester: 'T', IUT: 'I' };

export function mermaid({ steps }: Pick<Description, 'steps'>): string {
  const { parties } = diagramOf({ steps });
  const lines = steps.map((step) => {
    const text = plain(`${step.id}: ${short(step)}`);
    if (step.verb === 'use') return `  Note over T,I: ${text}`;
    return `  ${NAMES[step.from]}${step.verb === 'quiet' ? '--x' : '->>'}${NAMES[step.to]}: ${text}`;
  });
  return ['sequenceDiagram', ...parties.map((party) => `  participant ${NAMES[party]} as ${party}`), ...lines].join('\n');
}
