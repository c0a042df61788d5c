/** A sequence diagram written out as SVG, for documents without a script. */
import { escapeXml } from '../text.js';
import { layoutSequence, type SequenceLine, type Shape } from './layout.js';

/** The SVG element; its colours come from SEQUENCE_STYLE. */
export function sequenceSvg(
  parties: readonly string[],
  lines: readonly SequenceLine[],
  options: { readonly width: number; readonly label: string },
): string {
  const { width, height, shapes } = layoutSequence(parties, lines, options.width);
  return `<svg class="sequence" role="img" aria-label="${escapeXml(options.label)}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">${shapes.map(written).join('')}</svg>`;
}

function written([tag, attributes, content = '']: Shape): string {
  const told = Object.entries(attributes).map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`);
  return `<${tag}${told.join('')}>${typeof content === 'string' ? escapeXml(content) : content.map(written).join('')}</${tag}>`;
}

/** Of diagrams in the page and in documents; the colours are those of page/style.ts. */
export const SEQUENCE_STYLE = /* css */ `
.sequence { display: block; font-size: 12px; overflow: visible; }
.sequence text { fill: var(--ink); } .sequence .seq-text { paint-order: stroke; stroke: var(--card); stroke-width: 3px; stroke-linejoin: round; } .sequence .seq-soft { fill: var(--soft); } .sequence .seq-id, .sequence .seq-party { font-weight: 650; }
.seq-life { stroke: var(--line); stroke-width: 1.5; }
.seq-band { fill: var(--hover); stroke: none; }
.seq-step.seq-bad .seq-band { fill: var(--fail-bg); } .sequence .seq-step.seq-bad text { fill: var(--fail); }
.seq-box { fill: var(--card); stroke: var(--line); } .seq-note.seq-bad .seq-box { stroke: var(--fail); } .sequence .seq-note.seq-bad text { fill: var(--fail); }
.seq-hot { fill: transparent; } a.seq-arrow { cursor: pointer; } a.seq-arrow:hover .seq-hot, a.seq-arrow:focus-visible .seq-hot { fill: var(--hover); }
.sequence a { text-decoration: none; } .sequence a:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
.seq-line { stroke: var(--ink); stroke-width: 1.4; } .seq-head { fill: var(--ink); }
.seq-quiet .seq-line { stroke-dasharray: 4 4; stroke: var(--soft); } .seq-quiet .seq-head { fill: var(--soft); } .sequence .seq-quiet text { fill: var(--soft); }
.seq-trouble .seq-line { stroke-dasharray: 4 3; stroke: var(--fail); } .seq-trouble .seq-head, .sequence .seq-trouble text { fill: var(--fail); }
.seq-arrow.seq-bad .seq-line { stroke: var(--fail); stroke-width: 2.4; } .seq-arrow.seq-bad .seq-head, .sequence .seq-arrow.seq-bad text { fill: var(--fail); } .sequence .seq-arrow.seq-bad text { font-weight: 650; }
`;
