import type { TreeCommandName } from './message.js';

/** A node of a serialised object that is to be sent; names from the object's root joined by "/", the root itself first. */
export interface ObjectNode {
  readonly uri: string;
  /** Default chr; node for one that has nodes below it. */
  readonly format?: string;
  /** MIME type of a leaf, object identifier of an interior node. */
  readonly type?: string;
  readonly value?: string;
  /** Own ACL; absent: inherited. */
  readonly acl?: string;
}

/** A management object as one Data (DM TND, section 9): text, or a WBXML document of its own. */
export interface SerialisedObject {
  readonly form: 'wbxml' | 'xml';
  readonly nodes: readonly ObjectNode[];
}

/** One management command that a server is to give, as an upper tester or a scenario says it. */
export interface Operation {
  readonly command: TreeCommandName;
  readonly uri: string;
  readonly data?: string;
  readonly format?: string;
  readonly type?: string;
  /** Instead of data: Add or Replace of a whole object. */
  readonly object?: SerialisedObject;
  /** Nobody but the device is to read its content. */
  readonly isConfidential?: boolean;
}
