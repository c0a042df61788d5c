/**
 * A report without secrets: everything that people share is made from it. Texts lose them; octets of frames keep their length, so that every
 * range still points at the right place, and have `*` where a secret stood, as it is or in Base64 (basic credentials).
 */
import { maskOctets, redact, redactDeep } from '../iut/secrets.js';
import type { Finding } from '../report/findings.js';
import type { Evidence, Report, ReportAssertion, ReportFrame, ReportScenario } from '../report/report.js';

export function redactReport(report: Report, secrets: readonly string[]): Report {
  if (secrets.length === 0) return report;
  const frames = report.frames.map((frame) => redactFrame(frame, secrets));
  const bodies = new Map(frames.map((frame) => [frame.n, Buffer.from(frame.base64 ?? '', 'base64')]));
  return {
    ...report,
    run: redactDeep(report.run, secrets),
    pixit: { ...report.pixit, values: redactDeep(report.pixit.values, secrets) },
    ...(report.notes ? { notes: redactDeep(report.notes, secrets) } : {}),
    ...(report.findings ? { findings: report.findings.map((finding) => redactFinding(finding, secrets, bodies)) } : {}),
    items: report.items.map((item) => (item.reason === undefined ? item : { ...item, reason: redact(item.reason, secrets) })),
    assertions: report.assertions.map((assertion) => redactAssertion(assertion, secrets, bodies)),
    scenarios: report.scenarios.map((scenario) => redactScenario(scenario, secrets)),
    frames,
  };
}

function redactFinding(finding: Finding, secrets: readonly string[], bodies: ReadonlyMap<number, Uint8Array>): Finding {
  const { message, evidence, rows } = finding;
  return {
    ...finding,
    message: redact(message, secrets),
    ...(rows ? { rows: rows.map((one) => ({ ...one, message: redact(one.message, secrets) })) } : {}),
    ...(evidence ? { evidence: redactEvidence(evidence, secrets, bodies.get(evidence.frame)) } : {}),
  };
}

function redactFrame(frame: ReportFrame, secrets: readonly string[]): ReportFrame {
  const { head, base64 } = frame;
  return {
    ...frame,
    ...(head ? { head: redactDeep(head, secrets) } : {}),
    ...(base64 === undefined ? {} : { base64: Buffer.from(maskOctets(Buffer.from(base64, 'base64'), secrets)).toString('base64') }),
  };
}

function redactAssertion(assertion: ReportAssertion, secrets: readonly string[], bodies: ReadonlyMap<number, Uint8Array>): ReportAssertion {
  const { message, evidence } = assertion;
  return {
    ...assertion,
    ...(message === undefined ? {} : { message: redact(message, secrets) }),
    evidence: evidence.map((one) => redactEvidence(one, secrets, bodies.get(one.frame))),
  };
}

/** The octets are those of the masked frame: a part of a secret alone would not be known for one. */
function redactEvidence(evidence: Evidence, secrets: readonly string[], body: Uint8Array | undefined): Evidence {
  const { hex, from, to } = evidence;
  const isOfBody = body !== undefined && to > from && /^[0-9a-f]+$/.test(hex);
  return {
    ...evidence,
    hex: isOfBody ? Buffer.from(body.subarray(from, from + hex.length / 2)).toString('hex') : redact(hex, secrets),
    wanted: redact(evidence.wanted, secrets),
    got: redact(evidence.got, secrets),
  };
}

function redactScenario(scenario: ReportScenario, secrets: readonly string[]): ReportScenario {
  const { reason, trees, trace } = scenario;
  return {
    ...scenario,
    ...(reason === undefined ? {} : { reason: redact(reason, secrets) }),
    ...(trees === undefined ? {} : { trees: redactDeep(trees, secrets) }),
    trace: trace.map((entry) => ({ ...entry, what: redact(entry.what, secrets) })),
  };
}
