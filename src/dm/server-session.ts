/** A DM session on the server: packages #2 and #4 (DM Protocol 8), without I/O. */
import type { Random } from '../base/random.js';
import { LIMITS } from '../limits.js';
import type { AuthType } from './account.js';
import { type Authentication, authenticate, challenge, show, typeOfChallenge } from './authentication.js';
import { refuseAll } from './client-commands.js';
import { composeMessage, numberCommands } from './compose-message.js';
import { isMacType, needsNonce } from './credentials.js';
import type { Alert, Chal, Command, Encoding, Header, Message, Status } from './message.js';
import { DEFAULT_NONCES, freshNonce, lastUsedNonce, type NamedNonce, octetsOfBase64 } from './nonce.js';
import type { Operation } from './operation.js';
import { messageLimit, Packing } from './packing.js';
import { CONFORMANT_SERVER, type ServerBehaviour } from './server-behaviour.js';
import { answerCommands, commandOf } from './server-commands.js';
import type { AccountState, Effect, Ending, Incoming, Out, Outgoing, ServerSession } from './session.js';

/** How a server treats a session; the conformant default where absent. */
export interface ServerPolicy {
  /** Demand this scheme from the client; default: what the account says. */
  readonly clientAuth?: AuthType;
  /** Credentials the server shows unasked (`account`: as the account says); default none, or those of the account when resynchronising or once challenged. */
  readonly serverAuth?: AuthType | 'account';
  /** Hand out a next nonce with the SyncHdr Status of #2; default yes. A MAC always has one. */
  readonly nextNonce?: boolean;
  /** Put this RespURI in the SyncHdr. */
  readonly respUri?: string;
  readonly maxMsgSize?: number;
  /** Send Alert 1223 instead of commands in the package with this number (2, 4, …). */
  readonly abortIn?: number;
  /** Encoding of the server's messages; default: that of the client's message. */
  readonly encoding?: Encoding;
}

export interface ServerSessionOptions {
  /** The account of the device in Source/LocURI; undefined when unknown. */
  readonly account: AccountState | undefined;
  /** Address of this server: Source/LocURI. */
  readonly url: string;
  readonly random: Random;
  /** Commands of packages #2, #4, …; a full Command (UI alert, Atomic) stands beside the short Operation. */
  readonly packages: readonly (readonly (Operation | Command)[])[];
  readonly policy?: ServerPolicy;
  readonly behaviour?: Partial<ServerBehaviour>;
}

export function serverSession(options: ServerSessionOptions): ServerSession {
  return new Session(options);
}

/** Challenges made before the session is given up. */
const CHALLENGES_MADE = 2;
/** Times the server shows its credentials anew when challenged. */
const CHALLENGES_ANSWERED = 1;
/** Messages without Final and without anything new that are borne in a row. */
const IDLE_MESSAGES = 5;
const KNOWN_VERSIONS: ReadonlySet<string> = new Set(['DM/1.2', 'DM/1.3']);

/** What a later message of a package holds beside its commands and the SyncHdr Status, at its longest. */
const NEXT_MESSAGE_STATUS: Status = { kind: 'status', cmdId: '9999', msgRef: '9999', cmdRef: '9999', cmd: 'Alert', code: '200' };

interface Verdict {
  readonly code: string;
  readonly isOk: boolean;
  readonly chal?: Chal | undefined;
}

class Session implements ServerSession {
  sessionId = '';
  private readonly behaviour: ServerBehaviour;
  private readonly policy: ServerPolicy;
  private effects: Effect[] = [];
  private msgId = 0;
  private received = 0;
  private isOver = false;
  private isAborting = false;
  private idle = 0;
  private isResync = false;

  private client: { nonces: readonly NamedNonce[]; isAccepted: boolean; challenges: number };
  /** What we show: `isAccepted` once the client gave 212. */
  private own: { type: AuthType; nonce: Uint8Array; isAccepted: boolean; challenges: number };
  /** Our last message showed credentials. */
  private isShown = false;

