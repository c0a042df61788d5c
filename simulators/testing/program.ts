/** Runs a built program of this folder and speaks JSON lines to it. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { packageRoot } from '../../src/base/package-root.js';

export interface Program {
  /** The answer line to a call; rejects when the program ends first. */
  call(primitive: string, args?: object): Promise<Record<string, unknown>>;
  /** A line as it is. */
  line(text: string): Promise<Record<string, unknown>>;
  /** Ends stdin and resolves with the exit code. */
  end(): Promise<number | null>;
  readonly exited: Promise<number | null>;
  kill(): void;
}

export function startProgram(file: string, ...args: string[]): Program {
  const path = join(packageRoot, 'dist/simulators', file);
  if (!existsSync(path)) throw new Error(`${path} is not built: run npm run build first`);
  const child = spawn(process.execPath, [path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting: { resolve: (answer: Record<string, unknown>) => void; reject: (cause: Error) => void }[] = [];
  createInterface({ input: child.stdout }).on('line', (text) => waiting.shift()?.resolve(JSON.parse(text) as Record<string, unknown>));
  child.stdin.on('error', () => undefined);
  const exited = new Promise<number | null>((resolve) =>
    child.on('close', (code) => {
      for (const { reject } of waiting.splice(0)) reject(new Error(`the program ended with ${code}`));
      resolve(code);
    }),
  );
  let id = 0;
  const line = (text: string): Promise<Record<string, unknown>> =>
    new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      child.stdin.write(`${text}\n`);
    });
  return {
    line,
    call: (primitive, args = {}) => line(JSON.stringify({ id: ++id, primitive, with: args })),
    end: () => {
      child.stdin.end();
      return exited;
    },
    exited,
    kill: () => void child.kill('SIGKILL'),
  };
}
