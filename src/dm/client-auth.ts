/** Who is who in a session, as its client sees it: what it shows, what the server must show, and the nonces of both (DM Protocol 9). */
import type { Random } from '../base/random.js';
import type { AuthType } from './account.js';
import { type Authentication, answerChallenge, authenticate, challenge, type Shown, show } from './authentication.js';
import type { ClientBehaviour } from './client-behaviour.js';
import { isMacType, needsNonce } from './credentials.js';
import type { Chal, Cred, Message, Status } from './message.js';
import { DEFAULT_NONCES, freshNonce, lastUsedNonce, type NamedNonce, octetsOfBase64 } from './nonce.js';
import type { AccountState, Effect, Incoming, MacOrder } from './session.js';
import { headStatus } from './status.js';

export interface ClientAuthOptions {
  readonly account: AccountState;
  readonly accounts: readonly AccountState[];
  readonly random: Random;
  /** The default nonce that a notification verified with, in its reading; absent: no resynchronisation. */
  readonly resyncNonce: Uint8Array | undefined;
  readonly challengesServer: boolean;
  readonly behaviour: ClientBehaviour;
  /** Nonces that are stored are told here. */
  readonly effects: Effect[];
}

/** What became of the server's credentials. */
export interface ServerTrust {
  readonly isTrusted: boolean;
  readonly head: Status;
  /** The SyncHdr Status hands the server the nonce that it resynchronises with. */
  readonly mustBeSent: boolean;
}

/** Challenges made before giving up. */
const CHALLENGES_MADE = 1;

export class ClientAuth {
  private readonly isResync: boolean;
  private own: Shown;
  /** What the server must show; `isAccepted`: we gave 212. */
  private server: { readonly type: AuthType; nonces: readonly NamedNonce[]; isAccepted: boolean; challenges: number };
  /** The server has been given a new nonce in this session. */
  private isNonceGiven = false;

  constructor(private readonly options: ClientAuthOptions) {
    const { account, resyncNonce } = options;
    const { client, server } = account.account;
    this.isResync = resyncNonce !== undefined;
    this.own = { type: client.type, nonce: resyncNonce ?? account.client.pending, isAccepted: client.type === 'none', challenges: 0 };
    const nonces = this.isResync ? DEFAULT_NONCES : [{ name: 'pending', octets: account.server.pending }];
    this.server = { type: server.type, nonces, isAccepted: false, challenges: 0 };
  }

  /** What the server says of our credentials; learns the nonce that it hands out. */
  readStatus(message: Message): 'go-on' | 'retry' | 'refused' {
    const status = message.commands.find((command) => command.kind === 'status' && (command.cmd === 'SyncHdr' || command.cmdRef === '0'));
    if (status?.kind !== 'status') return 'go-on';
    if (status.code === '401' || status.code === '407') {
      const answered = answerChallenge(status.chal, this.own, this.own.type);
      if (answered === undefined) return 'refused';
      this.own = answered;
      return 'retry';
    }
    if (!status.code.startsWith('2')) return 'refused';
    const nonce = status.chal?.nextNonce === undefined ? undefined : octetsOfBase64(status.chal.nextNonce);
    if (needsNonce(this.own.type)) this.rememberClientNonce(nonce);
    if (status.code === '212' && !isMacType(this.own.type)) this.own.isAccepted = true;
    return 'go-on';
  }

  /** Once the server took our credentials their nonce is the last used one; the nonce it hands out is for the next time. */
  private rememberClientNonce(next: Uint8Array | undefined): void {
    const { account, behaviour, effects } = this.options;
    const { name, client } = account;
    if (!this.own.isAccepted) {
      client.lastUsed = lastUsedNonce(this.own.nonce);
      if (next === undefined && client.lastUsed) client.pending = this.own.nonce;
    }
    const stored = next === undefined ? undefined : behaviour.storeNonce(next, { direction: 'client', isResync: this.isResync });
    if (stored === undefined) return;
    this.own.nonce = stored;
    client.pending = stored;
    effects.push({ kind: 'nonce', account: name, direction: 'client', nonce: stored });
  }

