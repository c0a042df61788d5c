/** A step in words: who acts towards whom, what is done, and what it means when nothing comes of it. */
import type { Fields, Otherwise, Step, Verb } from '../judge/scenario.js';
import { FRAME_WORDS } from './check-words.js';
import { inWords, nestedWords, valueWords } from './placeholders.js';

/** The parties of a diagram, from left to right. */
export const PARTIES = ['Upper tester', 'Tester', 'IUT'] as const;
export type Party = (typeof PARTIES)[number];

interface VerbWords {
  readonly from: Party;
  readonly to: Party;
  /** In the procedure table. */
  readonly direction: string;
}

export const VERB_WORDS: Readonly<Record<Verb, VerbWords>> = {
  trigger: { from: 'Upper tester', to: 'IUT', direction: 'upper tester → IUT' },
  send: { from: 'Tester', to: 'IUT', direction: 'tester → IUT' },
  receive: { from: 'IUT', to: 'Tester', direction: 'IUT → tester' },
  quiet: { from: 'IUT', to: 'Tester', direction: 'IUT → tester, silence' },
  observe: { from: 'IUT', to: 'Upper tester', direction: 'IUT → upper tester' },
  use: { from: 'Tester', to: 'IUT', direction: 'procedure' },
};

/** What each primitive makes the IUT do. */
export const PRIMITIVE_WORDS: Readonly<Record<string, string>> = {
  reset: 'be as after the factory',
  configure: 'take the accounts and addresses',
  'start-session': 'start a session of its own accord',
  'send-report': 'send a sessionless report',
  'raise-event': 'raise an event for the next session',
  abort: 'abort the running session',
  'deliver-push': 'take a push that came over another bearer',
  'read-tree': 'tell the nodes of the management tree',
  'answer-ui': 'answer the next question to the user',
  quiesce: 'tell when nothing is pending any more',
  notify: 'send a notification (package #0)',
  'send-command': 'send a Sessionless Command Message',
  'queue-operations': 'keep commands for the next session',
  'read-reports': 'tell the sessionless reports that it accepted',
};

/** What our side sends. */
export const SENT_WORDS: Readonly<Record<string, string>> = {
  notification: 'a notification (package #0)',
  command: 'a Sessionless Command Message',
  report: 'a Sessionless Report Message',
  session: 'the first package of a session',
};

const OTHERWISE_WORDS: Readonly<Record<Otherwise, string>> = {
  fail: 'the assertions of this step fail',
  inconclusive: 'the assertions that need it are inconclusive',
  continue: 'the test goes on',
};
const FAILING: Readonly<Record<Verb, string>> = {
  trigger: 'If the IUT cannot be made to',
  send: 'If it cannot be sent',
  receive: 'If none comes in time',
  quiet: 'If silence cannot be watched',
  observe: 'If it cannot be read',
  use: 'If a step of it does not hold',
};

/** The kind of frame that the checks of a step look at. */
export const frameKind = (step: Pick<Step, 'verb' | 'what'>): string => (step.verb === 'receive' || step.verb === 'quiet' ? step.what : '');

export const directionOf = (step: Step): string => VERB_WORDS[step.verb].direction;

/** The act in words, with what it is given. */
export function actionWords(step: Step): string {
  const { within, for: duration, of: _of, ...fields } = step.with;
  const given = withWords(fields);
  const told = given === '' ? '' : `: ${given}`;
  const [one = step.what] = FRAME_WORDS[step.what] ?? [];
  switch (step.verb) {
    case 'trigger':
      return `Make the IUT ${PRIMITIVE_WORDS[step.what] ?? step.what}${told}`;
    case 'send':
      return `Send ${SENT_WORDS[step.what] ?? step.what}${fields['...'] === undefined && given === '' ? ', right in every way' : told}`;
    case 'receive':
      return `Take the next ${one}, within ${valueWords(within ?? '')}`;
    case 'quiet':
      return `Watch that no ${one} comes for ${valueWords(duration ?? '')}`;
    case 'observe':
      return `Let the IUT ${PRIMITIVE_WORDS[step.what] ?? step.what}${told}${within === undefined ? '' : `, after ${valueWords(within)}`}`;
    case 'use':
      return `Run the procedure ${step.what}${told}`;
  }
}

/** What an absence means: no timeout has a default verdict, so this always stands beside a receive. '' where there is nothing to say. */
export function absenceWords(step: Step): string {
  if (step.otherwise === 'continue' && (step.verb === 'send' || step.verb === 'quiet')) return '';
  return `${FAILING[step.verb]}, ${OTHERWISE_WORDS[step.otherwise]}.`;
}

function withWords(fields: Fields): string {
  return Object.entries(fields)
    .map(([name, value]) => (name === '...' ? `as the row says ${inWords(String(value))}` : `${name} ${nestedWords(value)}`))
    .join('; ');
}
