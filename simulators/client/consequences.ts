/** What a device does of its own accord when a node is executed: an update, as firmware objects have it, ends in a session that tells of it. */
import type { QueuedEvent } from '../../src/dm/client-session.js';

const UPDATES: ReadonlySet<string> = new Set(['Update', 'Download', 'DownloadAndUpdate']);

/** The event that the next session reports; undefined: nothing follows. */
export function consequenceOf(uri: string): QueuedEvent | undefined {
  if (!UPDATES.has(uri.slice(uri.lastIndexOf('/') + 1))) return undefined;
  return { code: '1226', samples: [{ source: uri, type: 'org.openmobilealliance.dm.firmwareupdate.update', format: 'chr', data: '200' }] };
}
