/** Three-valued evaluation (Kleene) of expressions, with the names that decided. */
import type { Expression } from './expression.js';

export type Tri = 'yes' | 'no' | 'unknown';

/** A value and what decided it, e.g. `AUTH-MD5 = no (not answered)`. */
export interface Answer {
  readonly value: Tri;
  readonly why: string;
}

const NEGATION: Readonly<Record<Tri, Tri>> = { yes: 'no', no: 'yes', unknown: 'unknown' };

/** `no` AND anything is `no`, `yes` OR anything is `yes`; otherwise `unknown` spreads. `ask` answers for a name. */
export function evaluate(tree: Expression, ask: (name: string) => Answer): Answer {
  switch (tree.kind) {
    case 'always':
      return { value: 'yes', why: 'no condition' };
    case 'name':
      return ask(tree.name);
    case 'not': {
      const { value, why } = evaluate(tree.operand, ask);
      return { value: NEGATION[value], why };
    }
    case 'and':
      return decide(tree.operands, 'no', ask);
    case 'or':
      return decide(tree.operands, 'yes', ask);
  }
}

/** `absorbing` decides alone; without it `unknown` wins over the other value. */
function decide(operands: readonly Expression[], absorbing: 'yes' | 'no', ask: (name: string) => Answer): Answer {
  const answers = operands.map((operand) => evaluate(operand, ask));
  const value = [absorbing, 'unknown' as const].find((v) => answers.some((a) => a.value === v)) ?? NEGATION[absorbing];
  const deciding = new Set(answers.filter((a) => a.value === value).map((a) => a.why));
  return { value, why: [...deciding].join(', ') };
}
