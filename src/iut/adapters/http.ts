/**
 * Adapter `http`: POST url/PRIMITIVE with the JSON of `with`; 200 with a JSON result (or 204) done, 404 and 501 unsupported, another status
 * refused. Nobody there, or a connection that breaks: `iut-unreachable`; no whole answer in time: `iut-hang`.
 */
import { Agent, request } from 'undici';
import { LIMITS } from '../../limits.js';
import type { HttpSettings } from '../iut.js';
import type { Outcome, Primitive, UpperTester } from '../primitives.js';
import type { Excerpt } from '../secrets.js';
import { done, isObject, needsResult, outcomeOf } from './answer.js';
import { trouble } from './findings.js';

export class HttpTester implements UpperTester {
  readonly kind = 'http';
  readonly #agent = new Agent({ connections: 1, pipelining: 1, maxResponseSize: LIMITS.adapterLineOctets, keepAliveTimeout: 1_000 });

  constructor(
    private readonly settings: HttpSettings,
    private readonly excerpt: Excerpt,
  ) {}

  async call(primitive: Primitive, args: Record<string, unknown>): Promise<Outcome> {
    const { timeoutMs, headers } = this.settings;
    const address = new URL(this.settings.url);
    address.pathname = `${address.pathname.replace(/\/$/, '')}/${primitive}`;
    try {
      const response = await request(address, {
        dispatcher: this.#agent,
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify(args),
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
        signal: AbortSignal.timeout(timeoutMs),
      });
      return meaning(primitive, response.statusCode, (await response.body.text()).trim(), this.excerpt);
    } catch (cause) {
      return brokenOff(primitive, `${address.origin}${address.pathname}`, timeoutMs, cause as Error & { code?: string });
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}

function meaning(primitive: Primitive, status: number, body: string, excerpt: Excerpt): Outcome {
  if (status === 404 || status === 501) return { kind: 'unsupported' };
  const answer = json(body);
  if (status < 200 || status > 299) {
    const said = isObject(answer) ? (answer.refused ?? answer.error) : undefined;
    const why = typeof said === 'string' ? said : excerpt(body, 400);
    return { kind: 'refused', message: `${primitive}: HTTP ${status}${why ? `: ${why}` : ''}` };
  }
  if (body === '' && !needsResult(primitive)) return done(primitive, {});
  if (isObject(answer)) return outcomeOf(primitive, answer, excerpt, true);
  return trouble('iut-garbage', `${primitive} needs a JSON object in the answer; found ${body ? `"${excerpt(body, 200)}"` : 'nothing'}`);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function brokenOff(primitive: Primitive, address: string, timeoutMs: number, cause: Error & { code?: string }): Outcome {
  if (cause.code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE')
    return trouble('iut-flood', `the answer of ${address} has more than ${LIMITS.adapterLineOctets} octets`);
  const late = cause.name === 'TimeoutError' || cause.code === 'UND_ERR_HEADERS_TIMEOUT' || cause.code === 'UND_ERR_BODY_TIMEOUT';
  if (late) return trouble('iut-hang', `no answer to ${primitive} from ${address} within ${timeoutMs} ms`);
  return trouble('iut-unreachable', `${address}: ${cause.message || cause.code || cause.name}`);
}
