/** Sends a push over the bearer that the IUT file names. `exec` and `none` put nothing on the wire here. */
import type { Direction, Tap } from '../../src/wire/frame.js';
import type { ClientTls } from '../http/tls.js';
import type { PushContent } from '../lower-tester.js';
import { type OtaSender, otaSender } from './ota-http.js';
import { sendUdp } from './udp.js';

export type PushBearer = 'wsp-udp' | 'ota-http' | 'exec' | 'none';

export interface PushSender {
  /** Resolves when the bearer took the push: datagram handed over, or HTTP exchange over. `to` is `host:port`, or a whole URL for OTA-HTTP. */
  send(bearer: PushBearer, to: string, push: PushContent): Promise<void>;
  close(): Promise<void>;
}

export function pushSender(options: { tap: Tap; direction: Direction; timeoutMs: number; tls?: ClientTls }): PushSender {
  let ota: OtaSender | undefined;
  return {
    send: async (bearer, to, push) => {
      switch (bearer) {
        case 'wsp-udp':
          return sendUdp({ to, body: push.wsp, tap: options.tap, direction: options.direction });
        case 'ota-http':
          ota ??= otaSender(options);
          await ota.send(to, push);
          return;
        case 'exec':
        case 'none':
          return;
      }
    },
    close: async () => ota?.close(),
  };
}
