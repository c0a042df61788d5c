#!/usr/bin/env node
/** The reference client as an IUT: `node program.js [--fault ID]…`, primitives as JSON lines on stdin and stdout. */
import { faultArguments, serveStdio } from '../stdio-program.js';
import { referenceClient } from './primitives.js';

const client = referenceClient({ faults: faultArguments(process.argv.slice(2)) });
await serveStdio(client.primitives, client.close, client.wreck);
