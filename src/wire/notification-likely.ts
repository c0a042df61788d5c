/** Whether octets look like a package #0: by what no assertion about it hangs on alone, and noise has not by chance. */
import { type Notification, readNotification } from './notification-read.js';

/** 1.0 to 1.2, as octets show them. */
const VERSIONS: readonly (number | undefined)[] = [10, 11, 12];
/** A shorter name proves nothing. */
const NAME_OCTETS = 3;

/** Two of three signs: a known version, reserved bits that are 0, a whole server identifier in ASCII. */
export function looksLikeNotification(octets: Uint8Array, at = 0): boolean {
  const read = readNotification(octets, at);
  return [VERSIONS.includes(read.version?.value), read.futureUse?.value === 0, isNamed(read)].filter(Boolean).length >= 2;
}

function isNamed({ serverIdentifier, lengthIdentifier }: Notification): boolean {
  const id = serverIdentifier?.value;
  return id !== undefined && id.length === lengthIdentifier?.value && id.length >= NAME_OCTETS && id.every((octet) => octet > 0x20 && octet < 0x7f);
}
