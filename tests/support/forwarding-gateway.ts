/** A push gateway on one machine: PAP in, WSP push over UDP out, to the address that stands in the push-message. */
import { PAP_PATH, startGateway } from '../../simulators/push/gateway.js';
import { sendUdp } from '../../simulators/push/udp.js';
import { HMAC_HEADER } from '../../src/dm/hmac-header.js';
import { SIGNATURE_HEADER } from '../../src/dm/security/envelopes.js';
import { APPLICATION_SYNCML_DM, HEADER } from '../../src/wire/wsp-table.js';
import { writeWspPush } from '../../src/wire/wsp-write.js';

export async function startForwardingGateway(): Promise<{ url: string; close(): Promise<void> }> {
  const sending = new Set<Promise<void>>();
  const gateway = await startGateway({
    listen: '127.0.0.1:0',
    tap: (crossing) => crossing,
    direction: 'to-iut',
    handler: ({ contentType, applicationId, body, hmac, signature }, device) => {
      const [, host] = /^WAPPUSH=([^/]+)\/TYPE=IPV4@/.exec(device) ?? [];
      if (host === undefined) throw new Error(`"${device}" is no IPv4 address`);
      const application = applicationId === 'x-wap-application:syncml.dm' ? { integer: APPLICATION_SYNCML_DM } : { text: applicationId };
      const beside = [[HMAC_HEADER, hmac] as const, [SIGNATURE_HEADER, signature] as const];
      const headers = [
        { name: HEADER.applicationId, value: application },
        ...beside.flatMap(([name, text]) => (text === undefined ? [] : [{ name, value: { text } }])),
      ];
      const wsp = writeWspPush({ tid: 7, contentType: { media: contentType }, headers, body });
      sending.add(sendUdp({ to: `${host}:2948`, body: wsp, tap: (crossing) => crossing, direction: 'to-iut' }));
    },
  });
  return {
    url: `http://${gateway.address}${PAP_PATH}`,
    close: async () => {
      await Promise.all(sending);
      await gateway.close();
    },
  };
}
