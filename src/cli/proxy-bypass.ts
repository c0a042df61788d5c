/** A client that posts to the server itself, past the proxy: where that is likely it is said beforehand, where it happened what to do. */
import type { Iut } from '../iut/iut.js';

const CURE =
  "dial {connect} (HOST:PORT; the member connect of each account that configure gives) and name {url} in the messages, or write the address of the proxy into lower-tester.url of the client's file, with a fixed lower-tester.listen";

/** Undefined unless the client's program is given the server's address in its templates, and never that of the proxy. */
export function likelyBypass({ upperTester, lowerTester, file }: Iut): string | undefined {
  if (upperTester.kind !== 'exec' || lowerTester.url !== undefined) return undefined;
  const templates = [...upperTester.command, ...Object.values(upperTester.env)];
  const names = (what: string): boolean => templates.some((text) => text.replaceAll('{{', '').includes(`{${what}}`));
  if (names('connect') || !names('url')) return undefined;
  return `the adapter in ${file} takes {url}, which is the server itself, and no {connect}: what it posts there goes past the proxy. It should ${CURE} (docs/capture.md)`;
}

/** Of a record without a frame, though the client was made to act. */
export const bypassed = (client: Iut, address: string, step: string): string =>
  `nothing came to the proxy at ${address}, though ${step} is done: the client of ${client.file} goes past it, or sends nothing. Its adapter should ${CURE} (docs/capture.md)`;
