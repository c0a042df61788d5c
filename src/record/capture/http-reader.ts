/** HTTP/1.x messages out of one direction of a connection (RFC 9112): transfer coding taken off, bodies bounded, what is no HTTP told as such. */
import { LIMITS } from '../../limits.js';
import type { HttpHead, TransportTrouble } from '../../wire/frame.js';
import { beginsHttp, chunkSize, readHead } from '../../wire/http-head.js';
import { type Budget, Gather } from './budget.js';
import type { EndOf } from './tcp-connections.js';

export interface HttpMessage {
  /** Absent: no head could be read, and the body is what came instead. */
  readonly head?: HttpHead;
  readonly body: Uint8Array;
  readonly trouble?: TransportTrouble;
  /** When its last octet crossed. */
  readonly ms: number;
}

export interface HttpEvents {
  /** A head is whole; says whether the message has a body at all, whatever its head says. */
  head(head: HttpHead, ms: number): 'body' | 'no-body';
  message(message: HttpMessage): void;
  /** Nothing but the beginning of a head was captured. */
  cutHead(): void;
}

type State = 'start' | 'head' | 'length' | 'size' | 'chunk' | 'chunk-end' | 'trailers' | 'close' | 'lost';

const LF = 10;
const CR = 13;
const MOST_SIZE_LINE = 1024;

export class HttpReader {
  #state: State = 'start';
  #head: HttpHead | undefined;
  #trouble: TransportTrouble | undefined;
  readonly #text: Gather;
  readonly #body: Gather;
  /** Octets of the line under way, its end not counted. */
  #line = 0;
  #left = 0;

  constructor(
    private readonly events: HttpEvents,
    budget: Budget,
  ) {
    this.#text = new Gather(budget);
    this.#body = new Gather(budget);
  }

  octets(octets: Uint8Array, ms: number): void {
    if (this.#state === 'lost' && beginsHttp(octets) === 'yes') this.#state = 'start';
    for (let at = 0; at < octets.length && this.#state !== 'lost'; ) at += this.#step(octets.subarray(at), ms);
  }

  /** Octets are missing here. */
  gap(ms: number): void {
    if (this.#head) this.#tell('not-captured', ms);
    else if (this.#state === 'head') this.events.cutHead();
    this.#lose();
  }

  /** Nothing more comes from this side. */
  end(how: EndOf, ms: number): void {
    if (this.#state === 'close' && how === 'fin') this.#tell(undefined, ms);
    else if (this.#head) this.#tell(how === 'capture' ? 'not-captured' : this.#state === 'length' ? 'short-body' : 'aborted', ms);
    else if (this.#state === 'head' && how === 'capture') this.events.cutHead();
    else if (this.#state === 'head') this.#raw('aborted', ms);
    this.#lose();
  }

  /** What follows is something else. */
  leave(): void {
    this.#lose();
  }

  /** Takes what it can from the begin of the octets; gives how many. */
  #step(octets: Uint8Array, ms: number): number {
    switch (this.#state) {
      case 'start':
        // Old clients send a line end after a body.
        if (octets[0] !== LF && octets[0] !== CR) this.#state = 'head';
        return this.#state === 'start' ? 1 : 0;
      case 'head':
        return this.#headOctets(octets, ms);
      case 'length':
      case 'chunk':
      case 'close':
        return this.#bodyOctets(octets, ms);
      case 'size':
        return this.#sizeOctets(octets, ms);
      case 'chunk-end':
        if (octets[0] === LF) this.#state = 'size';
        else if (octets[0] !== CR) this.#spoilt(ms);
        return 1;
      case 'trailers':
        return this.#trailerOctets(octets, ms);
      case 'lost':
        return octets.length;
    }
  }

  /** Up to the end of an empty line; undefined when it does not end here. */
  #emptyLine(octets: Uint8Array): number | undefined {
    for (let at = 0; at < octets.length; at++) {
      if (octets[at] === LF) {
        if (this.#line === 0) return at + 1;
        this.#line = 0;
      } else if (octets[at] !== CR) this.#line++;
    }
    return undefined;
  }

  #headOctets(octets: Uint8Array, ms: number): number {
    if (this.#text.length === 0) this.#line = 0;
    const end = this.#emptyLine(octets);
    const taken = end ?? octets.length;
    if (!this.#text.add(octets.subarray(0, taken)) || this.#text.length > LIMITS.httpHeadOctets) {
      this.#raw('too-large', ms);
      this.#lose();
      return taken;
    }
    if (end === undefined) return taken;
    const read = readHead(this.#text.view());
    if (!read) {
      this.#raw('bad-http', ms);
      this.#lose();
      return taken;
    }
    this.#text.empty();
    this.#head = read.head;
    if (read.isBad) this.#trouble = 'bad-http';
    const framing = this.events.head(read.head, ms) === 'no-body' ? 'none' : read.framing;
    if (framing === 'none' || framing === 0) this.#tell(undefined, ms);
    else if (framing === 'chunked') this.#state = 'size';
    else if (framing === 'close') this.#state = 'close';
    else {
      this.#state = 'length';
      this.#left = framing;
    }
    return taken;
  }

  #bodyOctets(octets: Uint8Array, ms: number): number {
    const part = this.#state === 'close' ? octets : octets.subarray(0, this.#left);
    const room = LIMITS.bodyOctets - this.#body.length;
    if (this.#trouble !== 'too-large') {
      if (!this.#body.add(part.length > room ? part.subarray(0, room) : part) || part.length > room) this.#trouble = 'too-large';
    }
    if (this.#state === 'close') return part.length;
    this.#left -= part.length;
    if (this.#left === 0) {
      if (this.#state === 'length') this.#tell(undefined, ms);
      else this.#state = 'chunk-end';
    }
    return part.length;
  }

  #sizeOctets(octets: Uint8Array, ms: number): number {
    const feed = octets.indexOf(LF);
    const taken = feed < 0 ? octets.length : feed + 1;
    if (this.#text.length + taken > MOST_SIZE_LINE || !this.#text.add(octets.subarray(0, taken))) {
      this.#spoilt(ms);
      return taken;
    }
    if (feed < 0) return taken;
    const size = chunkSize(Buffer.from(this.#text.empty()).toString('latin1'));
    if (size === undefined) this.#spoilt(ms);
    else {
      this.#left = size;
      this.#line = 0;
      this.#state = this.#left === 0 ? 'trailers' : 'chunk';
    }
    return taken;
  }

  #trailerOctets(octets: Uint8Array, ms: number): number {
    const end = this.#emptyLine(octets);
    if (end === undefined) return octets.length;
    this.#tell(undefined, ms);
    return end;
  }

  #spoilt(ms: number): void {
    this.#tell('bad-http', ms);
    this.#lose();
  }

  #tell(trouble: TransportTrouble | undefined, ms: number): void {
    const told = this.#trouble ?? trouble;
    const head = this.#head;
    this.#head = undefined;
    this.#trouble = undefined;
    this.#state = 'start';
    this.events.message({ ...(head ? { head } : {}), body: this.#body.empty(), ...(told ? { trouble: told } : {}), ms });
  }

  /** Octets that are no message. */
  #raw(trouble: TransportTrouble, ms: number): void {
    this.events.message({ body: this.#text.empty(), trouble, ms });
  }

  #lose(): void {
    this.#state = 'lost';
    this.#head = undefined;
    this.#trouble = undefined;
    this.#text.empty();
    this.#body.empty();
  }
}
