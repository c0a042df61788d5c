/**
 * Adapter `exec`, a process for every primitive: arguments and environment from templates, the JSON of `with` on stdin, JSON on stdout if
 * it has something to tell; exit code 0 done, 64 (or as configured) unsupported, another one refused, a signal `iut-crash`.
 */
import type { Where } from '../../base/errors.js';
import { LIMITS } from '../../limits.js';
import type { ExecSettings } from '../iut.js';
import type { Outcome, Primitive, UpperTester } from '../primitives.js';
import type { Excerpt } from '../secrets.js';
import { done, isObject, needsResult, outcomeOf } from './answer.js';
import { crash, flood, hang, lastWords, shellSignal, startFault, trouble } from './findings.js';
import { type Exit, type GroupOptions, ProcessGroup } from './process-group.js';
import type { Busy } from './processor-time.js';
import { fill, mentions, TemplateValues } from './template.js';

/** Command and environment of one call. Without `{primitive}` anywhere, its name is added as the last argument, unless there is but one. */
export function expand(settings: ExecSettings, program: string, values: Readonly<Record<string, string>>, excerpt: Excerpt): GroupOptions {
  const [, ...args] = settings.command;
  const named = settings.primitives?.length === 1 || mentions([...settings.command, ...Object.values(settings.env)], 'primitive');
  return {
    program,
    args: [...args.map((arg) => fill(arg, values)), ...(named || settings.mode === 'session' ? [] : [values.primitive ?? ''])],
    cwd: settings.cwd,
    env: {
      ...Object.fromEntries(Object.entries(settings.env).map(([name, text]) => [name, fill(text, values)])),
      DMCT_PRIMITIVE: values.primitive ?? '',
      DMCT_SEED: values.seed ?? '',
    },
    excerpt,
  };
}

export class ExecTester implements UpperTester {
  readonly kind = 'exec';
  readonly #values = new TemplateValues();
  /** Groups that may still hold processes which a primitive left running on purpose. */
  readonly #groups = new Set<ProcessGroup>();

  constructor(
    private readonly settings: ExecSettings,
    private readonly program: string,
    private readonly where: Where,
    private readonly excerpt: Excerpt,
  ) {}

  async call(primitive: Primitive, args: Record<string, unknown>): Promise<Outcome> {
    const values = this.#values.of(primitive, args);
    const group = new ProcessGroup(expand(this.settings, this.program, values, this.excerpt));
    for (const old of this.#groups) if (!old.hasMembers()) this.#groups.delete(old);
    this.#groups.add(group);
    group.stdin.end(this.#input(args));
    return this.#outcome(primitive, group);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#groups].map((group) => group.end()));
    this.#groups.clear();
  }

  #input(args: Readonly<Record<string, unknown>>): string | Buffer {
    switch (this.settings.stdin) {
      case 'json':
        return JSON.stringify(args);
      case 'push':
        return Buffer.from(typeof args.wsp === 'string' ? args.wsp : '', 'base64');
      case 'nothing':
        return '';
    }
  }

  async #outcome(primitive: Primitive, group: ProcessGroup): Promise<Outcome> {
    const { timeoutMs } = this.settings;
    const chunks: Buffer[] = [];
    let heard = 0;
    let isFlood = false;
    let busy: Busy | undefined;
    group.stdout.on('data', (chunk: Buffer) => {
      heard += chunk.length;
      if (heard <= LIMITS.adapterLineOctets) chunks.push(chunk);
      else if (group.isRunning) {
        isFlood = !busy;
        group.kill();
      }
    });
    const stop = group.patience(timeoutMs, (was) => {
      if (!isFlood) busy = was;
      group.kill();
    });
    try {
      const exit = await group.ended;
      if (busy) return hang(primitive, timeoutMs, busy, lastWords(group.stderr()));
      if (isFlood) return flood(`while it handled ${primitive}`, `more than ${LIMITS.adapterLineOctets} octets`);
      return this.#meaning(primitive, exit, Buffer.concat(chunks).toString('utf8').trim(), group.stderr());
    } catch (cause) {
      throw startFault(cause as Error, this.where);
    } finally {
      stop();
    }
  }

  #meaning(primitive: Primitive, exit: Exit, stdout: string, stderr: readonly string[]): Outcome {
    if (exit.signal || (shellSignal(exit) && exit.code !== this.settings.unsupportedExit))
      return crash(`while it handled ${primitive}`, exit, lastWords(stderr));
    if (exit.code === this.settings.unsupportedExit) return { kind: 'unsupported' };
    if (exit.code !== 0) return { kind: 'refused', message: `${primitive}: exit code ${exit.code}${lastWords(stderr)}` };
    const answer = jsonObject(stdout) ?? jsonObject(stdout.slice(stdout.lastIndexOf('\n') + 1));
    if (answer) return outcomeOf(primitive, answer, this.excerpt, true);
    if (!needsResult(primitive)) return done(primitive, {});
    return trouble(
      'iut-garbage',
      `${primitive} needs a JSON object on stdout; found ${stdout ? `"${this.excerpt(stdout, 200)}"` : 'nothing'}${lastWords(stderr)}`,
    );
  }
}

function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