  /** Messages of the current package that are still to be sent, and the package as a whole for a challenge. */
  private outbox: Command[][] = [];
  private package: readonly Command[] = [];
  private packages = 0;
  /** CmdIDs per MsgID that the client owes a Status for. */
  private owed = new Set<string>();
  private encoding: Encoding = 'xml';
  private limit: number | undefined;
  private peer: Header | undefined;

  constructor(private readonly options: ServerSessionOptions) {
    this.behaviour = { ...CONFORMANT_SERVER, ...options.behaviour };
    this.policy = options.policy ?? {};
    const { account } = options;
    this.client = { nonces: account ? [{ name: 'pending', octets: account.client.pending }] : [], isAccepted: false, challenges: 0 };
    this.own = { type: this.ownType() ?? 'none', nonce: account?.server.pending ?? new Uint8Array(0), isAccepted: false, challenges: 0 };
  }

  abort(): void {
    this.isAborting = true;
  }

  receive(incoming: Incoming): Out {
    if (this.isOver) return { effects: [] };
    const { message } = incoming;
    if (message.document?.root?.name !== 'SyncML' || message.header.element === undefined) {
      return { ...this.end('broken', 'not a SyncML message'), http: { status: 400, headers: [] } };
    }
    if (++this.received > LIMITS.messagesPerSession) return this.end('broken', 'the session does not end');
    if (this.received === 1) this.sessionId = message.header.sessionId;
    this.peer = message.header;
    this.encoding = this.policy.encoding ?? incoming.encoding;
    this.limit = messageLimit(message.header.maxMsgSize) ?? this.limit;

    const version = message.header.verDtd !== '1.2' ? '505' : KNOWN_VERSIONS.has(message.header.verProto) ? undefined : '513';
    if (version !== undefined && !this.behaviour.goesOnAfter('version'))
      return this.end('broken', 'version', this.compose(this.refusal(message, { code: version, isOk: false }), true));

    const judged = this.judgeClient(incoming);
    const isBorne = !judged.isOk && this.client.challenges >= CHALLENGES_MADE && this.behaviour.goesOnAfter('unauthenticated');
    if (!judged.isOk && !isBorne) return this.refuse(message, judged);
    if (isBorne) this.client.isAccepted = true;
    const verdict: Verdict = isBorne ? { code: '200', isOk: true } : judged;
    const owedBefore = this.owed.size;
    const challenged = this.readStatuses(message);
    const isNew = this.owed.size < owedBefore || message.commands.some((c) => c.kind !== 'status' && !(c.kind === 'alert' && c.code === '1222'));
    this.idle = isNew || message.isFinal ? 0 : this.idle + 1;
    const statuses = [
      this.headStatus(verdict.code, verdict.chal),
      ...answerCommands(message.commands, {
        msgRef: message.header.msgId,
        effects: this.effects,
        codeFor: (command, code) => this.behaviour.statusFor({ command, code }),
      }),
    ];
    if (message.commands.some((command) => command.kind === 'alert' && command.code === '1223')) {
      return this.end('aborted-by-peer', undefined, this.compose(statuses, true));
    }
    if (challenged === 'refused') return this.end('unauthenticated', undefined, this.compose(statuses, true));
    if (this.isAborting || this.idle > IDLE_MESSAGES) return this.sendAbort(statuses);
    if (challenged === 'again') this.outbox = this.split(this.package, statuses);
    else if (this.outbox.length > 0) {
      // Mid-package: more commands only when the client has answered the earlier ones (DM Protocol 6.2).
      if (!message.isFinal && this.owed.size > 0) return this.askNext(statuses);
    } else if (!message.isFinal) {
      // One that asks for the rest of a package that has none gets the end of it.
      const asksForMore = this.packages > 0 && message.commands.some((command) => command.kind === 'alert' && command.code === '1222');
      return asksForMore ? this.sendPackage(statuses) : this.askNext(statuses);
    } else {
      this.package = (this.options.packages[this.packages] ?? []).map(commandOf);
      this.packages++;
      if (this.policy.abortIn === this.packages * 2) return this.sendAbort(statuses);
      this.outbox = this.split(this.package, statuses);
    }
    return this.sendPackage(statuses);
  }

