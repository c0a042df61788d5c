/**
 * Messages of the IUT that are not well-formed, or no SyncML message at all. The readers go on behind a deviation, and so does our side; what was
 * read of such a message and what came after it hangs on how they went on. It blames no other item, and it is no proof of conformance either.
 */
import type { FrameLine } from '../record/record.js';
import type { Finding } from '../wire/document.js';
import { header } from '../wire/frame.js';
import { wbxmlGrade } from '../wire/wbxml-findings.js';
import { xmlFindingsOf } from '../wire/xml-findings.js';
import { documentOf, isCoded, octetsOf } from './body.js';
import type { JudgedEvidence } from './evaluate.js';
import type { Step } from './scenario.js';
import type { JudgedAssertion } from './settle.js';
import { isKind, type Timeline } from './timeline.js';
import { troubleOf } from './trouble.js';

/** Why a body is no SyncML message, and where it first deviates; undefined for one that is. */
export function whyNoMessage(frame: FrameLine): string | undefined {
  const { root, findings } = documentOf(frame);
  const [first] = findings;
  const also = first ? `: ${told(first)}` : '';
  if (!root) return `the body cannot be read${also}`;
  if (root.name !== 'SyncML') return `what came is no SyncML message, its root is <${root.name}>${also}`;
  const missing = ['SyncHdr', 'SyncBody'].find((name) => !root.children.some((child) => child.name === name));
  return missing === undefined ? undefined : `what came is no SyncML message, it has no ${missing}${also}`;
}

const told = ({ code, at, message }: Finding): string => `${code} at octet ${at}: ${message}`;

interface Malformed {
  readonly frame: FrameLine;
  /** `frame 1 of the IUT is not well-formed (xml-no-root at octet 0: …)`. */
  readonly why: string;
  readonly at: number;
  /** In a word, for the evidence. */
  readonly got: string;
}

/**
 * The assertions of a row, in order with their steps. What looks at a malformed message itself fails as it did, and tells of it; what fails by what
 * came after is open. What holds of it or after it is open, too, unless an assertion has failed of that message: then the fault is counted.
 */
export function heedMalformed(
  judged: readonly { readonly step: Step; readonly assertion: JudgedAssertion }[],
  timeline: Timeline,
): JudgedAssertion[] {
  const malformed = timeline.frames.flatMap((frame) => malformedIn(frame, timeline));
  const [first] = malformed;
  if (!first) return judged.map(({ assertion }) => assertion);
  const cited = (a: JudgedAssertion): Malformed | undefined => malformed.find(({ frame }) => a.evidence.some((e) => e.frame === frame.n));
  const isCounted = judged.some(({ assertion }) => isFailed(assertion) && cited(assertion));
  return judged.map(({ step, assertion }) => {
    if (!timeline.hasCrossedBy(first.frame, step)) return assertion;
    const about = cited(assertion);
    if (about && isFailed(assertion)) return telling(assertion, about);
    if (isFailed(assertion)) return open(assertion, first);
    switch (assertion.verdict) {
      case 'inconclusive':
      case 'review':
        return telling(assertion, first);
      case 'pass':
        return isCounted ? assertion : open(assertion, first);
      case 'not-tested':
        // It was to look into what cannot be read.
        return !isCounted && timeline.run(step.id)?.frame === first.frame ? open(assertion, first) : assertion;
      default:
        return assertion;
    }
  });
}

const isFailed = ({ verdict, advisory }: JudgedAssertion): boolean => verdict === 'fail' || advisory === true;

function telling(assertion: JudgedAssertion, { why, at }: Malformed): JudgedAssertion {
  const { message } = assertion;
  return message?.includes(`at octet ${at}: `) ? assertion : { ...assertion, message: message === undefined ? why : `${message}; ${why}` };
}

function open({ id, items, verdict, message }: JudgedAssertion, { why, frame, at, got }: Malformed): JudgedAssertion {
  const otherwise = verdict === 'pass' || message === undefined ? '' : `; as it stands: ${verdict} (${message})`;
  const octets = octetsOf(frame).subarray(at, at + 1);
  const evidence: JudgedEvidence = {
    frame: frame.n,
    from: at,
    to: at + octets.length,
    hex: Buffer.from(octets).toString('hex'),
    wanted: 'a well-formed SyncML message',
    got,
  };
  return {
    id,
    items,
    verdict: 'inconclusive',
    message: `${why}; what was read of it and what came after proves nothing${otherwise}`,
    evidence: [evidence],
  };
}

function malformedIn(frame: FrameLine, timeline: Timeline): Malformed[] {
  // One that was cut off on its way is told as such, with the transport.
  if (!isMessage(frame) || troubleOf(frame) !== undefined) return [];
  const document = documentOf(frame);
  const [finding] = [...xmlFindingsOf(document, 'form', 'namespace', 'encoding'), ...document.findings.filter((f) => wbxmlGrade(f) === 'malformed')];
  const name = `${timeline.nameOf(frame)} of the IUT`;
  if (finding) return [{ frame, why: `${name} is not well-formed (${told(finding)})`, at: finding.at, got: finding.code }];
  const why = whyNoMessage(frame);
  if (why !== undefined && isCoded(frame)) return [{ frame, why: `${name} was not read (${why})`, at: 0, got: 'a coded body' }];
  return why === undefined ? [] : [{ frame, why: `${name} is no message of DM (${why})`, at: 0, got: 'no such message' }];
}

/** What a client posts is one, or should be; of a server's answers those that say so, since others carry pages and the like. */
function isMessage(frame: FrameLine): boolean {
  if (isKind(frame, 'message')) return frame.body !== '' || frame.head?.method === 'POST';
  if (!isKind(frame, 'http-response')) return false;
  return /syncml/i.test(header(frame.head, 'content-type') ?? '') && frame.body !== '' ? true : documentOf(frame).root?.name === 'SyncML';
}
