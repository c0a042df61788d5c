/** The account as an IUT file declares it; the shape belongs to the protocol core. */
export type { Account, AuthType, Credentials } from '../dm/account.js';