  private sendPackage(statuses: readonly Command[]): Out {
    const chunk = this.outbox.shift() ?? [];
    const isFinal = this.outbox.length === 0;
    const isLast = chunk.length === 0 && isFinal && !(this.isResync && !this.own.isAccepted && this.own.type !== 'none');
    const send = this.compose([...statuses, ...chunk], isFinal);
    return isLast ? this.out({ send, done: { reason: 'completed' } }) : this.out({ send });
  }

  /** The Next Message answer: Statuses and Alert 1222, without Final. */
  private askNext(statuses: readonly Command[]): Out {
    const alert: Alert = { kind: 'alert', cmdId: '', code: '1222', items: [] };
    return this.out({ send: this.compose([...statuses, alert], false) });
  }

  private sendAbort(statuses: readonly Command[]): Out {
    const alert: Alert = { kind: 'alert', cmdId: '', code: '1223', items: [] };
    return this.end('aborted-by-us', undefined, this.compose([...statuses, alert], true));
  }

  /** Messages of a package: as the behaviour says, then as small as the client's MaxMsgSize demands. */
  private split(commands: readonly Command[], statuses: readonly Command[]): Command[][] {
    const packing = new Packing(this.header().header, this.encoding, this.limit);
    const chunks: Command[][] = [];
    for (const part of this.behaviour.splitPackage(commands)) {
      let rest = part;
      do {
        // The first message may be full with Statuses; later ones have those for the SyncHdr and Alert 1222, and must get on.
        const before = chunks.length === 0 ? statuses : [...statuses.slice(0, 1), NEXT_MESSAGE_STATUS];
        const least = chunks.length === 0 && statuses.length > 2 ? 0 : Math.min(1, rest.length);
        const count = Math.max(least, packing.count([...before, ...rest]) - before.length);
        chunks.push(rest.slice(0, count));
        rest = rest.slice(count);
      } while (rest.length > 0);
    }
    return chunks;
  }

  /** Judges the client's credentials and makes the code and challenge for the SyncHdr Status. */
  private judgeClient(incoming: Incoming): Verdict {
    const { account } = this.options;
    const type = this.policy.clientAuth ?? account?.account.client.type ?? 'md5';
    if (this.client.isAccepted && !isMacType(type)) return { code: type === 'none' ? '200' : '212', isOk: true };
    const next = freshNonce(this.options.random);
    const checked: Authentication = account ? this.check(incoming, type, account) : { kind: incoming.message.header.cred ? 'wrong' : 'missing' };
    if (checked.kind !== 'right') {
      this.client.nonces = [{ name: 'challenge', octets: next }];
      return { code: checked.kind === 'missing' ? '407' : '401', isOk: false, chal: this.behaviour.chal(challenge(type, next), { isResync: false }) };
    }
    const isFirst = !this.client.isAccepted;
    this.client.isAccepted = true;
    if (!needsNonce(type)) return { code: type === 'none' ? '200' : '212', isOk: true };
    const isMac = isMacType(type);
    const wanted = isMac || this.isResync || (isFirst && this.policy.nextNonce !== false);
    const chal = wanted ? this.behaviour.chal(challenge(type, next), { isResync: this.isResync }) : undefined;
    this.rememberClientNonce(checked.nonce, chal?.nextNonce);
    return { code: isMac ? '200' : '212', isOk: true, chal };
  }

