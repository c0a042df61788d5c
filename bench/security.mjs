// XML signatures and encryption, operations a second of CPU time, median of five; one JSON line a row:
//   node bench/security.mjs [--seconds 0.3]
// `floor` is the bare RSA or AES-and-RSA work of the same operation by node:crypto; `ratio` is ours / floor.
import { createSign, createVerify, generateKeyPairSync, publicEncrypt } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '0.3' } } });
const dist = process.env.DMCT_DIST ?? join(dirname(fileURLToPath(import.meta.url)), '..', 'dist');
const load = (path) => import(join(dist, 'src', path));
const { signMessage } = await load('dm/security/sign-message.js');
const { verifyMessage } = await load('dm/security/verify-message.js');
const { encryptOctets } = await load('dm/security/encrypt.js');
const { decryptOctets } = await load('dm/security/decrypt.js');
const { seededRandom } = await load('base/random.js');

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const leaf = (name, text, ns) => ({ name, content: [{ text }], ...(ns ? { ns } : {}) });
const el = (name, ...content) => ({ name, content });

/** A sessionless command of some size: `items` Replace commands with an XML value of about 100 octets each. */
function message(items) {
  const meta = el('Meta', leaf('Format', 'xml', 'syncml:metinf'), leaf('Type', 'text/xml', 'syncml:metinf'));
  const replace = (n) =>
    el(
      'Replace',
      leaf('CmdID', `${n + 1}`),
      el('Item', el('Target', leaf('LocURI', `./Vendor/Node${n}`)), meta, leaf('Data', `<v n="${n}">${'x'.repeat(80)}</v>`)),
    );
  const header = el('SyncHdr', leaf('VerDTD', '1.2'), leaf('VerProto', 'DM/1.3'), el('Source', leaf('LocURI', 'com.mgmtsrv.manage')));
  const body = el('SyncBody', ...Array.from({ length: items }, (_, n) => replace(n)), { name: 'Final' });
  return { name: 'SyncML', ns: 'SYNCML:SYNCML1.2', content: [header, body] };
}

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Median of five runs after one that warms up. */
async function perSecond(call) {
  const runs = [];
  for (let run = 0; run < 6; run++) {
    const start = cpuMs();
    let spent = 0;
    let count = 0;
    do {
      for (let i = 0; i < 4; i++) if (!(await call())) throw new Error('it did not work');
      count += 4;
      spent = cpuMs() - start;
    } while (spent < Number(values.seconds) * 1000);
    if (run > 0) runs.push((count / spent) * 1000);
  }
  return Math.round(runs.sort((a, b) => a - b)[2]);
}

const data = Buffer.alloc(1024, 0x41);
const rawSignature = createSign('sha256').update(data).sign(pair.privateKey);
const floors = {
  sign: await perSecond(() => createSign('sha256').update(data).sign(pair.privateKey).length),
  verify: await perSecond(() => createVerify('sha256').update(data).verify(pair.publicKey, rawSignature)),
  encrypt: await perSecond(() => publicEncrypt(pair.publicKey, data.subarray(0, 16)).length),
};
const line = (name, size, ours, floor) => console.log(JSON.stringify({ name, size, ours, floor, ratio: Number((ours / floor).toFixed(3)) }));

const secret = Buffer.from('secret');
for (const items of [3, 250]) {
  const root = message(items);
  for (const [name, envelope, signing, verifying] of [
    ['rsa-sha256 detached', 'detached-xml', { key: pair.privateKey, algorithm: 'rsa-sha256' }, { kind: 'rsa', publicKey: pair.publicKey }],
    ['rsa-sha256 in-cred', 'in-cred', { key: pair.privateKey, algorithm: 'rsa-sha256' }, { kind: 'rsa', publicKey: pair.publicKey }],
    ['hmac-sha256 in-cred', 'in-cred', { key: secret, algorithm: 'hmac-sha256' }, { kind: 'secret', secret }],
  ]) {
    const signed = await signMessage(envelope, root, signing);
    const received = { octets: signed.octets, parts: signed.parts, contentId: signed.contentId };
    line(`sign ${name}`, signed.octets.length, await perSecond(() => signMessage(envelope, root, signing)), floors.sign);
    line(`verify ${name}`, signed.octets.length, await perSecond(() => verifyMessage(envelope, received, verifying).ok), floors.verify);
  }
}
const random = seededRandom('bench');
for (const size of [1024, 60 * 1024]) {
  const key = { publicKey: pair.publicKey, cipher: 'aes-128-cbc', transport: 'rsa-1_5' };
  const sealed = encryptOctets(Buffer.alloc(size, 0x41), undefined, key, random);
  line(
    'encrypt aes-128-cbc rsa-1_5',
    size,
    await perSecond(() => encryptOctets(Buffer.alloc(size, 0x41), undefined, key, random).length),
    floors.encrypt,
  );
  line('decrypt aes-128-cbc rsa-1_5', size, await perSecond(() => decryptOctets(sealed, pair.privateKey).ok), floors.sign);
}
