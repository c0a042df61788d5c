/** Questions on the terminal of a command, one line each. */
import { createInterface } from 'node:readline';
import { InputError } from '../base/errors.js';

export interface Questions {
  /** The line typed. Rejects with InputError `answers-ended` when the terminal is closed (^D). */
  ask(prompt: string): Promise<string>;
  tell(text: string): void;
  close(): void;
}

export function openQuestions(input: NodeJS.ReadableStream = process.stdin, output: NodeJS.WritableStream = process.stdout): Questions {
  const reader = createInterface({ input, output });
  const lines: string[] = [];
  let waiting: { readonly resolve: (line: string) => void; readonly reject: (cause: Error) => void } | undefined;
  let isOver = false;
  const ended = (): Error => new InputError('answers-ended', { found: 'the input ended before all was answered', cure: 'nothing was written' });
  reader.on('line', (line) => {
    if (waiting) waiting.resolve(line);
    else lines.push(line);
    waiting = undefined;
  });
  reader.on('close', () => {
    isOver = true;
    if (waiting) output.write('\n');
    waiting?.reject(ended());
  });
  // ^C is meant for dmct, not for the reader alone.
  reader.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  return {
    ask: (prompt) => {
      reader.setPrompt(prompt);
      reader.prompt();
      const line = lines.shift();
      if (line !== undefined) return Promise.resolve(line);
      if (isOver) return Promise.reject(ended());
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
      });
    },
    tell: (text) => void output.write(`${text}\n`),
    close: () => reader.close(),
  };
}
