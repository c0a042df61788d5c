/** Numbers of the short message layer (3GPP TS 23.040 and 23.038; WDP over SMS: WAP-259): data for readers and writers alike. */

/** Octets that one short message holds as user data (TS 23.040, section 9.2.3.24). */
export const USER_DATA_OCTETS = 140;

/** Ports of WAP push (IANA): connectionless without and with WTLS. */
export const PUSH_PORT = 2948;
export const SECURE_PUSH_PORT = 2949;

/** Information elements of the user data header (TS 23.040, section 9.2.3.24), with the length they must have. */
export const ELEMENTS: Readonly<Record<number, { readonly name: string; readonly octets?: number }>> = {
  0: { name: 'concatenation (8-bit reference)', octets: 3 },
  1: { name: 'special message indication', octets: 2 },
  4: { name: 'ports (8 bits)', octets: 2 },
  5: { name: 'ports (16 bits)', octets: 4 },
  6: { name: 'service centre control', octets: 1 },
  7: { name: 'source of the header', octets: 1 },
  8: { name: 'concatenation (16-bit reference)', octets: 4 },
  36: { name: 'single shift language', octets: 1 },
  37: { name: 'locking shift language', octets: 1 },
};
export const ELEMENT = { concatenation8: 0x00, ports8: 0x04, ports16: 0x05, concatenation16: 0x08 } as const;

/** Message type in bits 1-0 of the first octet (section 9.2.3.1); the direction is needed too, we read these two. */
export const MESSAGE_TYPE = { deliver: 0, submit: 1 } as const;
export const USER_DATA_HEADER_BIT = 0x40;

/** Type of number in bits 6-4 of the type-of-address octet (section 9.1.2.5). */
export const NUMBER_TYPES = ['unknown', 'international', 'national', 'network', 'subscriber', 'alphanumeric', 'abbreviated', 'reserved'] as const;

/** Semi-octets of an address; the filler 15 ends it. */
export const DIGITS = '0123456789*#abc';

/** Default alphabet of TS 23.038, section 6.2.1, in code order; the escape code is shown as U+001B. */
export const GSM_ALPHABET =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';

/** Well-known numbers for those who write: 8-bit data, class unspecified. */
export const DCS_8BIT = 0x04;
