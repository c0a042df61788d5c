/**
 * Every bound that keeps hostile octets, a hanging peer or a mistyped file from taking the tester down.
 * One place, plain numbers: sizes in octets, times in milliseconds. docs/limits.md explains them to users.
 */
export const LIMITS = {
  /** Largest body of one frame that is kept; the rest is read and dropped, and the frame says so. */
  bodyOctets: 16 * 1024 * 1024,
  /** Largest HTTP head (request line or status line plus headers). */
  httpHeadOctets: 64 * 1024,
  /** A peer must deliver a whole HTTP message within this time. */
  httpMessageMs: 30_000,
  /** Element nesting in XML and in WBXML. */
  elementDepth: 256,
  /** Elements, attributes and pieces of text in one document. */
  documentNodes: 2_000_000,
  /** Octets that string-table references may expand to, as a multiple of the document plus a floor (string-table bomb). */
  expansionFactor: 16,
  expansionFloor: 1024 * 1024,
  /** WBXML documents inside OPAQUE inside WBXML documents. */
  embeddedDepth: 4,
  /** Findings kept for one document; the last one says that there were more. */
  findings: 200,
  /** Nodes of one management tree, and characters of their values, ACLs and titles together; a full tree answers 420. */
  treeNodes: 2_000_000,
  treeCharacters: 256 * 1024 * 1024,
  /** Characters of one value (413) and of one ACL (420). */
  nodeValueCharacters: 16 * 1024 * 1024,
  aclCharacters: 64 * 1024,
  /** Nodes that one `?list=` gives; more are too much for a message (413). */
  listedNodes: 100_000,
  /** Nodes, and nodes below each other, of a tree that is read by a session. */
  readBackNodes: 5_000,
  readBackDepth: 64,
  /** One file given on the command line: IUT file, ICS, scenario. */
  inputFileOctets: 8 * 1024 * 1024,
  /** Keys, list entries and commas between them in such a file. */
  inputFileEntries: 50_000,
  /** One line of JSON from an upper tester; more is an `iut-flood` finding. */
  adapterLineOctets: 4 * 1024 * 1024,
  /** Log kept of one upper-tester process: the last octets of its stderr, and lines of its stdout that are no answers. */
  adapterLogOctets: 64 * 1024,
  /** How long output of an ended process is waited for when a process it left behind still holds the pipe. */
  adapterDrainMs: 250,
  /** Time for a child process to end after SIGTERM before its group gets SIGKILL. */
  killGraceMs: 2_000,
  /** Upper-tester primitive without a timeout of its own. */
  primitiveMs: 20_000,
  /** Largest octet string given to `dmct decode`. */
  decodeOctets: 64 * 1024 * 1024,
  /** Frames recorded for one scenario row; a flooding IUT is cut off here. */
  framesPerRow: 5_000,
  /** Octets of all bodies recorded for one scenario row; what comes after is dropped, and the record says so. */
  octetsPerRow: 64 * 1024 * 1024,
  /** An XML signature or EncryptedData document, with the content it carries. */
  signatureOctets: 4 * 1024 * 1024,
  /** One SMPP PDU; a greater one is refused and its connection ends. */
  smppPduOctets: 64 * 1024,
  /** Connections that a simulated SMS centre serves at a time; more are closed at once. */
  smppConnections: 32,
  /** Concatenated short messages of which a simulated device holds some parts; the oldest is forgotten. */
  unfinishedMessages: 64,
  /** A capture that is read: TCP connections followed at a time; the one not heard of for longest is put aside. */
  captureConnections: 4_096,
  /** Segments of one direction that wait for an earlier one; then that one is taken to be lost. */
  captureEarlySegments: 1_024,
  /** IP datagrams of which some fragments are held, and fragments of one. */
  captureFragments: 64,
  /** Octets held for connections under way and for exchanges of which it is not known yet whether they are DM. */
  captureHeldOctets: 128 * 1024 * 1024,
  /** Octets that are remembered only to be compared with what comes again. */
  captureComparedOctets: 64 * 1024 * 1024,
  /** Octets of one direction that are remembered for that: more than a sender has under way before they are acknowledged. */
  captureRepeatOctets: 256 * 1024,
  /** Files of a folder that is read as a capture. */
  captureFiles: 5_000,
  /** A HAR file: JSON is read as a whole. */
  harOctets: 100 * 1024 * 1024,
  /** Messages that one DM session may take from its peer. */
  messagesPerSession: 500,
  /** DM sessions that a simulated server remembers; the oldest is forgotten. */
  sessions: 1_000,
  /** The latest time of a record, since 1970: no date is later. */
  recordMs: 8_640_000_000_000_000,
} as const;

export type Limits = { readonly [K in keyof typeof LIMITS]: number };
