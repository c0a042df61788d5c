/** What is wrong with an address that somebody typed, in the words of an error; undefined when it will do. */

const HIGHEST_PORT = 65_535;

/** Of a `host:port`. */
export function wrongPort(address: string): string | undefined {
  const port = address.slice(address.lastIndexOf(':') + 1);
  return Number(port) > HIGHEST_PORT ? `a port from 0 to ${HIGHEST_PORT}` : undefined;
}

/** Of a URL that begins with http:// or https://: why it is none. */
export function wrongUrl(url: string): string | undefined {
  if (URL.canParse(url)) return wrongUserInfo(new URL(url));
  const port = /^https?:\/\/[^/?#]*:([^/?#:\]]*)(?:[/?#]|$)/.exec(url)?.[1];
  if (port !== undefined && !/^\d*$/.test(port)) return `its port "${port}" is no number`;
  return port !== undefined && Number(port) > HIGHEST_PORT ? `its port ${port} is above ${HIGHEST_PORT}` : 'its host is no name and no address';
}

function wrongUserInfo({ username, password }: URL): string | undefined {
  if (/%(?![0-9a-f]{2})/i.test(username + password)) return 'its user name or password has a % that begins no escape';
  try {
    decodeURIComponent(username);
    decodeURIComponent(password);
    return undefined;
  } catch {
    return 'its user name or password is no UTF-8';
  }
}

/** Addresses that mean every interface, however written (`0`, `[0::0]`): one can listen there, but nobody can be told to come there. */
export function isEverywhere(address: string): boolean {
  const url = `http://${address}`;
  return URL.canParse(url) && ['0.0.0.0', '[::]', '[::ffff:0:0]'].includes(new URL(url).hostname);
}

/** Why a device cannot be told to come to where we listen, when nobody says how it reaches us; undefined when it can. */
export function nowhereToCome(listen: string, path: string): { readonly found: string; readonly wanted: string; readonly cure: string } | undefined {
  if (!isEverywhere(listen)) return undefined;
  return {
    found: `the device would be told to come to http://${listen}${path}`,
    wanted: 'an address that the device can reach',
    cure: 'listen on the address itself (192.0.2.7:8080), or keep this and say in lower-tester.url how the device reaches it',
  };
}
