/** An upper tester of kind `http`: a web service in front of the reference program, one POST a primitive. */
import { createServer, type IncomingMessage } from 'node:http';
import { openUpperTester } from '../../src/iut/adapters/open.js';
import type { Iut } from '../../src/iut/iut.js';
import type { Outcome, Primitive } from '../../src/iut/primitives.js';

export interface HttpFront {
  readonly url: string;
  close(): Promise<void>;
}

export async function startHttpFront(iut: Iut): Promise<HttpFront> {
  const program = openUpperTester(iut);
  const server = createServer(async (request, response) => {
    const primitive = (request.url ?? '').split('/').at(-1) as Primitive;
    const outcome = await program.call(primitive, JSON.parse(await bodyOf(request)) as Record<string, unknown>);
    response.writeHead(STATUS[outcome.kind], { 'content-type': 'application/json' });
    response.end(outcome.kind === 'done' ? JSON.stringify(outcome.result) : 'message' in outcome ? outcome.message : '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}/ut`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await program.close();
    },
  };
}

const STATUS: Readonly<Record<Outcome['kind'], number>> = { done: 200, unsupported: 501, refused: 409, trouble: 500 };

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}
