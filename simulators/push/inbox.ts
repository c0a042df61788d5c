/** Short messages on their way to a device: parts are held until their message is whole, then it is the WSP PDU that they carry. */
import { LIMITS } from '../../src/limits.js';
import { reassemble } from '../../src/wire/sms-reassemble.js';
import { readUserData } from '../../src/wire/sms-udh-read.js';

/** `parts`: how many short messages it took. */
export type WholeMessage = (wsp: Uint8Array, port: number | undefined, parts: number) => void;

/** Takes user data, header first. A message whose parts never all come is forgotten when too many others wait. */
export function messageParts(whole: WholeMessage): (userData: Uint8Array) => void {
  const held = new Map<string, Uint8Array[]>();
  return (userData) => {
    const { concatenation, destinationPort } = readUserData(userData);
    const key = `${concatenation?.reference.value}/${concatenation?.total.value}/${destinationPort?.value}`;
    const parts = concatenation ? [...(held.get(key) ?? []), userData] : [userData];
    const message = reassemble(parts);
    if (message.complete) {
      held.delete(key);
      whole(message.payload, message.destinationPort, parts.length);
      return;
    }
    held.set(key, parts);
    for (const oldest of held.keys()) {
      if (held.size <= LIMITS.unfinishedMessages) break;
      held.delete(oldest);
    }
  };
}
