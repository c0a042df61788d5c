/** Who is who in a session, as its server sees it: what the client must show, what the server shows, and the nonces of both (DM Protocol 9). */
import type { Random } from '../base/random.js';
import type { AuthType } from './account.js';
import { type Authentication, answerChallenge, authenticate, challenge, type Shown, show } from './authentication.js';
import { isMacType, needsNonce } from './credentials.js';
import type { Chal, Cred, Status } from './message.js';
import { DEFAULT_NONCES, freshNonce, lastUsedNonce, type NamedNonce, octetsOfBase64 } from './nonce.js';
import type { ServerBehaviour } from './server-behaviour.js';
import type { AccountState, Effect, Incoming, MacOrder } from './session.js';

/** What is demanded and shown; as the account says where absent. */
export interface AuthPolicy {
  /** Demand this scheme from the client; default: what the account says. */
  readonly clientAuth?: AuthType;
  /** Credentials the server shows unasked (`account`: as the account says); default none, or those of the account when resynchronising or once challenged. */
  readonly serverAuth?: AuthType | 'account';
  /** Hand out a next nonce with the SyncHdr Status of #2; default yes. A MAC always has one. */
  readonly nextNonce?: boolean;
}

export interface ServerAuthOptions {
  /** Undefined: nobody knows the device. */
  readonly account: AccountState | undefined;
  readonly random: Random;
  readonly policy: AuthPolicy;
  readonly behaviour: ServerBehaviour;
  /** Nonces that are stored are told here. */
  readonly effects: Effect[];
}

/** What the SyncHdr Status says to the client. */
export interface Verdict {
  readonly code: string;
  readonly isOk: boolean;
  readonly chal?: Chal | undefined;
}

/** Challenges made before the session is given up. */
const CHALLENGES_MADE = 2;

export class ServerAuth {
  /** Our last message showed credentials. */
  isShown = false;
  private isResync = false;
  private readonly client: { nonces: readonly NamedNonce[]; isAccepted: boolean; challenges: number };
  private own: Shown;

  constructor(private readonly options: ServerAuthOptions) {
    const { account } = options;
    this.client = { nonces: account ? [{ name: 'pending', octets: account.client.pending }] : [], isAccepted: false, challenges: 0 };
    this.own = { type: this.ownType() ?? 'none', nonce: account?.server.pending ?? new Uint8Array(0), isAccepted: false, challenges: 0 };
  }

  /** The client has yet to take our credentials over the default nonce. */
  get isResynchronising(): boolean {
    return this.isResync && !this.own.isAccepted && this.own.type !== 'none';
  }

  /** Judges the client's credentials and makes the code and challenge for the SyncHdr Status. */
  judgeClient(incoming: Incoming, isFirst: boolean): Verdict {
    const verdict = this.judge(incoming, isFirst);
    if (verdict.isOk || this.client.challenges < CHALLENGES_MADE || !this.options.behaviour.goesOnAfter('unauthenticated')) return verdict;
    this.client.isAccepted = true;
    return { code: '200', isOk: true };
  }

  /** Counts a challenge to the client; false: one too many. */
  countChallenge(): boolean {
    return ++this.client.challenges <= CHALLENGES_MADE;
  }

  private judge(incoming: Incoming, isFirstMessage: boolean): Verdict {
    const { account, behaviour, policy } = this.options;
    const type = policy.clientAuth ?? account?.account.client.type ?? 'md5';
    if (this.client.isAccepted && !isMacType(type)) return { code: type === 'none' ? '200' : '212', isOk: true };
    const next = freshNonce(this.options.random);
    const checked: Authentication = account
      ? this.check(incoming, type, account, isFirstMessage)
      : { kind: incoming.message.header.cred ? 'wrong' : 'missing' };
    if (checked.kind !== 'right') {
      this.client.nonces = [{ name: 'challenge', octets: next }];
      return { code: checked.kind === 'missing' ? '407' : '401', isOk: false, chal: behaviour.chal(challenge(type, next), { isResync: false }) };
    }
    const isFirst = !this.client.isAccepted;
    this.client.isAccepted = true;
    if (!needsNonce(type)) return { code: type === 'none' ? '200' : '212', isOk: true };
    const isMac = isMacType(type);
    const wanted = isMac || this.isResync || (isFirst && policy.nextNonce !== false);
    const chal = wanted ? behaviour.chal(challenge(type, next), { isResync: this.isResync }) : undefined;
    this.rememberClientNonce(checked.nonce, chal?.nextNonce);
    return { code: isMac ? '200' : '212', isOk: true, chal };
  }

