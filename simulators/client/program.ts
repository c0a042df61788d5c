#!/usr/bin/env node
/** The reference client as an IUT: `node program.js [--fault ID]… [--tls-…] [--demand-signatures]`, primitives as JSON lines on stdin and stdout. */
import { clientTlsArguments } from '../program-tls.js';
import { faultArguments, serveStdio } from '../stdio-program.js';
import { referenceClient } from './primitives.js';

const argv = process.argv.slice(2);
const tls = clientTlsArguments(argv);
const client = referenceClient({ faults: faultArguments(argv), ...(tls ? { tls } : {}), demandsSignature: argv.includes('--demand-signatures') });
await serveStdio(client.primitives, client.close, client.wreck);
