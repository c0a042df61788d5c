/** A client session and a DM server in one process: every message is encoded and read again, nothing crosses a socket. */
import { seededRandom } from '../../src/base/random.js';
import type { Account, AuthType } from '../../src/dm/account.js';
import { encodeOutgoing, readIncoming } from '../../src/dm/body.js';
import { type ClientSessionOptions, clientSession } from '../../src/dm/client-session.js';
import { type DmServer, type DmServerOptions, dmServer } from '../../src/dm/dm-server.js';
import { HMAC_HEADER } from '../../src/dm/hmac-header.js';
import type { Message } from '../../src/dm/message.js';
import {
  type AccountState,
  type Answer,
  accountState,
  type ClientSession,
  type Effect,
  type Incoming,
  type Out,
  type Outgoing,
} from '../../src/dm/session.js';
import { deviceTree } from '../../src/dm/tree/standard-objects.js';
import type { Tree } from '../../src/dm/tree/tree.js';

export const URL = 'http://server.example/dm';
export const DEVICE = 'IMEI:493005100592800';

export function testAccount(client: AuthType, server: AuthType, name = 'Bruce2'): Account {
  return {
    'server-id': 'com.mgmtsrv.manage',
    'device-id': DEVICE,
    client: { type: client, name, secret: 'OhBehave', nonce: 'Y2xpZW50LW5vbmNlLTA=' },
    server: { type: server, name: 'com.mgmtsrv.manage', secret: 'ServerPwd', nonce: 'c2VydmVyLW5vbmNlLTA=' },
  };
}

export interface Crossed {
  readonly from: 'client' | 'server';
  readonly message: Message;
  readonly incoming: Incoming;
  readonly size: number;
  readonly to: string | undefined;
}

export interface Pair {
  /** What client and server each remember of the account. */
  readonly device: AccountState;
  readonly desk: AccountState;
  readonly server: DmServer;
  readonly tree: Tree;
}

export function pair(account: Account, options: Partial<DmServerOptions> = {}, serverAccount: Account = account): Pair {
  const device = accountState('default', account);
  const desk = accountState('default', serverAccount);
  const server = dmServer({ accounts: [desk], url: URL, random: seededRandom('server'), ...options });
  return { device, desk, server, tree: deviceTree({ deviceId: DEVICE }, [device], () => URL) };
}

export interface Ran {
  readonly crossed: Crossed[];
  readonly clientEffects: Effect[];
  readonly serverEffects: Effect[];
  readonly clientEnd: Out['done'];
  readonly serverEnd: Out['done'];
  readonly session: ClientSession;
}

/** Octets on the wire and back. */
export function cross(send: Outgoing): Incoming & { readonly size: number } {
  const { body, contentType, headers } = encodeOutgoing(send);
  const hmac = headers.find(([name]) => name === HMAC_HEADER)?.[1];
  return { ...readIncoming(body, contentType, hmac), size: body.length };
}

export interface RunOptions extends Partial<ClientSessionOptions> {
  readonly answers?: readonly Answer[];
  /** Called before the server's message with this number (1, 2, …) is handed to the client. */
  readonly beforeReceive?: (n: number, session: ClientSession) => void;
}

const MOST_MESSAGES = 60;

/** Runs one session to its end. Throws when it does not end. */
export function runSession({ device, server, tree }: Pair, options: RunOptions = {}): Ran {
  const { answers = [], beforeReceive, ...rest } = options;
  const queue = [...answers];
  const session = clientSession({
    account: device,
    accounts: [device],
    url: URL,
    encoding: 'xml',
    tree,
    random: seededRandom('client'),
    trigger: { kind: 'user' },
    ...rest,
  });
  const ran = { crossed: [] as Crossed[], clientEffects: [] as Effect[], serverEffects: [] as Effect[], serverEnd: undefined as Out['done'] };
  let out = session.start();
  for (let n = 1; ; n++) {
    ran.clientEffects.push(...out.effects);
    while (out.ask) {
      const answer = queue.shift();
      if (answer === undefined) throw new Error('asked once too often');
      out = session.answer(answer);
      ran.clientEffects.push(...out.effects);
    }
    if (!out.send) return { ...ran, clientEnd: out.done, session };
    if (n > MOST_MESSAGES) throw new Error('the session does not end');
    const up = cross(out.send);
    ran.crossed.push({ from: 'client', message: up.message, incoming: up, size: up.size, to: out.send.to });
    const answer = server.receive(up);
    ran.serverEffects.push(...answer.effects);
    ran.serverEnd = answer.done ?? ran.serverEnd;
    if (out.done || !answer.send) return { ...ran, clientEnd: out.done, session };
    const down = cross(answer.send);
    ran.crossed.push({ from: 'server', message: down.message, incoming: down, size: down.size, to: undefined });
    beforeReceive?.(n, session);
    out = session.receive(down);
  }
}
