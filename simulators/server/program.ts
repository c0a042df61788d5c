#!/usr/bin/env node
/** The reference server as an IUT: `node program.js [--fault ID]… [--tls-…] [--sign-commands]`, primitives as JSON lines on stdin and stdout. */
import { serverTlsArguments } from '../program-tls.js';
import { faultArguments, serveStdio } from '../stdio-program.js';
import { referenceServer } from './primitives.js';

const argv = process.argv.slice(2);
const tls = serverTlsArguments(argv);
const server = referenceServer({ faults: faultArguments(argv), ...(tls ? { tls } : {}), signsCommands: argv.includes('--sign-commands') });
await serveStdio(server.primitives, server.close, server.wreck);
