/**
 * The typed SyncML message: what a reader's elements mean and what a writer is to produce. One model for both ways; a parsed
 * message also holds the elements it came from (`element`), so that a judge can point at octets.
 * Text is kept exactly as sent: nothing trimmed, no numbers.
 */
import type { Element, WireDocument } from '../wire/document.js';
import type { OutForm } from '../wire/out.js';

export const SYNCML_NS = 'SYNCML:SYNCML1.2';
export const METINF_NS = 'syncml:metinf';

export type Encoding = 'xml' | 'wbxml';

/** Children of a MetInf (with or without the wrapper). All as text. */
export interface MetInf {
  readonly format?: string;
  readonly type?: string;
  readonly mark?: string;
  readonly size?: string;
  readonly nextNonce?: string;
  readonly maxMsgSize?: string;
  readonly maxObjSize?: string;
}

export interface Data {
  readonly text: string;
  /** Octets of OPAQUE content, or to be written as such. */
  readonly octets?: Uint8Array;
  /** How to write it; absent: `chars`. */
  readonly form?: OutForm;
  /** A document inside the document (TNDS as embedded WBXML). */
  readonly embedded?: WireDocument;
  readonly element?: Element;
}

export interface Item {
  readonly target?: string;
  readonly source?: string;
  readonly meta?: MetInf;
  readonly data?: Data;
  readonly moreData?: boolean;
  readonly element?: Element;
}

export interface Cred {
  readonly meta: MetInf;
  readonly data: string;
  readonly element?: Element;
}

/** SyncHdr/Status/Chal: Meta with Type (scheme), Format and NextNonce. */
export type Chal = MetInf;

export const TREE_COMMANDS = ['Add', 'Replace', 'Delete', 'Get', 'Exec', 'Copy'] as const;
export type TreeCommandName = (typeof TREE_COMMANDS)[number];

interface Numbered {
  /** Unique in the message; '' when absent. Composing numbers what is ''. */
  readonly cmdId: string;
  readonly element?: Element;
}
export interface Alert extends Numbered {
  readonly kind: 'alert';
  readonly code: string;
  readonly correlator?: string;
  readonly items: readonly Item[];
}
export interface Status extends Numbered {
  readonly kind: 'status';
  readonly msgRef: string;
  readonly cmdRef: string;
  readonly cmd: string;
  readonly targetRefs?: readonly string[];
  readonly sourceRefs?: readonly string[];
  readonly chal?: Chal;
  readonly code: string;
  readonly items?: readonly Item[];
}
export interface Results extends Numbered {
  readonly kind: 'results';
  readonly msgRef: string;
  readonly cmdRef: string;
  readonly meta?: MetInf;
  readonly items: readonly Item[];
}
export interface TreeCommand extends Numbered {
  readonly kind: 'tree';
  readonly name: TreeCommandName;
  readonly meta?: MetInf;
  readonly correlator?: string;
  readonly items: readonly Item[];
}
export interface CommandGroup extends Numbered {
  readonly kind: 'group';
  readonly name: 'Atomic' | 'Sequence';
  readonly meta?: MetInf;
  readonly commands: readonly Command[];
}
/** An element that DM does not use in a SyncBody (Put, Map, …): kept, so that a Status can answer it. */
export interface ForeignCommand extends Numbered {
  readonly kind: 'foreign';
  readonly name: string;
}
export type Command = Alert | Status | Results | TreeCommand | CommandGroup | ForeignCommand;

export interface Header {
  readonly verDtd: string;
  readonly verProto: string;
  readonly sessionId: string;
  readonly msgId: string;
  readonly target: string;
  readonly targetName?: string;
  readonly source: string;
  /** Source/LocName: the user name for md5 and MAC credentials. */
  readonly sourceName?: string;
  readonly respUri?: string;
  readonly cred?: Cred;
  readonly maxMsgSize?: string;
  readonly maxObjSize?: string;
  readonly element?: Element;
}

export interface Message {
  readonly header: Header;
  readonly commands: readonly Command[];
  readonly isFinal: boolean;
  readonly document?: WireDocument;
}

/** The element name of a command, as Status/Cmd gives it back. */
export function commandName(command: Command): string {
  switch (command.kind) {
    case 'alert':
      return 'Alert';
    case 'status':
      return 'Status';
    case 'results':
      return 'Results';
    case 'tree':
    case 'group':
    case 'foreign':
      return command.name;
  }
}
