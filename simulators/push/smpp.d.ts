/** What we use of the library `smpp`, which comes without types: its PDUs and how they are written; in tests its own session too. */
declare module 'smpp' {
  export class PDU {
    constructor(command: string, options: Readonly<Record<string, unknown>>);
    toBuffer(): Buffer;
    response(): PDU;
  }
  export interface Session {
    on(event: string, listener: (pdu: PDU) => void): this;
    send(pdu: PDU): boolean;
    destroy(): void;
    readonly [command: string]: ((params: object, answered: (response: never) => void) => unknown) | undefined;
  }
  const smpp: { readonly PDU: typeof PDU; connect(to: { host: string; port: number }): Session };
  export default smpp;
}