  private check(incoming: Incoming, type: AuthType, account: AccountState): Authentication {
    const checked = authenticate(incoming, type, account.account.client, this.client.nonces);
    if (checked.kind !== 'wrong' || this.received > 1 || !needsNonce(type)) return checked;
    // Notification 1.2.1, section 5.1 step 4: the client may answer our notification over the default nonce.
    const isAlerted = incoming.message.commands.some((command) => command.kind === 'alert' && command.code === '1200');
    const id = /^[0-9A-Fa-f]{1,4}$/.test(this.sessionId) ? Number.parseInt(this.sessionId, 16) : -1;
    if (!this.behaviour.acceptsDefaultNonce({ isAlertedByUs: isAlerted && account.notified.has(id) })) return checked;
    const byDefault = authenticate(incoming, type, account.account.client, DEFAULT_NONCES);
    if (byDefault.kind !== 'right') return checked;
    this.isResync = true;
    this.client.nonces = DEFAULT_NONCES;
    const reading = DEFAULT_NONCES.find((nonce) => nonce.name === byDefault.nonce) ?? (DEFAULT_NONCES[0] as NamedNonce);
    this.own = { type: this.ownType() ?? account.account.server.type, nonce: reading.octets, isAccepted: false, challenges: 0 };
    return byDefault;
  }

  private ownType(): AuthType | undefined {
    const { serverAuth } = this.policy;
    return serverAuth === 'account' ? this.options.account?.account.server.type : serverAuth;
  }

  private rememberClientNonce(matched: string, nextText: string | undefined): void {
    const { account } = this.options;
    const used = this.client.nonces.find((nonce) => nonce.name === matched)?.octets;
    if (account === undefined || used === undefined) return;
    const next = nextText === undefined ? undefined : octetsOfBase64(nextText);
    account.client.lastUsed = lastUsedNonce(used);
    if (next === undefined && account.client.lastUsed === undefined) return;
    account.client.pending = next ?? used;
    this.client.nonces = [{ name: 'pending', octets: account.client.pending }];
    this.effects.push({ kind: 'nonce', account: account.name, direction: 'client', nonce: account.client.pending });
  }

  /** No commands for a client that is not authenticated: Statuses only, with a challenge as long as there is a point in one. */
  private refuse(message: Message, verdict: Verdict): Out {
    this.client.challenges++;
    if (this.client.challenges <= CHALLENGES_MADE) return this.out({ send: this.compose(this.refusal(message, verdict), true) });
    const { chal: _, ...bare } = verdict;
    return this.end('unauthenticated', undefined, this.compose(this.refusal(message, bare), true));
  }

  private refusal(message: Message, verdict: Verdict): Command[] {
    const statuses = refuseAll(message.commands, message.header.msgId, (command) => this.behaviour.statusFor({ command, code: verdict.code }));
    return [this.headStatus(verdict.code, verdict.chal), ...statuses];
  }

  /** Takes Statuses off what is owed; the one for our SyncHdr tells whether our credentials were taken. */
  private readStatuses(message: Message): 'go-on' | 'again' | 'refused' {
    let result: 'go-on' | 'again' | 'refused' = 'go-on';
    for (const status of message.commands) {
      if (status.kind !== 'status') continue;
      if (status.cmdRef === '0' || status.cmd === 'SyncHdr') result = this.readOwnStatus(status);
      else this.owed.delete(`${status.msgRef}/${status.cmdRef}`);
    }
    return result;
  }

