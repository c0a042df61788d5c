/** Text for the formats that reports are written in: each has characters it cannot hold. */

import type { Evidence } from './report.js';

/** Half of a surrogate pair: no character, and no encoder takes it. */
const LONE = /\p{Surrogate}/gu;

/** Escapes for HTML and XML text and attributes. Characters that XML 1.0 cannot hold become U+FFFD (XML 1.0, section 2.2). */
export function escapeXml(text: string): string {
  return text
    .replace(LONE, '\ufffd')
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** One table cell of GitHub Markdown: no line break, no pipe, no HTML, no mention or emphasis by accident. */
export function escapeMarkdown(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_~|[\]#]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '@\u200b');
}

/** Control characters as visible escapes, white space of any kind as one blank: safe for a terminal and for one line. */
export function oneLine(text: string): string {
  return text
    .replace(LONE, '\ufffd')
    .replace(/\s+/g, ' ')
    .replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** Shortens in the middle, so that both ends stay readable. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = Math.ceil((most - 1) * 0.65);
  return `${text.slice(0, head)}…${text.slice(text.length - (most - 1 - head))}`;
}

/** Lines of at most `width` characters, broken at blanks, and within a word only where it is longer than a line. */
export function fold(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (let word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = '';
    }
    for (; word.length > width; word = word.slice(width)) lines.push(word.slice(0, width));
    line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}

/** `30 30 41`: at most `most` octets of a hex string, then how many follow. */
export function spacedHex(hex: string, most: number): string {
  const octets = hex.match(/../g) ?? [];
  const rest = octets.length - most;
  return octets.slice(0, most).join(' ') + (rest > 0 ? ` … (+${rest})` : '');
}

/** Where evidence stands, in words: `frame 17, offset 41, 7 octets of 271: 73 3a …`. Empty without a frame. */
export function placeOf(e: Pick<Evidence, 'frame' | 'from' | 'to' | 'hex'>, length: number | undefined, mostOctets: number): string {
  if (e.frame === 0) return '';
  const count = e.to - e.from;
  const size = count === 0 ? '' : `, ${count} octet${count === 1 ? '' : 's'}`;
  return `frame ${e.frame}, offset ${e.from}${size}${length === undefined ? '' : ` of ${length}`}${e.hex ? `: ${spacedHex(e.hex, mostOctets)}` : ''}`;
}
