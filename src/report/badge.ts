/** A badge for a README. Green says one thing only: exit code 0. */
import { outcomeOf, untestedOf } from './index-report.js';
import type { Report } from './report.js';
import { escapeXml } from './text.js';

const COLOURS = { good: '#1a7f37', bad: '#c62828', open: '#9a6700', fault: '#57606a' } as const;

/** SVG, 20 px high, without any font or image from elsewhere. */
export function badgeSvg(report: Report): string {
  const outcome = outcomeOf(report);
  const { pass = 0, fail = 0, inconclusive = 0, review = 0, 'not-tested': untested = 0 } = report.totals.items;
  const told: readonly (readonly [number, string])[] = [
    [fail, 'fail'],
    [inconclusive + review, 'open'],
    [untested, 'not tested'],
  ];
  const judged = told.filter(([n]) => n > 0).map(([n, word]) => `, ${n} ${word}`);
  const word = outcome.word.toLowerCase();
  const left = `OMA DM ${report.iut.role}`;
  const right = outcome.tone === 'fault' || report.exit === 6 ? word : `${word}: ${pass} pass${judged.join('')}`;
  const missing = report.exit === 0 ? untestedOf(report.items) : undefined;
  const label = escapeXml(missing === undefined ? `${left}: ${right}` : `${left}: ${word}: ${pass} pass; ${missing}`);
  const [a, b] = [left, right].map((text) => Math.round(text.length * 6.2) + 14) as [number, number];
  const text = (x: number, width: number, value: string): string =>
    `<text x="${x + width / 2}" y="14" textLength="${width - 14}" lengthAdjust="spacingAndGlyphs">${escapeXml(value)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${a + b}" height="20" role="img" aria-label="${label}">`,
    `<title>${label}</title>`,
    `<clipPath id="r"><rect width="${a + b}" height="20" rx="3"/></clipPath>`,
    `<g clip-path="url(#r)"><rect width="${a}" height="20" fill="#24292f"/><rect x="${a}" width="${b}" height="20" fill="${COLOURS[outcome.tone]}"/></g>`,
    `<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">${text(0, a, left)}${text(a, b, right)}</g>`,
    '</svg>\n',
  ].join('');
}
