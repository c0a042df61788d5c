/** Sends a push over the bearer that the IUT file names. `exec` and `none` put nothing on the wire here. */
import type { Direction, Tap } from '../../src/wire/frame.js';
import { segmentSms } from '../../src/wire/sms-segment.js';
import type { ClientTls } from '../http/tls.js';
import type { PushContent } from '../lower-tester.js';
import type { WireBearer } from './addresses.js';
import { connectEsme, type Esme } from './esme.js';
import { type OtaSender, otaSender } from './ota-http.js';
import { type PapSender, papSender } from './pap.js';
import { sendSip } from './sip.js';
import type { Smsc } from './smsc.js';
import { sendUdp } from './udp.js';

export type PushBearer = WireBearer | 'exec' | 'none';

export interface PushSender {
  /**
   * Resolves when the bearer took the push: datagram handed over, exchange over, short messages taken. `to` is `host:port`, or a whole URL for
   * OTA-HTTP and PAP; `device` is the address of the device as a push gateway knows it.
   */
  send(bearer: PushBearer, to: string, push: PushContent, device?: string): Promise<void>;
  close(): Promise<void>;
}

export interface PushSenderOptions {
  readonly tap: Tap;
  readonly direction: Direction;
  readonly timeoutMs: number;
  readonly tls?: ClientTls;
  /** The SMS centre is ours: short messages are handed to whoever is bound to it. Absent: they are submitted to the one at `to`. */
  readonly smsc?: Smsc;
}

/** Any port will do for the originator of a push; this one is dynamic. */
const ORIGIN_PORT = 0xc002;

export function pushSender(options: PushSenderOptions): PushSender {
  let ota: OtaSender | undefined;
  let pap: PapSender | undefined;
  let esme: { readonly to: string; readonly link: Promise<Esme> } | undefined;
  let reference = 0;

  const sendShortMessages = async (to: string, push: PushContent): Promise<void> => {
    reference = (reference + 1) % 256;
    const parts = segmentSms(push.wsp, { destPort: push.port, origPort: ORIGIN_PORT, ref: reference });
    if (options.smsc) {
      await options.smsc.deliver(parts);
      return;
    }
    if (esme?.to !== to) {
      await esme?.link.then((link) => link.close());
      const { tap, direction, timeoutMs } = options;
      esme = { to, link: connectEsme({ to, as: 'transmitter', tap, sends: direction, timeoutMs }) };
    }
    const link = await esme.link;
    for (const part of parts) if (!(await link.submit(part))) return;
  };

  return {
    send: async (bearer, to, push, device = '') => {
      switch (bearer) {
        case 'wsp-udp':
          return sendUdp({ to, body: push.wsp, tap: options.tap, direction: options.direction });
        case 'ota-http':
          ota ??= otaSender(options);
          await ota.send(to, push);
          return;
        case 'smpp':
          return sendShortMessages(to, push);
        case 'pap':
          pap ??= papSender(options);
          return pap.send(to, device, push);
        case 'sip':
          await sendSip({ to, push, tap: options.tap, direction: options.direction, timeoutMs: options.timeoutMs });
          return;
        case 'exec':
        case 'none':
          return;
      }
    },
    close: async () => {
      await ota?.close();
      await pap?.close();
      await esme?.link.then(
        (link) => link.close(),
        () => undefined,
      );
    },
  };
}
