/**
 * WBXML's own octets: global tokens and the bits of a tag token (WAP-192 WBXML 1.3, section 7.1). Data, shared by reader and writer.
 */

export const TOKEN = {
  SWITCH_PAGE: 0x00,
  END: 0x01,
  ENTITY: 0x02,
  STR_I: 0x03,
  LITERAL: 0x04,
  EXT_I_0: 0x40,
  EXT_I_1: 0x41,
  EXT_I_2: 0x42,
  PI: 0x43,
  LITERAL_C: 0x44,
  EXT_T_0: 0x80,
  EXT_T_1: 0x81,
  EXT_T_2: 0x82,
  STR_T: 0x83,
  LITERAL_A: 0x84,
  EXT_0: 0xc0,
  EXT_1: 0xc1,
  EXT_2: 0xc2,
  OPAQUE: 0xc3,
  LITERAL_AC: 0xc4,
} as const;

/** Bits of a tag octet: attributes follow, content follows, the token itself. */
export const TAG = { ATTRIBUTES: 0x80, CONTENT: 0x40, TOKEN: 0x3f } as const;

/** Tag and attribute tokens of a code page start here; lower values are global. */
export const FIRST_TOKEN = 0x05;

/** In attribute space: an octet from here on is (part of) a value, below it starts an attribute. */
export const FIRST_ATTRIBUTE_VALUE = 0x80;

/** Version octets (major minus one in the high half, minor in the low half) that were published. */
export const VERSIONS = { '1.0': 0x00, '1.1': 0x01, '1.2': 0x02, '1.3': 0x03 } as const;
