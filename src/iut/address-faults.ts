/** What is wrong with an address that somebody typed, in the words of an error; undefined when it will do. */

const HIGHEST_PORT = 65_535;

/** Of a `host:port`. */
export function wrongPort(address: string): string | undefined {
  const port = address.slice(address.lastIndexOf(':') + 1);
  return Number(port) > HIGHEST_PORT ? `a port from 0 to ${HIGHEST_PORT}` : undefined;
}

/** Of a URL that begins with http:// or https://: why it is none. */
export function wrongUrl(url: string): string | undefined {
  if (URL.canParse(url)) return undefined;
  const port = /^https?:\/\/[^/?#]*:([^/?#:\]]*)(?:[/?#]|$)/.exec(url)?.[1];
  if (port !== undefined && !/^\d*$/.test(port)) return `its port "${port}" is no number`;
  return port !== undefined && Number(port) > HIGHEST_PORT ? `its port ${port} is above ${HIGHEST_PORT}` : 'its host is no name and no address';
}

/** Addresses that mean every interface: one can listen there, but nobody can be told to come there. */
export const isEverywhere = (address: string): boolean => /^(0\.0\.0\.0|\[::(0*|ffff:0\.0\.0\.0)\]):/.test(address);