  private readOwnStatus(status: Status): 'go-on' | 'again' | 'refused' {
    const { account } = this.options;
    const nonce = status.chal?.nextNonce === undefined ? undefined : octetsOfBase64(status.chal.nextNonce);
    if (status.code === '401' || status.code === '407') {
      const type = status.chal && account ? typeOfChallenge(status.chal, account.account.server.type) : undefined;
      if (type === undefined || (nonce === undefined && needsNonce(type)) || this.own.challenges >= CHALLENGES_ANSWERED) return 'refused';
      this.own = { type, nonce: nonce ?? this.own.nonce, isAccepted: false, challenges: this.own.challenges + 1 };
      return this.packages > 0 ? 'again' : 'go-on';
    }
    if (!status.code.startsWith('2') || account === undefined || !this.isShown) return 'go-on';
    if (!needsNonce(this.own.type)) {
      if (status.code === '212') this.own.isAccepted = true;
      return 'go-on';
    }
    if (!this.own.isAccepted) account.server.lastUsed = lastUsedNonce(this.own.nonce);
    if (status.code === '212' && !isMacType(this.own.type)) this.own.isAccepted = true;
    const stored = nonce === undefined ? undefined : this.behaviour.storeNonce(nonce, { isResync: this.isResync });
    if (stored === undefined) return 'go-on';
    this.own.nonce = stored;
    account.server.pending = stored;
    this.effects.push({ kind: 'nonce', account: account.name, direction: 'server', nonce: stored });
    return 'go-on';
  }

  private headStatus(code: string, chal: Chal | undefined): Status {
    return {
      kind: 'status',
      cmdId: '',
      msgRef: this.peer?.msgId ?? '',
      cmdRef: '0',
      cmd: 'SyncHdr',
      targetRefs: [this.peer?.target ?? ''],
      sourceRefs: [this.peer?.source ?? ''],
      ...(chal ? { chal } : {}),
      code: this.behaviour.statusFor({ command: 'SyncHdr', code }),
    };
  }

  private header(): { readonly header: Header; readonly mac: Outgoing['mac'] } {
    const { account, url } = this.options;
    const isShowing = account !== undefined && this.own.type !== 'none' && this.client.isAccepted;
    const { cred, mac } = this.behaviour.shows(
      isShowing && !this.own.isAccepted
        ? show(this.own.type, account.account.server, this.behaviour.credNonce({ nonce: this.own.nonce, isResync: this.isResync, account }))
        : {},
    );
    const header: Header = {
      verDtd: '1.2',
      verProto: KNOWN_VERSIONS.has(this.peer?.verProto ?? '') ? (this.peer?.verProto ?? '') : 'DM/1.3',
      sessionId: this.behaviour.sessionIdFor(this.sessionId),
      msgId: String(this.msgId + 1),
      target: this.peer?.source ?? '',
      source: url,
      ...(isShowing ? { sourceName: account.account.server.name } : {}),
      ...(this.policy.respUri === undefined ? {} : { respUri: this.policy.respUri }),
      ...(cred ? { cred } : {}),
      ...(this.policy.maxMsgSize === undefined ? {} : { maxMsgSize: String(this.policy.maxMsgSize) }),
    };
    return { header, mac };
  }

  private compose(commands: readonly Command[], isFinal: boolean): Outgoing {
    const { header, mac } = this.header();
    this.msgId++;
    this.isShown = header.cred !== undefined || mac !== undefined;
    const reply = this.behaviour.reply({ commands, isFinal });
    const message: Message = { header, commands: numberCommands(reply.commands), isFinal: reply.isFinal };
    this.owe(message.commands);
    return {
      message,
      root: this.behaviour.messageElements(composeMessage(message), { msgId: this.msgId }),
      encoding: this.encoding,
      ...(mac ? { mac } : {}),
      ...(this.behaviour.octets ? { alter: this.behaviour.octets } : {}),
    };
  }

  private owe(commands: readonly Command[]): void {
    for (const command of commands) {
      if (command.kind === 'status' || command.kind === 'results') continue;
      if (command.kind !== 'alert' || command.code !== '1222') this.owed.add(`${this.msgId}/${command.cmdId}`);
      if (command.kind === 'group') this.owe(command.commands);
    }
  }

  private end(reason: Ending, note?: string, send?: Outgoing): Out {
    this.isOver = true;
    return this.out({ ...(send ? { send } : {}), done: { reason, ...(note === undefined ? {} : { note }) } });
  }

  private out(parts: Omit<Out, 'effects'>): Out {
    return { ...parts, effects: this.effects.splice(0) };
  }
}
