/** What tests of wrong messages look at: an account, and what stands in a message that crossed. */
import type { Raw } from './raw-http.js';

/** Credentials in plain text on both sides. */
export const BASIC_ACCOUNT = {
  'server-id': 'com.acme.manage',
  'device-id': 'IMEI:1',
  client: { type: 'basic', name: 'Bruce2', secret: 'OhBehave' },
  server: { type: 'basic', name: 'com.acme.manage', secret: 'ServerPwd' },
} as const;

/** Text of the first element of that name. */
export const leafIn = (raw: Raw, name: string): string | undefined => new RegExp(`<${name}[^>]*>([^<]*)</${name}>`).exec(raw.body.toString())?.[1];
/** Texts of all elements of that name. */
export const leavesIn = (raw: Raw, name: string): string[] =>
  [...raw.body.toString().matchAll(new RegExp(`<${name}[^>]*>([^<]*)</${name}>`, 'g'))].map((m) => m[1] as string);
/** Content-Length. */
export const lengthIn = ({ head }: Raw): string | undefined => /content-length: (\d+)/i.exec(head)?.[1];
