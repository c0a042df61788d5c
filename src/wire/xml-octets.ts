/** What an octet of a UTF-8 document can be to the XML reader, as tables indexed by the octet. */

export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const QUOTE = 0x22;
export const AMPERSAND = 0x26;
export const APOSTROPHE = 0x27;
export const SLASH = 0x2f;
export const SEMICOLON = 0x3b;
export const LT = 0x3c;
export const EQUALS = 0x3d;
export const GT = 0x3e;
export const QUESTION = 0x3f;
export const BANG = 0x21;
export const HASH = 0x23;
export const HYPHEN = 0x2d;
export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;
export const COLON = 0x3a;

/** Classes of octets in character data and attribute values; everything else, multi-octet characters too, is plain. */
export const PLAIN = 0;
export const IS_LT = 1;
export const IS_AMPERSAND = 2;
export const IS_BRACKET = 3;
export const IS_CR = 4;
/** A control character that XML does not allow. */
export const IS_CONTROL = 5;
/** EF begins U+FFFE and U+FFFF, which XML does not allow. */
export const IS_EF = 6;
export const IS_QUOTE = 7;
/** TAB or LF, which an attribute value turns into a space. */
export const IS_SPACE = 8;

/** Classes in character data. */
export const TEXT_CLASS = new Uint8Array(256);
/** Classes in an attribute value. */
export const VALUE_CLASS = new Uint8Array(256);
/** Bit 1: may begin a name; bit 2: may go on in a name. Octets from 80 are let through here and looked at when the name is decoded. */
export const NAME_CLASS = new Uint8Array(256);
export const STARTS_NAME = 1;
export const IN_NAME = 2;
/** 1 for the four white space octets. */
export const SPACE = new Uint8Array(256);

for (let octet = 0; octet < 0x20; octet++) TEXT_CLASS[octet] = IS_CONTROL;
TEXT_CLASS[TAB] = PLAIN;
TEXT_CLASS[LF] = PLAIN;
TEXT_CLASS[CR] = IS_CR;
TEXT_CLASS[LT] = IS_LT;
TEXT_CLASS[AMPERSAND] = IS_AMPERSAND;
TEXT_CLASS[0xef] = IS_EF;
VALUE_CLASS.set(TEXT_CLASS);
TEXT_CLASS[CLOSE_BRACKET] = IS_BRACKET;
VALUE_CLASS[QUOTE] = IS_QUOTE;
VALUE_CLASS[APOSTROPHE] = IS_QUOTE;
VALUE_CLASS[TAB] = IS_SPACE;
VALUE_CLASS[LF] = IS_SPACE;

for (const octet of [TAB, LF, CR, 0x20]) SPACE[octet] = 1;

for (let octet = 0; octet < 256; octet++) {
  const isLetter = (octet >= 0x41 && octet <= 0x5a) || (octet >= 0x61 && octet <= 0x7a);
  if (isLetter || octet === 0x5f || octet === COLON || octet >= 0x80) NAME_CLASS[octet] = STARTS_NAME | IN_NAME;
  else if ((octet >= 0x30 && octet <= 0x39) || octet === HYPHEN || octet === 0x2e) NAME_CLASS[octet] = IN_NAME;
}

/** Whether XML 1.0 allows the character (production Char). */
export function isXmlCharacter(code: number): boolean {
  if (code < 0x20) return code === TAB || code === LF || code === CR;
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}

/** Whether U+FFFE or U+FFFF begins at an octet EF. */
export function isNonCharacter(octets: Uint8Array, at: number): boolean {
  return octets[at + 1] === 0xbf && (octets[at + 2] === 0xbe || octets[at + 2] === 0xbf);
}
