/** A client's HTTP on its way to the lower tester, changed: the upper tester in front of it hands out the proxy's address for the server's. */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Account } from '../../src/iut/account.js';
import type { UpperTester } from '../../src/iut/primitives.js';

type Accounts = Readonly<Record<string, Account & { readonly url: string; readonly connect?: string }>>;

export interface TamperingProxy {
  /** `inner` with its client's requests changed. */
  readonly upper: UpperTester;
  close(): Promise<void>;
}

/** `change` gets each body as text and gives another, or undefined to close the connection without an answer. */
export async function tamperingProxy(inner: UpperTester, change: (body: string) => string | undefined): Promise<TamperingProxy> {
  let target = '';
  const server = createServer(async (incoming, outgoing) => {
    let body = '';
    for await (const chunk of incoming.setEncoding('utf8')) body += chunk;
    const changed = change(body);
    if (changed === undefined) {
      incoming.socket.destroy();
      return;
    }
    const [host, port] = target.split(':');
    const headers = { ...incoming.headers, 'content-length': String(Buffer.byteLength(changed)) };
    const onward = request({ host, port, path: incoming.url, method: incoming.method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => incoming.socket.destroy());
    onward.end(changed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const connect = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    upper: {
      kind: inner.kind,
      call: (primitive, args) => {
        if (primitive !== 'configure') return inner.call(primitive, args);
        const accounts = args.accounts as Accounts;
        target = Object.values(accounts)[0]?.connect ?? '';
        return inner.call(primitive, {
          ...args,
          accounts: Object.fromEntries(Object.entries(accounts).map(([name, account]) => [name, { ...account, connect }])),
        });
      },
      close: () => inner.close(),
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
