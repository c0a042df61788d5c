/** `${run.max-msg-size}`: octets that hold no long answer, but the header and the Status for it that no message can do without. */
import type { Iut } from '../iut/iut.js';

const OCTETS = 1500;
/** Of what stands in a header, and again in its Status and in what is asked for: so long it is within `OCTETS`. */
const USUAL = 100;
const TIMES = 3;

export function smallMessage({ accounts, lowerTester: { url, listen, path } }: Iut): string {
  const { 'device-id': device = '', client } = accounts.default ?? {};
  const beyond = [url ?? `http://${listen}${path}`, device, client?.name ?? ''].map((text) => Math.max(0, Buffer.byteLength(text) - USUAL));
  return String(OCTETS + TIMES * beyond.reduce((a, b) => a + b));
}
