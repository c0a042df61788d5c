/** Numbers of SMPP 3.4 that a WAP push needs (SMPP 3.4, sections 5.1 and 5.2): data for readers and writers alike. */

export const SMPP_HEAD_OCTETS = 16;
/** The port that stands for SMPP (IANA). */
export const SMPP_PORT = 2775;

/** Command ids of requests; a response has the highest bit set beside. */
export const COMMANDS: Readonly<Record<number, string>> = {
  0: 'generic_nack',
  1: 'bind_receiver',
  2: 'bind_transmitter',
  3: 'query_sm',
  4: 'submit_sm',
  5: 'deliver_sm',
  6: 'unbind',
  7: 'replace_sm',
  8: 'cancel_sm',
  9: 'bind_transceiver',
  11: 'outbind',
  21: 'enquire_link',
  33: 'submit_multi',
  258: 'alert_notification',
  259: 'data_sm',
};
export const RESPONSE = 0x8000_0000;

/** Command status values that we give. */
export const STATUS = { ok: 0, invalidLength: 2, invalidCommand: 3, wrongBindState: 4, systemError: 8, bindFailed: 13 } as const;

/** Bit of esm_class: the message begins with a user data header. */
export const ESM_USER_DATA_HEADER = 0x40;
/** Optional parameter that carries a message instead of short_message. */
export const MESSAGE_PAYLOAD = 0x0424;
/** 8-bit octets. */
export const DATA_CODING_BINARY = 4;
