/** The IUT file that `dmct init` writes, with a comment wherever somebody who sees one for the first time needs it. */
import type { Wishes } from './wishes.js';

export interface IutTextParts {
  readonly wishes: Wishes;
  readonly schema: string;
  readonly command: readonly string[];
  /** Of the two sides: the text, or `{ env: … }`, as YAML. */
  readonly secrets: { readonly client: string; readonly server: string };
  /** Base64. */
  readonly nonces: { readonly client: string; readonly server: string };
}

const text = (value: string | undefined): string => JSON.stringify(value ?? '');

/** The variable that holds the secret of one side: ACME_CLIENT_SECRET. */
export function secretVariable(name: string, side: string): string {
  const word = name.toUpperCase().replace(/[^A-Z0-9]+/g, '_');
  return `${/^\d/.test(word) ? 'IUT_' : ''}${word}_${side.toUpperCase()}_SECRET`;
}

export function iutText({ wishes, schema, command, secrets, nonces }: IutTextParts): string {
  const { name, role = 'client', auth } = wishes;
  const [, adapter] = command;
  const credentials = (side: 'client' | 'server', user: string | undefined): string =>
    `{ type: ${auth}, name: ${text(user)}, secret: ${secrets[side]}${auth === 'basic' ? '' : `, nonce: ${text(nonces[side])}`} }`;
  return `# yaml-language-server: $schema=${schema}
# The IUT file: all that a run must know of ${name}. What else it takes: docs/iut-file.md of dmct.
iut:
  name: ${text(name)} # also of the folder with its reports
  vendor: ${text(wishes.vendor)}
  # ${adapter} drives the reference ${role} of dmct until you replace it: then take the words in brackets out
  product: ${text(`${wishes.product} (for now: the reference ${role} of dmct)`)}
  version: ${text(wishes['iut-version'])}
  role: ${role}

${role === 'client' ? clientSide(wishes) : serverSide(wishes)}
# The account that both sides know. type: none, basic, md5, mac-md5 or mac-sha256; all but the first two need the Base64 of the first nonce.
accounts:
  default:
    server-id: ${text(wishes['server-id'])}
    device-id: ${text(wishes['device-id'])}
    client: ${credentials('client', wishes.user)} # what the device shows
    server: ${credentials('server', wishes['server-id'])} # what the server shows
${secretsTold(wishes)}
# How dmct makes it act: docs/adapters.md of dmct. timeout: how long one primitive may take.
upper-tester:
  kind: stdio
  command: [${command.join(', ')}]
  timeout: 20s
  # primitives: [reset, configure]   what your adapter has, once you know: the rest is then not even asked for

ics: ${name}.ics.yaml # what is claimed, requirement by requirement
pixit: ${name}.pixit.yaml # times, and values that the tests need
`;
}

function secretsTold({ name = '', secrets }: Wishes): string {
  const variable = secretVariable(name, 'client');
  return secrets === 'env'
    ? `    # the secrets come from the environment: export ${variable}=…\n`
    : `    # secrets made up by dmct init; to keep one out of this file write  secret: { env: ${variable} }\n`;
}

function clientSide({ listen, path, push }: Wishes): string {
  return `# Where dmct, the server, listens. A device on the network needs an address that it can reach, as 192.0.2.7:8080; a device with a compiled-in
# address gets a fixed port and path.
lower-tester:
  listen: ${text(listen)}
  path: ${text(path)}
  # url: http://dm.example/dm   the address as the device knows it, when it differs

# How notifications and commands reach the device.
push:
  bearer: ${push}
${push === 'none' || push === 'exec' ? '' : '  # to: 192.0.2.9:2948   where the device hears them; without it, what the adapter answers to "configure"\n'}`;
}

function serverSide({ url, push }: Wishes): string {
  return `# The DM address of the server. The adapter may answer "configure" with another one; the reference server does.
lower-tester:
  url: ${text(url)}
  # connect: 192.0.2.7:8080   where to dial, when the name in the url does not resolve

# How notifications and commands leave the server; "configure" tells it where dmct's device listens.
push:
  bearer: ${push}
`;
}
