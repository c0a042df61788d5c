/** The IP packet inside a captured one, by LINKTYPE: Ethernet with VLAN tags, Linux cooked 1 and 2, raw IP, loopback. */

const ETHERNET = 1;
const NULL = 0;
const LOOP = 108;
const COOKED = 113;
const COOKED_2 = 276;
/** LINKTYPE_RAW, what some systems write for it, and the two that name the version. */
const RAW: readonly number[] = [101, 12, 14, 228, 229];
const KNOWN: readonly number[] = [NULL, ETHERNET, LOOP, COOKED, COOKED_2, ...RAW];

const VLAN: readonly number[] = [0x8100, 0x88a8, 0x9100];
const IP: readonly number[] = [0x0800, 0x86dd];
const MOST_TAGS = 4;

export const isKnownLink = (link: number): boolean => KNOWN.includes(link);

/** Undefined when it carries no IP, or ends before it. */
export function ipInside(link: number, octets: Uint8Array): Uint8Array | undefined {
  switch (link) {
    case ETHERNET:
      return behindType(octets, 12);
    case COOKED:
      return behindType(octets, 14);
    case COOKED_2: {
      const type = u16(octets, 0);
      return type === undefined ? undefined : VLAN.includes(type) ? behindType(octets, 22) : IP.includes(type) ? octets.subarray(20) : undefined;
    }
    case NULL:
    case LOOP:
      return octets.subarray(4);
    default:
      return RAW.includes(link) ? octets : undefined;
  }
}

/** A type at `at`, tags of virtual networks after it. */
function behindType(octets: Uint8Array, at: number): Uint8Array | undefined {
  for (let tags = 0, place = at; tags <= MOST_TAGS; tags++, place += 4) {
    const type = u16(octets, place);
    if (type === undefined) return undefined;
    if (IP.includes(type)) return octets.subarray(place + 2);
    if (!VLAN.includes(type)) return undefined;
  }
  return undefined;
}

function u16(octets: Uint8Array, at: number): number | undefined {
  return at + 2 > octets.length ? undefined : (octets[at] as number) * 256 + (octets[at + 1] as number);
}
