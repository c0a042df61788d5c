import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { iutWith } from '../../../tests/fixtures/upper-tester/make-iut.js';
import { LIMITS } from '../../limits.js';
import type { UpperTester } from '../primitives.js';
import { openUpperTester } from './open.js';

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;
const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function serve(handler: Handler): Promise<string> {
  const server: Server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text) => {
      body += text;
    });
    request.on('end', () => handler(request, response, body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

function open(url: string, more = ''): UpperTester {
  const tester = openUpperTester(iutWith(`{ kind: http, url: "${url}"${more} }`, 'server'));
  closers.push(() => tester.close());
  return tester;
}
const answering =
  (status: number, body: string): Handler =>
  (_request, response) =>
    response.writeHead(status).end(body);

describe('http', () => {
  it.each([
    ['{"result":{},"unsupported":true,"refused":"x"}', 'has "result", "unsupported" and "refused", of which only one can be meant'],
    ['{"result":{},"error":"x"}', 'has "result" and "refused", of which only one can be meant'],
    ['{"unsupported":"no"}', '"unsupported" must be true or false, is string'],
  ])('takes an answer that says several things, or none clearly, for garbage: %s', async (body, why) => {
    const tester = open(await serve(answering(200, body)));
    expect(await tester.call('quiesce', {})).toMatchObject({ kind: 'trouble', code: 'iut-garbage', message: expect.stringContaining(why) });
  });

  it('takes what says that it does not apply as not there', async () => {
    const tester = open(await serve(answering(200, '{"result":{},"unsupported":false,"refused":null,"error":null}')));
    expect(await tester.call('quiesce', {})).toMatchObject({ kind: 'done' });
  });

  it('posts the JSON of `with` to url/PRIMITIVE with the headers of the file, and takes the JSON result', async () => {
    const seen: string[] = [];
    const url = await serve((request, response, body) => {
      seen.push(`${request.method} ${request.url} ${request.headers['content-type']} ${request.headers.authorization} ${body}`);
      response.writeHead(200).end('{"url":"http://iut.example/dm","connect":"127.0.0.1:80"}');
    });
    const tester = open(`${url}/ut/`, ', headers: { Authorization: "Bearer t0k3n-of-acme" }');
    expect(await tester.call('configure', { listen: '127.0.0.1:0' })).toEqual({
      kind: 'done',
      result: { url: 'http://iut.example/dm', connect: '127.0.0.1:80' },
    });
    expect(seen).toEqual(['POST /ut/configure application/json Bearer t0k3n-of-acme {"listen":"127.0.0.1:0"}']);
  });

  it.each([
    ['an empty 204 as done', 204, '', { kind: 'done', result: {} }],
    ['a wrapped result as done', 200, '{"result":{"sms":["00"]}}', { kind: 'done', result: { sms: ['00'] } }],
    ['404 as unsupported', 404, 'no such path', { kind: 'unsupported' }],
    ['501 as unsupported', 501, '', { kind: 'unsupported' }],
    ['{"unsupported": true} as unsupported', 200, '{"unsupported":true}', { kind: 'unsupported' }],
    ['{"refused": …} as refused', 200, '{"refused":"busy"}', { kind: 'refused', message: 'busy' }],
    ['500 as refused', 500, 'stack trace', { kind: 'refused', message: 'notify: HTTP 500: stack trace' }],
    ['a redirect as refused', 302, '', { kind: 'refused', message: 'notify: HTTP 302' }],
    ['HTML as garbage', 200, '<html>', { kind: 'trouble', code: 'iut-garbage', message: expect.stringContaining('found "<html>"') }],
    ['a list as garbage', 200, '[]', { kind: 'trouble', code: 'iut-garbage', message: expect.any(String) }],
    [
      'a wrong shape as garbage',
      200,
      '{"sms":"00"}',
      { kind: 'trouble', code: 'iut-garbage', message: expect.stringContaining('result.sms must be a list') },
    ],
  ])('takes %s', async (_what, status, body, outcome) => {
    expect(await open(await serve(answering(status, body))).call('notify', {})).toEqual(outcome);
  });

  it('needs a result from read-reports', async () => {
    const tester = open(await serve(answering(204, '')));
    expect(await tester.call('read-reports', {})).toMatchObject({ kind: 'trouble', code: 'iut-garbage' });
  });

  it('keeps the bearer token out of messages', async () => {
    const url = await serve((request, response) => response.writeHead(403).end(`bad ${request.headers.authorization}`));
    const outcome = await open(url, ', headers: { Authorization: "Bearer t0k3n-of-acme" }').call('notify', {});
    expect(outcome).toEqual({ kind: 'refused', message: 'notify: HTTP 403: bad [secret]' });
  });

  it('tells that nobody is there', async () => {
    const url = await serve(answering(200, ''));
    const port = Number(new URL(url).port);
    await closers.pop()?.();
    await new Promise<void>((resolve, reject) => {
      connect(port, '127.0.0.1')
        .on('error', () => resolve())
        .on('connect', () => reject(new Error('still listening')));
    });
    expect(await open(url).call('reset', {})).toMatchObject({
      kind: 'trouble',
      code: 'iut-unreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('tells that the connection broke', async () => {
    const url = await serve((request) => request.socket.destroy());
    expect(await open(url).call('reset', {})).toMatchObject({ kind: 'trouble', code: 'iut-unreachable' });
  });

  it.each([
    ['no answer comes', (() => {}) as Handler],
    ['the body never ends', ((_request, response) => void response.writeHead(200).write('{"x":')) as Handler],
  ])('tells a hang when %s', async (_what, handler) => {
    const outcome = await open(await serve(handler), ', timeout: 300ms').call('quiesce', {});
    expect(outcome).toMatchObject({ kind: 'trouble', code: 'iut-hang', message: expect.stringContaining('within 300 ms') });
  });

  it('tells a hang when octets trickle for longer than the timeout', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(timer));
    });
    expect(await open(url, ', timeout: 400ms').call('quiesce', {})).toMatchObject({ kind: 'trouble', code: 'iut-hang' });
  });

  it('cuts off a body without end', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200).on('error', () => {});
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    });
    expect(await open(url).call('quiesce', {})).toMatchObject({
      kind: 'trouble',
      code: 'iut-flood',
      message: expect.stringContaining(`${LIMITS.adapterLineOctets} octets`),
    });
  });
});
