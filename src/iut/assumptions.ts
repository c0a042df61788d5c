/**
 * The readings of assumptions U1..U12 that a PIXIT may pin, as tokens that code acts on (the first is the default); what they mean and which
 * items rest on them stands in scr/assumptions.yaml, and a test keeps the two together. A verdict that rests on one of them is
 * `inconclusive (assumption Un)` until it is pinned: `pixit: { assume: { U3: composed-sha256 } }`.
 */
import { MAC_STRATEGIES, MAC_STRATEGY_IDS } from '../dm/mac.js';

export interface AssumptionRow {
  readonly about: string;
  /** Readings that may be pinned; the first is used when nothing is pinned. */
  readonly readings: readonly string[];
  /** Any other text may be pinned too, e.g. a file that holds the missing data. */
  readonly open?: true;
}

const macReadings = MAC_STRATEGY_IDS.filter((id) => 'assumption' in MAC_STRATEGIES[id]);

export const ASSUMPTIONS = {
  U1: { about: 'widths and order of the header fields of a DM 1.3 notification', readings: ['layout-a'] },
  U2: { about: 'formula of the digest of a DM 1.3 notification', readings: macReadings },
  U3: { about: 'algorithm token and formula of the HMAC-SHA256 of messages', readings: macReadings },
  U4: { about: 'how a virtual URI joins its parts, and the case of its keyword', readings: ['moid-path'] },
  U5: { about: 'form of the answer to ?list=MORoot and ?list=MORootData', readings: ['struct-like'] },
  U6: { about: 'type, access and occurrence of the node that switches sessionless reports', readings: ['bool-get-zero-or-one'] },
  U7: { about: 'nodes of the Bootstrap Config MO', readings: ['identifier-only'], open: true },
  U8: { about: 'where an XML signature of a whole message stands', readings: ['none-required', 'detached-xml', 'in-cred', 'in-item'] },
  U9: { about: 'numbers of the enabler test specification', readings: ['own-ids'] },
  U10: { about: 'status code when a virtual URI finds no node or several', readings: ['any-non-2xx'] },
  U11: { about: 'version strings of DDF and TNDS documents in DM 1.3', readings: ['emit-1.2'] },
  U12: { about: 'precedence of AND and OR in requirement expressions', readings: ['and-binds-tighter'] },
} as const satisfies Record<string, AssumptionRow>;

export type AssumptionId = keyof typeof ASSUMPTIONS;
export const ASSUMPTION_IDS = Object.keys(ASSUMPTIONS) as AssumptionId[];

export const isAssumption = (id: string): id is AssumptionId => Object.hasOwn(ASSUMPTIONS, id);

/** The reading in force: the pinned one, else the default. */
export function reading(id: AssumptionId, assume: Readonly<Record<string, string>>): { readonly pinned: boolean; readonly value: string } {
  const pinned = assume[id];
  return { pinned: pinned !== undefined, value: pinned ?? (ASSUMPTIONS[id].readings[0] as string) };
}
