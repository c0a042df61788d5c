import type { Iut } from '../iut/iut.js';
import { redact, secretsOf } from '../iut/secrets.js';

/** What an upper tester answered, with every secret of the IUT file taken out of its texts. */
export function redactResult(result: Record<string, unknown>, iut: Iut): Record<string, unknown> {
  return JSON.parse(redact(JSON.stringify(result), secretsOf(iut))) as Record<string, unknown>;
}
