/** A composed command message, dressed for its bearer: as a notification, but with the type of a DM message and the MAC beside it. */
import { DM_APPLICATION_ID, PUSH_PORT } from '../../src/dm/notification.js';
import type { Encoded } from '../../src/dm/session.js';
import { APPLICATION_SYNCML_DM, CONTENT, HEADER } from '../../src/wire/wsp-table.js';
import type { PushForm } from '../faults/fault.js';
import type { CommandBearer } from '../push/addresses.js';

export interface CommandWishes {
  /** Of WBXML; default 1.3. */
  readonly version?: '1.1' | '1.2' | '1.3';
  readonly edition?: '1.3' | 'draft';
  /** Default: that of the account's push address. `exec` hands the WSP PDU back, `sms` the short messages. */
  readonly bearer?: CommandBearer;
}

const CODES: Readonly<Record<string, number>> = {
  'application/vnd.syncml.dm+wbxml': CONTENT.dmWbxml,
  'application/vnd.syncml.dm+xml': CONTENT.dmXml,
};

/** WSP has no code for x-syncml-hmac: it travels as an application header, name and value in text (WAP-230, 8.4.2.6). */
export function commandForm({ body, contentType, headers }: Encoded): PushForm {
  return {
    wsp: {
      tid: 1,
      contentType: { media: CODES[contentType] ?? contentType },
      headers: [
        { name: HEADER.applicationId, value: { integer: APPLICATION_SYNCML_DM } },
        ...headers.map(([name, text]) => ({ name, value: { text } })),
      ],
      body,
    },
    port: PUSH_PORT,
    contentType,
    applicationId: DM_APPLICATION_ID,
    headers,
  };
}
