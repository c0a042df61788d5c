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
  /**
   * PEM of the key of the server's XML signatures; without it they are HMAC-SHA256 over its secret. The private key where that server is
   * the tester's own, else the public key or a certificate.
   */
  readonly 'signing-key'?: string;
  /** PEM of the device's key for content that is encrypted: the private key where that device is the tester's own, else the public key. */
  readonly 'device-key'?: string;
}

/** Who shows the credentials: the client (CLCRED) or the server (SRVCRED). */
export type CredDirection = 'client' | 'server';
