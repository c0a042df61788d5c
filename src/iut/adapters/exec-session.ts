/**
 * Adapter `exec` with `mode: session`: `configure` starts the program with what it needs in arguments and environment, and it runs until
 * the next `reset` or the end. Primitives listed under `primitives` are asked of it line by line as with stdio; `configure` too, if listed,
 * otherwise it is done once the program runs.
 */
import type { Where } from '../../base/errors.js';
import type { ExecSettings } from '../iut.js';
import type { Outcome, Primitive, UpperTester } from '../primitives.js';
import type { Excerpt } from '../secrets.js';
import { done } from './answer.js';
import { expand } from './exec.js';
import { LineProcess } from './line-process.js';
import { TemplateValues } from './template.js';

export class ExecSessionTester implements UpperTester {
  readonly kind = 'exec';
  readonly #values = new TemplateValues();
  #process: LineProcess | undefined;
  #id = 0;

  constructor(
    private readonly settings: ExecSettings,
    private readonly program: string,
    private readonly where: Where,
    private readonly excerpt: Excerpt,
  ) {}

  async call(primitive: Primitive, args: Record<string, unknown>): Promise<Outcome> {
    const dead = this.#process?.dead;
    const values = this.#values.of(primitive, args);
    if (dead || primitive === 'reset') {
      await this.close();
      return dead ?? done(primitive, {});
    }
    if (primitive === 'configure') {
      await this.close();
      this.#process = new LineProcess(expand(this.settings, this.program, values, this.excerpt), this.where);
      await this.#process.started;
    }
    if (!this.settings.primitives?.includes(primitive)) return primitive === 'configure' ? done(primitive, {}) : { kind: 'unsupported' };
    if (!this.#process) return { kind: 'refused', message: `${primitive} before configure: no process runs` };
    const process = this.#process;
    const outcome = await process.ask({ id: ++this.#id, primitive, with: args }, this.settings.timeoutMs);
    if (process.dead) await this.close();
    return outcome;
  }

  async close(): Promise<void> {
    const process = this.#process;
    this.#process = undefined;
    await process?.end();
  }
}
