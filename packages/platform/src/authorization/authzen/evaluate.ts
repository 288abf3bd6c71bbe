/** Questions answered by the domain that serves the type of their resource. */
import { Turns } from '../../foundation/index.ts';
import { evaluationMalformed, isAuthzenRefusal } from '../refusals.ts';
import type { Answer, Domain } from './domain.ts';
import { type Evaluation, isObject, type Json, MAX_VALUES, readEvaluation, type Semantic, sizeOf } from './model.ts';

export type DomainOf = (type: string) => Domain | undefined;

export async function evaluateOne(evaluation: Evaluation, domainOf: DomainOf): Promise<Answer> {
  const domain = domainOf(evaluation.resource.type);
  if (!domain)
    return {
      decision: false,
      context: { reason: `no policy is about resources of the type "${evaluation.resource.type}"` },
    };
  return domain.evaluate(evaluation);
}

/** Values of properties that are looked at before others have their turn. */
const VALUES_A_TURN = 5_000;
/** What deciding takes by itself, in values of properties. */
const DECISION = 25;

/**
 * How many values the properties of each question have. The context is not counted: it is made ready once for all that share it.
 * @throws Refusal `evaluation-malformed` when they are too many together
 */
function sizesOf(batch: readonly Json[]): readonly number[] {
  const known = new Map<Json, number>();
  const size = (entity: unknown): number => {
    const properties = isObject(entity) ? entity['properties'] : undefined;
    if (!isObject(properties)) return 0;
    const found = known.get(properties) ?? sizeOf(properties);
    known.set(properties, found);
    return found;
  };
  const sizes = batch.map(({ subject, action, resource }) => size(subject) + size(action) + size(resource));
  const total = sizes.reduce((sum, one) => sum + one, 0);
  if (total > MAX_VALUES)
    throw evaluationMalformed(
      `the evaluations have ${total} values in properties together; at most ${MAX_VALUES} are read`,
    );
  return sizes;
}

/** Every answer in the order of the questions; a question that cannot be read is answered false, with the error in its context. */
export async function evaluateAll(
  batch: readonly Json[],
  semantic: Semantic,
  domainOf: DomainOf,
): Promise<readonly Answer[]> {
  const sizes = sizesOf(batch);
  const turns = new Turns(VALUES_A_TURN);
  const answers: Answer[] = [];
  for (const [index, item] of batch.entries()) {
    const turn = turns.spend(DECISION + (sizes[index] ?? 0));
    if (turn) await turn;
    const answer = await answerOf(item, domainOf).catch((error: unknown): Answer => {
      if (!isAuthzenRefusal(error)) throw error;
      return { decision: false, context: { error: { status: error.status, message: error.message } } };
    });
    const stops = semantic === (answer.decision ? 'permit_on_first_permit' : 'deny_on_first_deny');
    answers.push(
      stops ? { ...answer, context: { ...answer.context, reason: answer.context?.['reason'] ?? semantic } } : answer,
    );
    if (stops) break;
  }
  return answers;
}

const answerOf = async (item: Json, domainOf: DomainOf): Promise<Answer> => evaluateOne(readEvaluation(item), domainOf);