  private check(incoming: Incoming, type: AuthType, account: AccountState, isFirstMessage: boolean): Authentication {
    const checked = authenticate(incoming, type, account.account.client, this.client.nonces);
    if (checked.kind !== 'wrong' || !isFirstMessage || !needsNonce(type)) return checked;
    // Notification 1.2.1, section 5.1 step 4: the client may answer our notification over the default nonce.
    const { commands, header } = incoming.message;
    const isAlerted = commands.some((command) => command.kind === 'alert' && command.code === '1200');
    const id = /^[0-9A-Fa-f]{1,4}$/.test(header.sessionId) ? Number.parseInt(header.sessionId, 16) : -1;
    if (!this.options.behaviour.acceptsDefaultNonce({ isAlertedByUs: isAlerted && account.notified.has(id) })) return checked;
    const byDefault = authenticate(incoming, type, account.account.client, DEFAULT_NONCES);
    if (byDefault.kind !== 'right') return checked;
    this.isResync = true;
    this.client.nonces = DEFAULT_NONCES;
    const reading = DEFAULT_NONCES.find((nonce) => nonce.name === byDefault.nonce) ?? (DEFAULT_NONCES[0] as NamedNonce);
    this.own = { type: this.ownType() ?? account.account.server.type, nonce: reading.octets, isAccepted: false, challenges: 0 };
    return byDefault;
  }

  private ownType(): AuthType | undefined {
    const { account, policy } = this.options;
    return policy.serverAuth === 'account' ? account?.account.server.type : policy.serverAuth;
  }

  private rememberClientNonce(matched: string, nextText: string | undefined): void {
    const { account, effects } = this.options;
    const used = this.client.nonces.find((nonce) => nonce.name === matched)?.octets;
    if (account === undefined || used === undefined) return;
    const next = nextText === undefined ? undefined : octetsOfBase64(nextText);
    account.client.lastUsed = lastUsedNonce(used);
    if (next === undefined && account.client.lastUsed === undefined) return;
    account.client.pending = next ?? used;
    this.client.nonces = [{ name: 'pending', octets: account.client.pending }];
    effects.push({ kind: 'nonce', account: account.name, direction: 'client', nonce: account.client.pending });
  }

  /** What the client's Status for our SyncHdr says of our credentials; learns the nonce that it hands out. */
  readStatus(status: Status): 'go-on' | 'again' | 'refused' {
    const { account, behaviour, effects } = this.options;
    if (status.code === '401' || status.code === '407') {
      const answered = account && answerChallenge(status.chal, this.own, account.account.server.type);
      if (answered === undefined) return 'refused';
      this.own = answered;
      return 'again';
    }
    if (!status.code.startsWith('2') || account === undefined || !this.isShown) return 'go-on';
    if (!needsNonce(this.own.type)) {
      if (status.code === '212') this.own.isAccepted = true;
      return 'go-on';
    }
    if (!this.own.isAccepted) account.server.lastUsed = lastUsedNonce(this.own.nonce);
    if (status.code === '212' && !isMacType(this.own.type)) this.own.isAccepted = true;
    const nonce = status.chal?.nextNonce === undefined ? undefined : octetsOfBase64(status.chal.nextNonce);
    const stored = nonce === undefined ? undefined : behaviour.storeNonce(nonce, { isResync: this.isResync });
    if (stored === undefined) return 'go-on';
    this.own.nonce = stored;
    account.server.pending = stored;
    effects.push({ kind: 'nonce', account: account.name, direction: 'server', nonce: stored });
    return 'go-on';
  }

  /** What the next message shows of us. */
  show(): { readonly sourceName?: string; readonly cred?: Cred; readonly mac?: MacOrder } {
    const { account, behaviour } = this.options;
    const isShowing = account !== undefined && this.own.type !== 'none' && this.client.isAccepted;
    const { cred, mac } = behaviour.shows(
      isShowing && !this.own.isAccepted
        ? show(this.own.type, account.account.server, behaviour.credNonce({ nonce: this.own.nonce, isResync: this.isResync, account }))
        : {},
    );
    return { ...(isShowing ? { sourceName: account.account.server.name } : {}), ...(cred ? { cred } : {}), ...(mac ? { mac } : {}) };
  }
}
