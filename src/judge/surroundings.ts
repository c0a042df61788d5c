/** What does not change during a run and is no octet: ICS, PIXIT, accounts, the catalogue. The judge asks; it never reads files. */
import type { Account } from '../iut/account.js';

export interface Surroundings {
  readonly role: 'client' | 'server';
  readonly accounts: Readonly<Record<string, Account>>;
  /** Pinned readings, e.g. U3 -> composed-sha256. */
  readonly assume: Readonly<Record<string, string>>;
  /** Whether an ICS expression holds; `why` names what decided. */
  readonly applies: (expression: string) => { readonly value: 'yes' | 'no' | 'unknown'; readonly why: string };
  /** The ICS answer for one item. */
  readonly claimed: (itemKey: string) => { readonly value: 'yes' | 'no' | 'unknown'; readonly why: string };
  /** Whether an item must hold once it is claimed; false for what the text merely recommends, allows or tells. */
  readonly isDemanded: (itemKey: string) => boolean;
  /** Assumptions that an item rests on, e.g. ['U3']. */
  readonly assumptionsOf: (itemKey: string) => readonly string[];
}
