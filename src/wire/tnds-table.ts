/** What reader and writer of TNDS objects both know, as data (DM TND 1.2, sections 8.5 and 9; DDF DTD 1.2). */
import { NS } from './wbxml-codepages.js';

export const TNDS_NS = NS.dmddf;

export const TNDS_MIME = {
  xml: 'application/vnd.syncml.dmtnds+xml',
  wbxml: 'application/vnd.syncml.dmtnds+wbxml',
} as const;

/** Which VerDTD is written, and which are taken: only the DDF DTD has an edition 1.3 (assumption U11). */
export const TNDS_VERSION = { written: '1.2', taken: ['1.2', '1.3'] } as const;

export const TNDS_FORMATS = ['b64', 'bin', 'bool', 'chr', 'int', 'node', 'null', 'xml', 'date', 'time', 'float'] as const;
export type TndsFormat = (typeof TNDS_FORMATS)[number];

/** Children of RTProperties in the order of the DTD; Name and Size are in the DTD but have no use in TNDS. */
export const TNDS_PROPERTIES = ['ACL', 'Format', 'Name', 'Size', 'Title', 'TStamp', 'Type', 'VerNo'] as const;
export type TndsPropertyName = (typeof TNDS_PROPERTIES)[number];

/** What `?list=TNDS+…` and `?list=TNDS-…` may name. */
export const TNDS_SELECTABLE = ['ACL', 'Format', 'Title', 'TStamp', 'Type', 'VerNo', 'Value'] as const;
export type TndsSelectable = (typeof TNDS_SELECTABLE)[number];

export const TITLE_OCTETS = 255;

/** `20010711T163817Z`: ISO 8601, basic form, UTC. */
export const TSTAMP = /^\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3])[0-5]\d([0-5]\d|60)Z$/;

/** 0 to 65535 in decimal. */
export const VERNO = /^(0|[1-9]\d{0,4})$/;

/**
 * Deviations of an object from its grammar. `unusable`: what the object means is not certain, so nothing of it may be carried out.
 */
export const TNDS_FINDINGS = {
  'tnds-no-root': { grade: 'unusable', says: 'the root element is not MgmtTree' },
  'tnds-namespace': { grade: 'tolerable', says: 'MgmtTree is not in the namespace syncml:dmddf1.2' },
  'tnds-version': { grade: 'unusable', says: 'VerDTD is neither 1.2 nor 1.3' },
  'tnds-no-version': { grade: 'tolerable', says: 'VerDTD is missing' },
  'tnds-no-node': { grade: 'unusable', says: 'there is no Node' },
  'tnds-unknown-element': { grade: 'tolerable', says: 'an element that has no place here is passed over' },
  'tnds-repeated-element': { grade: 'unusable', says: 'an element that may stand once stands twice' },
  'tnds-order': { grade: 'tolerable', says: 'the elements do not stand in the order of the DTD' },
  'tnds-stray-text': { grade: 'tolerable', says: 'text stands where only elements may' },
  'tnds-name-missing': { grade: 'tolerable', says: 'NodeName is missing' },
  'tnds-path-inside': { grade: 'unusable', says: 'Path stands in a Node that is no child of MgmtTree' },
  'tnds-no-properties': { grade: 'tolerable', says: 'RTProperties are missing' },
  'tnds-format': { grade: 'unusable', says: 'Format names no format' },
  'tnds-type': { grade: 'tolerable', says: 'Type holds neither MIME nor DDFName' },
  'tnds-type-missing': { grade: 'tolerable', says: 'Type is missing in RTProperties' },
  'tnds-value-of-interior': { grade: 'unusable', says: 'a node has both a Value and nodes below it' },
  'tnds-leaf-with-children': { grade: 'unusable', says: 'a node with the format of a leaf has nodes below it' },
  'tnds-damaged': { grade: 'unusable', says: 'the document cannot be read to its end' },
} as const satisfies Record<string, { grade: 'unusable' | 'tolerable'; says: string }>;
export type TndsFindingCode = keyof typeof TNDS_FINDINGS;
