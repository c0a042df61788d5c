/** Identifiers of the standard objects (OMNA registry of management objects), and where the device puts objects from the Inbox. */

/** What the root of each object has as its Type, by edition of the enabler. */
export const MO_IDS_OF = {
  '1.2': {
    dmAcc: 'urn:oma:mo:oma-dm-dmacc:1.0',
    devInfo: 'urn:oma:mo:oma-dm-devinfo:1.0',
    devDetail: 'urn:oma:mo:oma-dm-devdetail:1.0',
    inbox: 'urn:oma:mo:oma-dm-inbox:1.0',
  },
  '1.3': {
    dmAcc: 'urn:oma:mo:oma-dm-dmacc:1.1',
    devInfo: 'urn:oma:mo:oma-dm-devinfo:1.1',
    devDetail: 'urn:oma:mo:oma-dm-devdetail:1.1',
    inbox: 'urn:oma:mo:oma-dm-inbox:1.0',
  },
} as const;
export type DmEdition = keyof typeof MO_IDS_OF;

export const MO_IDS = MO_IDS_OF['1.3'];

/** The same in every edition. */
export const INBOX_MO_ID = MO_IDS.inbox;

/** First row that fits; all else stands below ./MO. */
export const INBOX_PLACES: readonly { readonly prefix: string; readonly path: readonly string[] }[] = [
  { prefix: 'urn:oma:mo:oma-dm-dmacc:', path: ['DMAcc'] },
];

/** The Inbox of a device. A dynamic node that calls itself one is none. */
export function isInbox(node: { readonly isPermanent: boolean; readonly type: string }): boolean {
  return node.isPermanent && node.type === INBOX_MO_ID;
}
