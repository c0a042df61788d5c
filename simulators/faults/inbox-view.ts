/** For faults that keep things in the Inbox: what the tree has below ./MO is shown below ./Inbox. */
import type { DeviceBehaviour } from './fault.js';

const KEPT = './MO/';

export const showInInbox: DeviceBehaviour['readTree'] = (uri, read) => {
  const kept = uri === './Inbox' ? read('./MO').slice(1) : [];
  return [...read(uri), ...kept].map((node) => (node.uri.startsWith(KEPT) ? { ...node, uri: `./Inbox/${node.uri.slice(KEPT.length)}` } : node));
};
