/** A client of its own making, in a folder of its own: it posts one message and does not go on. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNTS } from '../fixtures/upper-tester/make-iut.js';
import { temporaryFolder } from './dmct.js';

const MESSAGE =
  '<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.3</VerProto><SessionID>7</SessionID><MsgID>1</MsgID>' +
  '<Target><LocURI>{url}</LocURI></Target><Source><LocURI>IMEI:1</LocURI></Source></SyncHdr>' +
  '<SyncBody><Alert><CmdID>1</CmdID><Data>1201</Data></Alert><Final/></SyncBody></SyncML>';

interface OwnClient {
  /** Where it posts, which it writes as the Target too; else where it was told to. */
  readonly path?: string;
  /** What of its message it leaves out. */
  readonly without?: string;
}

/** Gives its IUT file, `acme.yaml`. */
export function ownClient({ path = '', without = '' }: OwnClient): string {
  const folder = temporaryFolder();
  const file = join(folder, 'acme.yaml');
  writeFileSync(
    join(folder, 'device.mjs'),
    `const [primitive, given] = process.argv.slice(2);
if (primitive !== 'start-session') process.exit();
const url = new URL(${JSON.stringify(path)}, given).href;
const body = ${JSON.stringify(MESSAGE.replace(without, ''))}.replace('{url}', url);
await fetch(url, { method: 'POST', body, headers: { 'Content-Type': 'application/vnd.syncml.dm+xml' } });
`,
  );
  writeFileSync(
    file,
    `iut: { name: acme, role: client }\n${ACCOUNTS}upper-tester: { kind: exec, command: [node, device.mjs, "{primitive}", "{url}"] }\n` +
      'ics: { CP: "yes", AUTH-MD5: "yes", XML: "yes" }\npixit: { start.within: 2s, response.within: 200ms }\n',
  );
  return file;
}