  /** Checks what the server shows and makes the SyncHdr Status for it. `isLast`: nothing in the message calls for an answer. */
  judgeServer(incoming: Incoming, isLast: boolean): ServerTrust {
    const { header } = incoming.message;
    const { account, behaviour, random } = this.options;
    const isShown = header.cred !== undefined || incoming.hmac !== undefined;
    // A server that took credentials over the default nonce knows that it is to show its own over it.
    const isKnownResync = this.isResync && needsNonce(this.own.type) && this.own.challenges === 0;
    const isDemanded = isKnownResync || this.options.challengesServer || this.server.challenges > 0;
    if (
      this.server.type === 'none' ||
      (this.server.isAccepted && !isMacType(this.server.type)) ||
      (!isShown && !isDemanded && !this.server.isAccepted)
    ) {
      return { isTrusted: true, head: this.head(incoming, this.server.isAccepted ? '212' : '200', undefined), mustBeSent: false };
    }
    const checked = authenticate(incoming, this.server.type, account.account.server, this.server.nonces);
    const isTrusted = behaviour.trustsServer(checked.kind === 'right');
    const next = needsNonce(this.server.type) ? freshNonce(random) : new Uint8Array(0);
    const isMac = isMacType(this.server.type);
    const chal = isTrusted && !needsNonce(this.server.type) ? undefined : behaviour.chal(challenge(this.server.type, next));
    const head = this.head(incoming, isTrusted ? (isMac ? '200' : '212') : codeOf(checked), chal);
    if (!isTrusted) {
      this.server.nonces = [{ name: 'challenge', octets: next }];
      return { isTrusted, head, mustBeSent: false };
    }
    this.server.isAccepted = true;
    const mustBeSent = this.isResync && chal !== undefined && !this.isNonceGiven;
    // The nonce only reaches the server when a message follows: a package that needs no answer gets none.
    const isSent = !isLast || (this.isResync && !this.isNonceGiven);
    if (needsNonce(this.server.type) && chal !== undefined && isSent) this.rememberServerNonce(checked, next);
    this.isNonceGiven ||= chal !== undefined;
    return { isTrusted, head, mustBeSent };
  }

  private rememberServerNonce(checked: Authentication, next: Uint8Array): void {
    const { account, behaviour, effects } = this.options;
    const stored = behaviour.storeNonce(next, { direction: 'server', isResync: this.isResync });
    if (stored === undefined) return;
    const used = this.server.nonces.find((nonce) => checked.kind === 'right' && nonce.name === checked.nonce);
    if (used) account.server.lastUsed = lastUsedNonce(used.octets);
    account.server.pending = stored;
    this.server.nonces = [{ name: 'pending', octets: stored }];
    effects.push({ kind: 'nonce', account: account.name, direction: 'server', nonce: stored });
  }

  /** Counts a challenge to the server; false: one too many. */
  countChallenge(): boolean {
    return ++this.server.challenges <= CHALLENGES_MADE;
  }

  /** What the next message shows of us. */
  show(): { readonly sourceName?: string; readonly cred?: Cred; readonly mac?: MacOrder } {
    const { account, accounts, behaviour } = this.options;
    const credentials = account.account.client;
    const choice = { purpose: 'session', account, accounts, nonce: this.own.nonce, isResync: this.isResync } as const;
    const shown = this.own.isAccepted ? {} : show(this.own.type, credentials, behaviour.credNonce(choice));
    const cred = behaviour.cred(shown.cred, 'session');
    const mac = behaviour.mac(shown.mac, 'session');
    return { ...(this.own.type === 'none' ? {} : { sourceName: credentials.name }), ...(cred ? { cred } : {}), ...(mac ? { mac } : {}) };
  }

  private head({ message }: Incoming, code: string, chal: Chal | undefined): Status {
    return headStatus(message.header, this.options.behaviour.statusFor({ command: 'SyncHdr', code }), chal);
  }
}

function codeOf(checked: Authentication): string {
  return checked.kind === 'missing' ? '407' : '401';
}
