/**
 * One decision, in the order of altinn-pdp.md 8: context handler, engine, delegation run, access lists. Pure: it follows from the request
 * and the facts, and nothing waits.
 */
import type { Result } from '@portvakt/xacml';
import { isUnavailable } from '../foundation/index.ts';
import type { CompiledPolicy } from '../resources/index.ts';
import type { DecisionRequest } from './attributes.ts';
import type { Side } from './context.ts';
import { type Context, enriched, handleContext } from './context-handler.ts';
import { engineRequest } from './engine-request.ts';
import { checkKnown, type Facts, type Rights } from './facts.ts';
import * as name from './names.ts';
import { isRefusal } from './refusals.ts';
import type { Decision } from './types.ts';

type EngineObligation = Result['obligations'][number];

/** What decided. */
export type DecidedBy = 'policy' | 'delegation' | 'access list' | 'error';

export interface Outcome {
  readonly decision: Decision;
  /** A status URI. */
  readonly status: string;
  readonly decidedBy: DecidedBy;
  readonly obligations: readonly EngineObligation[];
  /** What was decided about: registry id, or `app_{org}_{app}`. Absent when the context handler failed. */
  readonly resourceId?: string;
  /** What was decided from. Absent when the context handler failed, and where only the decision is of interest. */
  readonly context?: Context;
  /** What went wrong, or why; for people. Never written on the wire outside explanations. */
  readonly message?: string;
}

const NO_OBLIGATIONS: readonly EngineObligation[] = Object.freeze([]);

/**
 * Makes one decision. What goes wrong is Indeterminate (altinn-pdp.md 5).
 * @throws Refusal `unavailable`
 */
export function decide(request: DecisionRequest, facts: Facts): Outcome {
  const { side } = facts.asked;
  let context: Context;
  try {
    context = handleContext(request, facts);
  } catch (error) {
    return failure(error, side);
  }
  try {
    return evaluate(context);
  } catch (error) {
    return { ...failure(error, side), resourceId: context.resourceId, context };
  }
}

/**
 * The answer to what could not be decided.
 * @throws Refusal `unavailable`: while the platform's own database is away nothing is known, and an answer would be taken for a refusal
 */
export function failure(error: unknown, side: Side): Outcome {
  if (isUnavailable(error)) throw error;
  const argument = side === 'external' && isRefusal(error, 'undecidable');
  return {
    decision: 'Indeterminate',
    status: argument ? name.STATUS.processingError : name.STATUS.syntaxError,
    decidedBy: 'error',
    obligations: NO_OBLIGATIONS,
    message: error instanceof Error ? error.message : String(error),
  };
}

function evaluate(context: Context): Outcome {
  const { resourceId } = context;
  const { results } = context.policy.pdp.evaluate(engineRequest(context));
  const [result] = results;
  if (!result) throw new Error('the engine gave no result');
  const { decision, status, obligations } = result;
  const own: Outcome =
    status.message === undefined
      ? { decision, status: status.code, decidedBy: 'policy', obligations, resourceId, context }
      : {
          decision,
          status: status.code,
          decidedBy: 'policy',
          obligations,
          resourceId,
          context,
          message: status.message,
        };
  if (decision === 'Permit') return checkAccessLists(own, context);
  if (decision !== 'NotApplicable' || !isDelegated(context)) return own;
  const delegated: Outcome = {
    decision: 'Permit',
    status: name.STATUS.ok,
    decidedBy: 'delegation',
    obligations: permitObligations(context.policy),
    resourceId,
    context,
  };
  return checkAccessLists(delegated, context);
}

/**
 * The delegation run (8.1): has the resource party given the subject, or an organisation in which the subject has a key role, the
 * right to the action? What a main unit has given counts for its sub-units. Where that could not be looked up, the role run's result
 * stands.
 * @throws Refusal `unavailable`
 */
function isDelegated(context: Context): boolean {
  const { failed, rights } = context.facts;
  const error = failed?.get('rights');
  if (isUnavailable(error)) throw error;
  if (rights.length === 0) return false;
  const actions = actionsOf(context.request);
  return rights.some(
    (right) =>
      actions.includes(right.action) && fitsInstance(right.instanceId, context) && fitsPart(right.part ?? [], context),
  );
}

const fitsInstance = (instanceId: string | undefined, context: Context): boolean =>
  instanceId === undefined || context.instanceIds.includes(instanceId.toLowerCase());

/** What an app has given is for a part of its resource, such as one task (access-management.md 5). */
const fitsPart = (part: NonNullable<Rights[number]['part']>, context: Context): boolean =>
  part.length === 0 ||
  part.every(({ type, value }) => {
    const { resource } = enriched(context);
    return resource.attributes.some(
      (one) => one.id === type && one.values.some((own) => own.toLowerCase() === value.toLowerCase()),
    );
  });

const actionsOf = (request: DecisionRequest): readonly string[] =>
  request.action.attributes.filter((one) => one.id === name.ACTION_ID).flatMap((one) => one.values);

const obligationsOfPolicies = new WeakMap<CompiledPolicy, readonly EngineObligation[]>();

/** The policy's own obligations on Permit, as far as they are literal: what a Permit by delegation carries, once. */
function permitObligations(policy: CompiledPolicy): readonly EngineObligation[] {
  const known = obligationsOfPolicies.get(policy);
  if (known) return known;
  const { root } = policy.document;
  const found = root.obligations
    .filter((one) => one.appliesTo === 'Permit')
    .map((one) => ({
      id: one.id,
      assignments: one.assignments.flatMap(({ attributeId, category, expression }) =>
        expression.kind === 'value'
          ? [
              {
                attributeId,
                ...(category === undefined ? {} : { category }),
                dataType: expression.dataType.id,
                value: expression.dataType.format(expression.value),
              },
            ]
          : [],
      ),
    }));
  obligationsOfPolicies.set(policy, found);
  return found;
}

/** 8.3: with access lists on, the resource party must be an organisation on a list that is connected to the resource. */
function checkAccessLists(permit: Outcome, context: Context): Outcome {
  const { facts, resourceId } = context;
  checkKnown(facts, 'record');
  if (facts.record?.accessListMode !== 'Enabled') return permit;
  const refuse = (message: string): Outcome => ({
    decision: 'Deny',
    status: name.STATUS.ok,
    decidedBy: 'access list',
    obligations: NO_OBLIGATIONS,
    resourceId,
    context,
    message,
  });
  const number = context.resourceParty?.organizationNumber;
  if (number === undefined) return refuse('the resource is open to organisations on its access lists only');
  checkKnown(facts, 'partyLists');
  const lists = facts.partyLists;
  if (lists.length === 0) return refuse(`${number} is on no access list of the resource`);
  const actions = actionsOf(context.request);
  const covered = lists.some(
    ({ actionFilters }) =>
      actionFilters === undefined || actionFilters.length === 0 || actions.every((one) => actionFilters.includes(one)),
  );
  return covered ? permit : refuse(`the access lists that ${number} is on do not cover the action`);
}
