#!/usr/bin/env node
/** The reference client as an IUT: `node program.js [--fault ID]… [--tls-…] [--demand-signatures]`, primitives as JSON lines on stdin and stdout. */
import { clientTlsArguments, serverTlsArguments } from '../program-tls.js';
import { faultArguments, serveStdio } from '../stdio-program.js';
import { referenceClient } from './primitives.js';

const argv = process.argv.slice(2);
const tls = clientTlsArguments(argv);
const pushTls = argv.includes('--push-tls') ? serverTlsArguments(argv) : undefined;
const client = referenceClient({
  faults: faultArguments(argv),
  ...(tls ? { tls } : {}),
  ...(pushTls ? { pushTls } : {}),
  demandsSignature: argv.includes('--demand-signatures'),
});
await serveStdio(client.primitives, client.close, client.wreck);
