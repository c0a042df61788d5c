/** Pushes of a simulated server: a notification or a command message is dressed for its bearer, then sent or handed out. */
import { InputError } from '../../src/base/errors.js';
import type { Random } from '../../src/base/random.js';
import { encodeOutgoing } from '../../src/dm/body.js';
import { composeCommand } from '../../src/dm/command-message.js';
import type { Command } from '../../src/dm/message.js';
import type { Operation } from '../../src/dm/operation.js';
import { encodeSigned } from '../../src/dm/security/command-signature.js';
import { WRONG_SIGNATURES } from '../../src/dm/security/wrong-signatures.js';
import type { ServerBehaviour } from '../../src/dm/server-behaviour.js';
import type { AccountState } from '../../src/dm/session.js';
import type { EndpointBehaviour, PushForm } from '../faults/fault.js';
import { bearerFor, type PushAddresses, type WireBearer } from '../push/addresses.js';
import { type PushSender, type PushSenderOptions, pushSender } from '../push/sender.js';
import type { Tasks } from '../tasks.js';
import { sendable } from './command-limits.js';
import { type CommandWishes, commandForm } from './command-push.js';
import { encryptConfidential } from './encrypt-confidential.js';
import { type NotifyWishes, notificationForm, pushAddress, pushContent, shortMessages } from './notify.js';

export interface PushesOptions extends PushSenderOptions {
  readonly addresses: (state: AccountState) => PushAddresses;
  /** What is under way on a wire. */
  readonly tasks: Tasks;
  readonly rim: EndpointBehaviour;
  readonly behaviour: ServerBehaviour;
  readonly random: Random;
  readonly signsCommands: boolean;
}

export class Pushes {
  readonly #sender: PushSender;
  /** For command messages: what else is drawn does not depend on them. */
  readonly #random: Random;

  constructor(private readonly options: PushesOptions) {
    this.#random = options.random.fork('commands');
    this.#sender = pushSender(options);
  }

  /** Resolves with the short messages for `bearer: sms`, with none otherwise. Nothing is sent for a bearer without address. */
  async notify(state: AccountState, octets: Uint8Array, wishes: NotifyWishes): Promise<Uint8Array[]> {
    const { rim, random, addresses } = this.options;
    const form = rim.push(notificationForm(octets, wishes.headers ?? {}));
    if (wishes.bearer === 'sms') return [...rim.shortMessages(shortMessages(form, random), pushContent(form).wsp)];
    const { bearer, to } = bearerFor(addresses(state), wishes.bearer);
    if (to !== undefined) await this.#push(state, bearer, to, form);
    return [];
  }

  /** Resolves with the WSP PDU for `bearer: exec`, with the short messages for `sms`, with none otherwise. Throws InputError `nothing-to-send`. */
  async command(state: AccountState, operations: readonly (Operation | Command)[], wishes: CommandWishes): Promise<Uint8Array[]> {
    const { rim, behaviour, signsCommands } = this.options;
    const commands = sendable(operations, rim.mayCarry);
    if (operations.length > 0 && commands.length === 0)
      throw new InputError('nothing-to-send', { found: 'a command message carries neither Get nor a DM account, and nothing else was ordered' });
    const addresses = this.options.addresses(state);
    const way = rim.commandBearer(wishes.bearer ?? bearerFor(addresses).bearer);
    const handed = way === 'exec' || way === 'sms' ? way : undefined;
    const { bearer, to } = bearerFor(addresses, way === 'exec' || way === 'sms' ? undefined : way);
    const composed = composeCommand({
      account: state,
      commands,
      sessionId: this.#random.integer(1, 0xffff).toString(16).toUpperCase(),
      transport: !handed && bearer === 'ota-http' && to?.startsWith('https:') ? 'secure' : 'plain',
      behaviour,
      ...(wishes.version ? { version: wishes.version } : {}),
      ...(wishes.edition ? { edition: wishes.edition } : {}),
    });
    const deviceKey = state.account['device-key'];
    const isEncrypted = deviceKey !== undefined && rim.encrypts;
    const outgoing = isEncrypted ? { ...composed, root: encryptConfidential(composed.root, commands, deviceKey, this.#random) } : composed;
    const isSigned = signsCommands && rim.signsCommands;
    const { signatureFlaw: flaw } = rim;
    const encoded = isSigned ? await encodeSigned(outgoing, state, flaw && WRONG_SIGNATURES[flaw]) : encodeOutgoing(outgoing);
    const form = rim.push(commandForm(encoded));
    const content = pushContent(form);
    if (handed === 'exec') return Array.from({ length: rim.commandCopies }, () => content.wsp);
    if (handed === 'sms') return [...rim.shortMessages(shortMessages(form, this.#random), content.wsp)];
    for (let sent = 0; to !== undefined && sent < rim.commandCopies; sent++) {
      await this.#push(state, bearer, to, form);
    }
    return [];
  }

  close(): Promise<void> {
    return this.#sender.close();
  }

  /** A push gateway knows the device by its identifier. */
  #push(state: AccountState, bearer: WireBearer, to: string, form: PushForm): Promise<void> {
    const address = bearer === 'wsp-udp' ? pushAddress(to, form.port) : to;
    const device = `WAPPUSH=${state.account['device-id']}/TYPE=USER@dmct`;
    return this.options.tasks.track(this.#sender.send(bearer, address, pushContent(form), device));
  }
}
