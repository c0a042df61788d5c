/** `dmct proxy` as a user starts it: between two products with adapters, and between two that nobody can tell anything. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { packageRoot } from '../src/base/package-root.js';
import { readCapture } from '../src/record/capture/read-capture.js';
import { readRecord } from '../src/record/ndjson.js';
import type { FrameLine } from '../src/record/record.js';
import { dmct, PATIENT, temporaryFolder } from './support/dmct.js';
import { variant } from './support/iut-variants.js';

const cleanup: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanup.splice(0).reverse()) await undo();
});

const framesIn = (out: string): FrameLine[] =>
  readRecord(join(out, 'record.ndjson')).rows.flatMap((row) => row.events.filter((event): event is FrameLine => event.e === 'frame'));
const told = (frames: readonly FrameLine[]): string[] =>
  frames.map((f) => `${f.direction} ${f.channel} ${f.unit} ${f.head?.method ?? f.head?.status ?? f.transport}`);
const SESSION = ['from-iut dm request POST', 'to-iut dm response 200'];

describe('between two products with adapters', { timeout: PATIENT }, () => {
  const { file: acme } = variant('client', temporaryFolder(), 'acme-client', () => undefined);
  const { file: other } = variant('server', temporaryFolder(), 'other-server', () => undefined);

  it('tells each where the other is, makes both act in order, and keeps what crosses', async () => {
    const out = temporaryFolder();
    const steps = [
      'server:notify',
      'client:start-session',
      'server:queue-operations {"account":"default","operations":[{"get":"./DevInfo/Man"}]}',
      'client:start-session',
      'client:send-report {"reports":[{"type":"x-acme:text","format":"chr","data":"of the step"}]}',
    ];
    const ended = await dmct('proxy', '--client', acme, '--server', other, '--out', out, ...steps.flatMap((step) => ['--do', step]));
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout.match(/^done {2}/gm)).toHaveLength(steps.length);

    const { run, rows, cut } = readRecord(join(out, 'record.ndjson'));
    expect(cut).toBe(false);
    expect(run).toMatchObject({ capture: { format: 'proxy' }, iut: { name: 'acme-client', role: 'client' }, planned: [] });
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ row: { scenario: 'capture' }, end: { e: 'row-end' } });
    expect(rows[0]?.end?.fault).toBeUndefined();
    const frames = framesIn(out);
    // A push and the session it starts, a session, a session with an operation and its result, a report.
    expect(told(frames)).toEqual(['to-iut push datagram udp', ...SESSION, ...SESSION, ...SESSION, ...SESSION, ...SESSION]);
    const text = (n: number): string => Buffer.from(frames[n]?.body ?? '', 'base64').toString();
    expect(text(6)).toContain('./DevInfo/Man');
    expect(text(7)).toContain('<Results>');
    expect(text(9)).toContain('of the step');
    // Digests and messages were taken by both, so no octet of them was changed.
    const calls = rows[0]?.events.filter((event) => event.e === 'call');
    expect(calls?.every((call) => call.e === 'call' && call.outcome === 'done')).toBe(true);
    expect(JSON.stringify(rows)).not.toMatch(/OhBehave|ServerPwd/);

    const capture = readCapture(join(out, 'record.pcapng'));
    expect(capture.frames.map(({ body }) => Buffer.from(body).toString('base64'))).toEqual(frames.map(({ body }) => body));
    const judged = await dmct('judge', join(out, 'record.ndjson'), '--iut', acme, '--iut', other, '--out', join(out, 'judged'));
    expect(judged.stdout).toMatch(/acme-client[\s\S]*other-server/);
    expect(judged.stdout).not.toMatch(/^FAIL/m);
  });

  it('writes WBXML when told so, and says what could not be done', async () => {
    const out = temporaryFolder();
    const ended = await dmct(
      'proxy',
      '--client',
      acme,
      '--server',
      other,
      '--out',
      out,
      '--encoding',
      'wbxml',
      '--do',
      'client:send-report',
      '--do',
      'server:notify {"account":"nobody"}',
    );
    expect(ended.code).toBe(3);
    expect(ended.stdout).toMatch(/^not done {2}server:notify .*: .+/m);
    expect(Buffer.from(framesIn(out)[0]?.body ?? '', 'base64')[0]).toBe(3);
  });

  it('is refused when the two cannot be put together', async () => {
    const refused = async (...args: string[]): Promise<string> => {
      const { code, stderr } = await dmct('proxy', ...args, '--out', temporaryFolder());
      expect(code, stderr).toBe(2);
      expect(stderr).not.toMatch(/\n {4}at /);
      return stderr;
    };
    const both = ['--client', acme, '--server', other];
    expect(await refused('--client', acme)).toMatch(/--server is missing/);
    expect(await refused('--client', other, '--server', acme)).toMatch(/--client names a server/);
    expect(await refused(...both, '--do', 'client:start')).toMatch(/unknown primitive of a client "start"/);
    expect(await refused(...both, '--do', 'servr:notify')).toMatch(/unknown side "servr"[\s\S]*did you mean "server"/);
    expect(await refused(...both, '--do', 'server:notify {')).toMatch(/is no JSON/);
    expect(await refused(...both, '--for', 'ever')).toMatch(/--for is "ever"/);
    expect(await refused(...both, '--listen', '8080')).toMatch(/--listen is "8080"; wanted HOST:PORT/);
    expect(await refused(...both, '--listen', '192.0.2.1:80')).toMatch(/cannot listen on 192\.0\.2\.1:80/);
    const nothing = await dmct('proxy', ...both, '--out', temporaryFolder(), '--for', '1ms');
    expect(nothing).toMatchObject({ code: 6, stderr: '' });
  });
});

describe('between two that nobody can tell anything', { timeout: PATIENT }, () => {
  const accounts = 'accounts: { default: { server-id: s, device-id: d, client: { type: none }, server: { type: none } } }\n';
  function files(url: string, more = ''): [string, string] {
    const folder = temporaryFolder();
    const write = (role: string, rest: string): string => {
      const file = join(folder, `${role}.yaml`);
      writeFileSync(file, `iut: { name: my-${role}, role: ${role} }\nupper-tester: { kind: manual }\n${accounts}${rest}`);
      return file;
    };
    return [
      write('client', `lower-tester: { listen: "127.0.0.1:0", path: /fixed }\n${more}`),
      write('server', `lower-tester: { url: "${url}" }\n${more}`),
    ];
  }

  /** A proxy that runs, and where it listens. */
  async function started(url: string, out: string): Promise<{ child: ChildProcess; port: number; exit: Promise<unknown[]> }> {
    const [client, server] = files(url);
    const child = spawn(
      process.execPath,
      [join(packageRoot, 'dist/src/cli/main.js'), 'proxy', '--client', client, '--server', server, '--out', out],
      {
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
    cleanup.push(() => child.kill('SIGKILL'));
    const exit = once(child, 'exit');
    const port = await new Promise<number>((resolve, reject) => {
      let text = '';
      child.stdout?.on('data', (chunk) => {
        text += chunk;
        const [, found] = /client my-client -> http:\/\/127\.0\.0\.1:(\d+) -> /.exec(text) ?? [];
        if (found !== undefined) resolve(Number(found));
      });
      child.once('exit', (code) => reject(new Error(`it ended with ${code}: ${text}`)));
    });
    return { child, port, exit };
  }

  const HEADERS = ['Host', 'my.own.name', 'content-TYPE', 'application/vnd.syncml.dm+wbxml', 'X-B', '2', 'X-A', '1', 'x-b', '3'];
  const OCTETS = Buffer.from(Array.from({ length: 70_000 }, (_, i) => (i * 7) & 255));
  async function post(port: number): Promise<[number | undefined, Buffer]> {
    const asked = request({ host: '127.0.0.1', port, path: '/fixed', method: 'POST', headers: HEADERS, setHost: false, agent: false });
    asked.end(OCTETS);
    const [answer] = await once(asked, 'response');
    const pieces: Buffer[] = [];
    for await (const piece of answer) pieces.push(piece);
    return [answer.statusCode, Buffer.concat(pieces)];
  }

  async function product(): Promise<{ url: string; got: { url?: string | undefined; headers: string[]; body: Buffer }[] }> {
    const got: { url?: string | undefined; headers: string[]; body: Buffer }[] = [];
    const server = createServer(async (req, res) => {
      const pieces: Buffer[] = [];
      for await (const piece of req) pieces.push(piece);
      got.push({ url: req.url, headers: req.rawHeaders, body: Buffer.concat(pieces) });
      res.sendDate = false;
      res.writeHead(200, ['Content-Type', 'application/vnd.syncml.dm+wbxml', 'x-REPLY', 'a']);
      res.end(OCTETS.toReversed());
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    cleanup.push(() => server.close().closeAllConnections());
    return { url: `http://127.0.0.1:${(server.address() as { port: number }).port}/servlet/dm`, got };
  }

  it('changes no octet, and ends with its standard input', async () => {
    const { url, got } = await product();
    const out = temporaryFolder();
    const { child, port, exit } = await started(url, out);
    expect(await post(port)).toEqual([200, Buffer.from(OCTETS.toReversed())]);
    child.stdin?.end();
    // What crossed is nothing that could be judged.
    expect(await exit).toEqual([6, null]);
    expect(got).toHaveLength(1);
    expect(got[0]?.url).toBe('/servlet/dm');
    expect(got[0]?.body.equals(OCTETS)).toBe(true);
    expect(got[0]?.headers.filter((_, i, all) => /^(content-type|x-.)$/i.test(all[i - (i % 2)] ?? ''))).toEqual(HEADERS.slice(2));
    const frames = framesIn(out);
    expect(told(frames)).toEqual(SESSION);
    expect(frames.map(({ body }) => body)).toEqual([OCTETS, OCTETS.toReversed()].map((o) => Buffer.from(o).toString('base64')));
    expect(frames[0]?.head?.headers.flat().slice(0, HEADERS.length)).toEqual(HEADERS);
    expect(frames[1]?.head?.headers.slice(0, 2)).toEqual([
      ['Content-Type', 'application/vnd.syncml.dm+wbxml'],
      ['x-REPLY', 'a'],
    ]);
  });

  it('tells the client of a dead server by 502, and the record why; an interrupt ends it in order', async () => {
    const out = temporaryFolder();
    const { child, port, exit } = await started('http://127.0.0.1:1/dm', out);
    expect((await post(port))[0]).toBe(502);
    child.kill('SIGINT');
    // What crossed is nothing that could be judged.
    expect(await exit).toEqual([6, null]);
    expect(framesIn(out).map((f) => [f.unit, f.trouble, f.head?.status])).toEqual([
      ['request', undefined, undefined],
      ['response', 'refused', undefined],
    ]);
    expect(existsSync(join(out, 'record.pcapng'))).toBe(true);
  });

  it('leaves a record when it is killed', async () => {
    const { url } = await product();
    const out = temporaryFolder();
    const { child, port, exit } = await started(url, out);
    await post(port);
    child.kill('SIGKILL');
    await exit;
    expect(told(framesIn(out))).toEqual(SESSION);
    expect(readRecord(join(out, 'record.ndjson')).rows[0]?.end).toBeUndefined();
  });

  it('is refused where the server is nowhere, and where the two have different bearers for pushes', async () => {
    const [client, server] = files('http://127.0.0.1:1/dm');
    writeFileSync(server, `iut: { name: my-server, role: server }\nupper-tester: { kind: manual }\n${accounts}`);
    const nowhere = await dmct('proxy', '--client', client, '--server', server, '--out', temporaryFolder());
    expect(nowhere.code).toBe(2);
    expect(nowhere.stderr).toMatch(/server\.yaml.*does not say where the server is/);
    const both = ['--client', client, '--server', server, '--out', temporaryFolder(), '--for', '1ms'];
    const sends = `iut: { name: my-server, role: server }\nupper-tester: { kind: manual }\n${accounts}push: { bearer: wsp-udp }\nlower-tester: { url: "http://127.0.0.1:1/dm" }\n`;
    writeFileSync(server, sends);
    const none = await dmct('proxy', ...both);
    expect(none).toMatchObject({ code: 6, stderr: '' });
    expect(none.stdout).toMatch(/note: pushes are not relayed: the server sends them over wsp-udp, and .*client\.yaml has no push\.bearer/);
    writeFileSync(client, `iut: { name: my-client, role: client }\nupper-tester: { kind: manual }\n${accounts}push: { bearer: ota-http }\n`);
    const other = await dmct('proxy', ...both);
    expect(other.code).toBe(2);
    expect(other.stderr).toMatch(
      /client\.yaml:4:\d+[\s\S]*sends pushes over wsp-udp, .*client\.yaml takes them over ota-http|sends pushes over wsp-udp, .*client\.yaml takes them over ota-http[\s\S]*client\.yaml:4:\d+/,
    );
  });

  it('says who can reach it, and is refused where a device would be told to come to every address', async () => {
    const run = async (listen: string, option: readonly string[] = []) => {
      const [client, server] = files('http://127.0.0.1:1/dm');
      writeFileSync(client, readFileSync(client, 'utf8').replace(/^lower-tester.*/m, `lower-tester: ${listen}`));
      return dmct('proxy', '--client', client, '--server', server, '--out', temporaryFolder(), '--for', '1ms', ...option);
    };
    const open = await run('{ listen: "0.0.0.0:0", url: "http://127.0.0.2:80/dm" }');
    expect(open).toMatchObject({ code: 6, stderr: 'dmct: my-client: dmct listens on 0.0.0.0:0, reachable from the network\n' });
    expect(open.stdout).toMatch(/^client my-client -> http:\/\/127\.0\.0\.2:80\/dm \(here: 0\.0\.0\.0:\d+\) -> /m);
    expect((await run('{ listen: "127.0.0.1:0" }')).stderr).toBe('');
    for (const told of [await run('{ listen: "0.0.0.0:0" }'), await run('{ path: /x }', ['--listen', '[::]:0'])]) {
      expect(told.code).toBe(2);
      expect(told.stderr).toMatch(/told to come to http:\/\/(0\.0\.0\.0|\[::\]):0\//);
    }
  });

  it('says before anything crosses in what the accounts of the two differ, and where; of secrets only that they do', async () => {
    const [client, server] = files('http://127.0.0.1:1/dm');
    const given = (file: string, id: string, secret: string): void => {
      const account = `server-id: s, device-id: ${id}, client: { type: md5, name: u, secret: ${secret}, nonce: QQ== }, server: { type: none }`;
      writeFileSync(file, readFileSync(file, 'utf8').replace(/^accounts.*/m, `accounts: { default: { ${account} } }`));
    };
    const run = () => dmct('proxy', '--client', client, '--server', server, '--out', temporaryFolder(), '--for', '1ms');
    given(client, 'd', 'summer');
    given(server, 'e', 'winter');
    const { code, stderr, stdout } = await run();
    expect(code).toBe(6);
    const at = (side: string): string => `my-${side} \\((?:"[de]", )?[^)]*${side}\\.yaml:3:\\d+\\)`;
    for (const key of ['device-id', 'client\\.secret'])
      expect(stderr).toMatch(new RegExp(`^dmct: account default: ${key} is not the same on both sides: ${at('client')} and ${at('server')}$`, 'm'));
    expect(stderr.match(/is not the same/g)).toHaveLength(2);
    expect(stderr + stdout).not.toMatch(/summer|winter/);
    given(server, 'd', 'summer');
    expect((await run()).stderr).toBe('');
  });

  it('says that a client went past it, and before that that it will', async () => {
    const { url, got } = await product();
    const [client, server] = files(url);
    const post = `fetch(process.env.AT,{method:"POST",body:"x"}).then(()=>process.exit(0),()=>process.exit(1))`;
    const act = `["send-report"].includes(process.argv[1]) ? ${post} : process.exit(0)`;
    const upperTester = (at: string): string => `upper-tester: { kind: exec, command: [node, -e, '${act}', "{primitive}"], env: { AT: "${at}" } }`;
    const run = async (at: string) => {
      writeFileSync(client, `iut: { name: my-client, role: client }\n${upperTester(at)}\n${accounts}pixit: { quiet.for: 200ms }\n`);
      const { code, stdout } = await dmct('proxy', '--client', client, '--server', server, '--out', temporaryFolder(), '--do', 'client:send-report');
      return { code, stdout };
    };
    const past = await run('{url}');
    expect(got).toHaveLength(1);
    expect(past.code).toBe(6);
    expect(past.stdout).toMatch(/^note: the adapter in .*client\.yaml takes \{url\}, which is the server itself, and no \{connect\}/m);
    expect(past.stdout).toMatch(
      /^nothing came to the proxy at 127\.0\.0\.1:\d+, though client:send-report is done.*dial \{connect\}.*lower-tester\.url/m,
    );
    const through = await run('http://{connect}/servlet/dm');
    expect(got).toHaveLength(2);
    expect(through.stdout).not.toMatch(/^note: the adapter|nothing came/m);
    expect(through.stdout).toContain('2 frames recorded');
  });
});
