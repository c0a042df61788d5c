/** The account between one device and one server, both directions (IUT file `accounts`, design 4.5). */

export type AuthType = 'none' | 'basic' | 'md5' | 'mac-md5' | 'mac-sha256';

export interface Credentials {
  readonly type: AuthType;
  /** User name (client direction) or server name (server direction). */
  readonly name: string;
  readonly secret: string;
  /** First nonce, raw octets as Base64; absent for types without nonce. */
  readonly nonce?: string;
}

export interface Account {
  readonly 'server-id': string;
  readonly 'device-id': string;
  /** Credentials the client shows to the server (CLCRED). */
  readonly client: Credentials;
  /** Credentials the server shows to the client, and the key of notification digests (SRVCRED). */
  readonly server: Credentials;
  /** PEM: public key or certificate that verifies the server's XML signatures; without it they are HMAC-SHA256 over its secret. */
  readonly 'signing-key'?: string;
  /** PEM: private key of the device, for content that is encrypted; whoever encrypts is told its public half under the same name. */
  readonly 'device-key'?: string;
}

/** Who shows the credentials: the client (CLCRED) or the server (SRVCRED). */
export type CredDirection = 'client' | 'server';
