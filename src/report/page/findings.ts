/** The findings about the ICS and the IUT, on the page: nothing at all when there is none. */
import { isAboutIcs, isAboutIut } from '../findings.js';
import type { Report } from '../report.js';
import { escapeXml, placeOf } from '../text.js';

export function findingsHtml({ findings = [], scenarios }: Report): string {
  return `${icsHtml(findings.filter(isAboutIcs), scenarios)}${iutHtml(findings.filter(isAboutIut))}`;
}

function iutHtml(findings: NonNullable<Report['findings']>): string {
  if (findings.length === 0) return '';
  const rows = findings.map(
    ({ code, name, message, row = '', count = 1 }) =>
      `<li><b>${escapeXml(code)}</b> in <code>${escapeXml(name)}</code>${count > 1 ? `, ${count} times` : ''}: ${escapeXml(message)}<br><span class="soft">${count > 1 ? 'first ' : ''}in ${escapeXml(row)}</span></li>`,
  );
  return `<section class="findings" id="trouble" aria-label="Findings about the implementation"><h2 class="section">What went wrong with the implementation</h2><ul>${rows.join('')}</ul></section>
`;
}

function icsHtml(findings: NonNullable<Report['findings']>, scenarios: Report['scenarios']): string {
  if (findings.length === 0) return '';
  const rows = findings.map(({ name, message, where, evidence, count = 1 }) => {
    const frame = evidence?.frame;
    const owner = frame === undefined ? undefined : scenarios.find((s) => s.frames.includes(frame));
    const octets = evidence === undefined ? '' : placeOf(evidence, undefined, 16);
    const more = count > 1 ? `; ${count} frames` : '';
    const proof = octets === '' ? '' : `<br><span class="soft">${escapeXml(octets)}${more}${owner ? `, in ${escapeXml(owner.id)}` : ''}</span>`;
    return `<li><b>${escapeXml(name)}</b>${where === undefined ? '' : ` <code>${escapeXml(where)}</code>`}: ${escapeXml(message)}${proof}</li>`;
  });
  return `<section class="findings" id="findings" aria-label="Findings about the ICS"><h2 class="section">What is wrong with the ICS</h2><ul>${rows.join('')}</ul></section>
`;
}
