/** The conditions of an app's gateways, as far as they can be told without its form: what depends on more is undefined. Pure. */
import { isNestedDeeper } from '../foundation/index.ts';

/** Undefined: only the app can tell. */
export type Answer = boolean | undefined;

type Value = { readonly known: unknown } | undefined;

const MAX_LENGTH = 10_000;
const MAX_DEPTH = 20;

/** Whether a flow may be taken when the task before was moved on by an action; `none` is any but a rejection. */
export function holds(condition: string | undefined, action: 'none' | 'reject'): Answer {
  if (condition === undefined) return undefined;
  if (condition.length > MAX_LENGTH || isNestedDeeper(condition, MAX_DEPTH)) return undefined;
  try {
    return asAnswer(resultOf(JSON.parse(condition), action));
  } catch {
    return undefined;
  }
}

const asAnswer = (value: Value): Answer => (value === undefined ? undefined : Boolean(value.known));

const known = (value: unknown): Value => ({ known: value });

function resultOf(expression: unknown, action: 'none' | 'reject'): Value {
  if (!Array.isArray(expression)) return known(expression);
  const [name, ...args] = expression as readonly unknown[];
  const values = () => args.map((one) => resultOf(one, action));
  switch (name) {
    case 'gatewayAction':
      // Which of the other actions it was does not matter to a question about a rejection.
      return action === 'reject' ? known('reject') : undefined;
    case 'equals':
      return equal(args, values(), action);
    case 'notEquals': {
      const same = asAnswer(equal(args, values(), action));
      return same === undefined ? undefined : known(!same);
    }
    case 'not': {
      const answer = asAnswer(values()[0]);
      return answer === undefined ? undefined : known(!answer);
    }
    case 'and':
      return joined(values().map(asAnswer), false);
    case 'or':
      return joined(values().map(asAnswer), true);
    default:
      return undefined;
  }
}

const asksForReject = (args: readonly unknown[]): boolean =>
  args.some((one) => Array.isArray(one) && one[0] === 'gatewayAction') && args.includes('reject');

function equal(args: readonly unknown[], [a, b]: readonly Value[], action: 'none' | 'reject'): Value {
  if (asksForReject(args)) return known(action === 'reject');
  if (a === undefined || b === undefined) return undefined;
  return known(a.known === b.known);
}

/** @param deciding what one operand decides alone: true for or, false for and */
function joined(answers: readonly Answer[], deciding: boolean): Value {
  if (answers.includes(deciding)) return known(deciding);
  return answers.includes(undefined) ? undefined : known(!deciding);
}
