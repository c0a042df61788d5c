/** User interaction alerts 1100 to 1104 (DM Protocol 10): from Items to a prompt, from an answer to a Status. */
import type { Alert, Item } from './message.js';
import type { Answer, Prompt } from './session.js';

const KINDS: Readonly<Record<string, Prompt['kind']>> = {
  '1100': 'display',
  '1101': 'confirm',
  '1102': 'text',
  '1103': 'single-choice',
  '1104': 'multiple-choice',
};

export function isPromptCode(code: string): boolean {
  return Object.hasOwn(KINDS, code);
}

/** Item 1 holds the options, item 2 the text, the rest the choices in the order sent. Undefined: too few Items (412). */
export function promptOf(alert: Alert): Prompt | undefined {
  const kind = Object.hasOwn(KINDS, alert.code) ? KINDS[alert.code] : undefined;
  const [options, text, ...choices] = alert.items.map((item) => item.data?.text ?? '');
  const needsChoices = kind === 'single-choice' || kind === 'multiple-choice';
  if (kind === undefined || options === undefined || text === undefined || (needsChoices && choices.length === 0)) return undefined;
  return { alert, kind, text, choices, options: parseOptions(options) };
}

/** `NAME=value&NAME=value`, URL-encoded; what cannot be decoded is kept as it is. */
function parseOptions(text: string): Record<string, string> {
  const options: [string, string][] = [];
  for (const part of text.split('&')) {
    const equals = part.indexOf('=');
    if (equals > 0) options.push([part.slice(0, equals), decode(part.slice(equals + 1))]);
  }
  return Object.fromEntries(options);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** `effect`: `fails` makes an Atomic roll back and a Sequence stop; `stops` ends the processing of the whole message. */
export interface Answered {
  readonly code: string;
  readonly items: readonly Item[];
  readonly effect: 'none' | 'fails' | 'stops';
}

export function statusOfAnswer(prompt: Prompt, answer: Answer): Answered {
  switch (answer.kind) {
    case 'cancel':
      return { code: '214', items: [], effect: 'stops' };
    case 'none':
      return { code: '408', items: [], effect: 'fails' };
    case 'refuse':
      return prompt.kind === 'confirm' ? { code: '304', items: [], effect: 'fails' } : { code: '214', items: [], effect: 'stops' };
    case 'accept':
      return { code: '200', items: resultItems(prompt, answer), effect: 'none' };
  }
}

function resultItems(prompt: Prompt, answer: Answer & { kind: 'accept' }): Item[] {
  const item = (text: string): Item => ({ data: { text } });
  switch (prompt.kind) {
    case 'display':
    case 'confirm':
      return [];
    case 'text':
      return [item(answer.text ?? prompt.options.DR ?? '')];
    case 'single-choice':
      return [item(String(answer.choices?.[0] ?? 1))];
    case 'multiple-choice':
      return (answer.choices ?? [1]).map((choice) => item(String(choice)));
  }
}
