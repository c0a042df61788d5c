/** A text that is told only in part is cut after its secrets are out: half of a secret is known no more as one. */
import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { iutWith } from '../../../tests/fixtures/upper-tester/make-iut.js';
import { LIMITS } from '../../limits.js';
import type { Outcome, Primitive, UpperTester } from '../primitives.js';
import { Tail } from './lines.js';
import { openUpperTester } from './open.js';

const SECRET = 'OhBehave';
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function open(settings: string, role: 'client' | 'server' = 'client'): UpperTester {
  const tester = openUpperTester(iutWith(settings, role));
  closers.push(() => tester.close());
  return tester;
}
/** A program that runs `code`; stdio: once it is asked. */
const program = (kind: 'exec' | 'stdio', code: string): UpperTester => {
  const asked = `process.stdin.once('data', (d) => { const id = JSON.parse(d).id; ${code} })`;
  return open(`{ kind: ${kind}, command: [node, -e, ${JSON.stringify(kind === 'exec' ? code : asked)}], timeout: 60s }`);
};
async function served(status: number, body: string): Promise<UpperTester> {
  const server = createServer((request, response) => request.resume().on('end', () => response.writeHead(status).end(body)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  return open(`{ kind: http, url: "http://127.0.0.1:${(server.address() as { port: number }).port}" }`, 'server');
}

/** What was said just before the cut, nothing of the secret after it, and that something is left out. */
function isCutWell(outcome: Outcome): void {
  const { message } = outcome as { message: string };
  expect(message).toMatch(/before\[secr[^|;]*…/);
  expect(message).not.toContain('OhB');
}
/** `before` and the secret, so that the cut after `most` characters goes through it. */
const across = (most: number): string => `${'x'.repeat(most - 'before'.length - 6)}before${SECRET}`;

describe('a secret at the place where a text is cut', () => {
  it.each<[string, 'exec' | 'stdio', string, Primitive]>([
    ['on stderr', 'exec', `process.stderr.write('${across(400)}'); process.exitCode = 1`, 'abort'],
    ['on stdout that is no JSON', 'exec', `process.stdout.write('${across(200)}')`, 'read-tree'],
    ['in an answer of no known shape', 'stdio', `console.log(JSON.stringify({ id, x: '${across(200 - 13)}' }))`, 'abort'],
    ['in a line that is no answer', 'stdio', `process.stdout.write('${across(400)}\\n', () => process.exit(3))`, 'abort'],
    ['in a reason to refuse', 'stdio', `console.log(JSON.stringify({ id, refused: '${across(LIMITS.adapterLogOctets)}' }))`, 'abort'],
  ])('%s of %s is not told', async (_, kind, code, primitive) => {
    isCutWell(await program(kind, code).call(primitive, {}));
  });

  it.each([
    [200, across(200)],
    [500, across(400)],
  ])('in an HTTP answer with status %i is not told', async (status, body) => {
    isCutWell(await (await served(status, body)).call('read-reports', {}));
  });

  it('is not told where the begin of its line is not kept', () => {
    const tail = new Tail(10, (text) => text.replaceAll(SECRET, ''));
    tail.push(Buffer.from(`${'x'.repeat(14)}${SECRET}`));
    expect(tail.lines(5)).toEqual(['…']);
    tail.push(Buffer.from('y\nlast'));
    expect(tail.lines(5)).toEqual(['…', 'last']);
  });

  it('is not told where it has two lines', async () => {
    const tester = open(
      `{ kind: exec, command: [node, -e, "process.stderr.write('a' + process.env.API_KEY); process.exitCode = 1"], env: { API_KEY: "first-half\\nsecond-half" } }`,
    );
    expect(await tester.call('abort', {})).toMatchObject({ message: 'abort: exit code 1; stderr: a[secret]' });
  });
});
