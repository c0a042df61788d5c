#!/usr/bin/env node
/** The reference server as an IUT: `node program.js [--fault ID]…`, primitives as JSON lines on stdin and stdout. */
import { faultArguments, serveStdio } from '../stdio-program.js';
import { referenceServer } from './primitives.js';

const server = referenceServer({ faults: faultArguments(process.argv.slice(2)) });
await serveStdio(server.primitives, server.close, server.wreck);
