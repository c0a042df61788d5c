/** Package #0 in the 1.2 layout (Notification 1.2.1, section 6.1): fields after the digest in order of transmission, and their values. */

export const DIGEST_OCTETS = 16;

/** Bit lengths of the five fields of fixed size in front of the length octet; most significant bit first. */
export const TRIGGER_BITS = { version: 10, uiMode: 2, initiator: 1, futureUse: 27, sessionId: 16 } as const;

/** Section 6.2.6: the only version of this layout, shown as 11 / 10. */
export const NOTIFICATION_VERSION = 11;

/** Section 6.2.7. */
export const UI_MODES = ['not specified', 'background', 'informative', 'user interaction'] as const;

/** Section 6.2.8: who caused the management action. */
export const INITIATORS = ['client', 'server'] as const;
