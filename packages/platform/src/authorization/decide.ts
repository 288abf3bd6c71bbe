/**
 * One decision, in the order of altinn-pdp.md 8: context handler, engine, delegation run, access lists. Nothing here writes.
 */
import { createRequest, type Result } from '@portvakt/xacml';
import type { CompiledPolicy } from '../resources/index.ts';
import type { AttributeSet, DecisionRequest } from './attributes.ts';
import type { Context, Lookups, Memo, Side } from './context.ts';
import { handleContext } from './context-handler.ts';
import { ArgumentError } from './errors.ts';
import * as name from './names.ts';
import { recipients } from './subject-attributes.ts';
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
  /** Absent when the context handler failed. */
  readonly context?: Context;
  /** What went wrong, or why; for people. Never written on the wire outside explanations. */
  readonly message?: string;
  /** A lookup failed that might have changed the decision. */
  readonly uncertain?: boolean;
}

const NO_OBLIGATIONS: readonly EngineObligation[] = Object.freeze([]);

/** Makes one decision. Never throws: what goes wrong is Indeterminate (altinn-pdp.md 5). */
export async function decide(request: DecisionRequest, side: Side, lookups: Lookups, memo?: Memo): Promise<Outcome> {
  let context: Context;
  try {
    context = await handleContext(request, side, lookups, memo);
  } catch (error) {
    return failure(error, side);
  }
  try {
    return await evaluate(context, lookups);
  } catch (error) {
    return { ...failure(error, side), context };
  }
}

/** The answer to what could not be decided. */
export function failure(error: unknown, side: Side): Outcome {
  const argument = error instanceof ArgumentError && side === 'external' && !error.alwaysSyntaxError;
  return {
    decision: 'Indeterminate',
    status: argument ? name.STATUS.processingError : name.STATUS.syntaxError,
    decidedBy: 'error',
    obligations: NO_OBLIGATIONS,
    message: error instanceof Error ? error.message : String(error),
  };
}

async function evaluate(context: Context, lookups: Lookups): Promise<Outcome> {
  const { results } = context.policy.pdp.evaluate(engineRequest(context.request));
  const [result] = results;
  if (!result) throw new Error('the engine gave no result');
  const { decision, status, obligations } = result;
  const message = status.message === undefined ? {} : { message: status.message };
  const own: Outcome = { decision, status: status.code, decidedBy: 'policy', obligations, context, ...message };
  if (decision === 'Permit') return checkAccessLists(own, context, lookups);
  if (decision !== 'NotApplicable') return own;
  const isGiven = await isDelegated(context, lookups);
  if (isGiven !== true) return isGiven === undefined ? { ...own, uncertain: true } : own;
  const delegated: Outcome = {
    decision: 'Permit',
    status: name.STATUS.ok,
    decidedBy: 'delegation',
    obligations: permitObligations(context.policy),
    context,
  };
  return checkAccessLists(delegated, context, lookups);
}

/** The request as the engine takes it. */
export function engineRequest(request: DecisionRequest): ReturnType<typeof createRequest> {
  const category = (id: string, set: AttributeSet) => ({ id, attributes: set.attributes });
  return createRequest({
    categories: [
      category(name.SUBJECT_CATEGORY, request.subject),
      category(name.ACTION_CATEGORY, request.action),
      category(name.RESOURCE_CATEGORY, request.resource),
      ...[...request.others].map(([id, set]) => category(id, set)),
    ],
  });
}

/**
 * The delegation run (8.1): has the resource party given the subject, or an organisation in which the subject has a key role, the
 * right to the action? What a main unit has given counts for its sub-units. A failing lookup (undefined) leaves the role run's result
 * standing.
 */
async function isDelegated(context: Context, lookups: Lookups): Promise<boolean | undefined> {
  const { resourceParty, subject, resourceId } = context;
  const named = [name.USER_ID, name.PARTY_ID, name.SYSTEM_USER].some((id) => context.request.subject.has(id));
  if (!resourceParty || !named) return false;
  const actions = actionsOf(context.request);
  try {
    const to = await recipients(subject, lookups.register);
    const givers =
      resourceParty.parentUuid === undefined ? [resourceParty.uuid] : [resourceParty.uuid, resourceParty.parentUuid];
    for (const from of givers) {
      const rights = await lookups.delegations.rights({ to, from, resourceId });
      if (rights.some((right) => actions.includes(right.action) && fitsInstance(right.instanceId, context)))
        return true;
    }
    return false;
  } catch {
    return undefined;
  }
}

const fitsInstance = (instanceId: string | undefined, context: Context): boolean =>
  instanceId === undefined || context.instanceIds.includes(instanceId.toLowerCase());

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
async function checkAccessLists(permit: Outcome, context: Context, lookups: Lookups): Promise<Outcome> {
  if (context.isApp) return permit;
  const record = await lookups.resources.resource(context.resourceId);
  if (record?.accessListMode !== 'Enabled') return permit;
  const refuse = (message: string): Outcome => ({
    decision: 'Deny',
    status: name.STATUS.ok,
    decidedBy: 'access list',
    obligations: NO_OBLIGATIONS,
    context,
    message,
  });
  const number = context.resourceParty?.organizationNumber;
  if (number === undefined) return refuse('the resource is open to organisations on its access lists only');
  const lists = await lookups.resources.memberships(number, context.resourceId);
  if (lists.length === 0) return refuse(`${number} is on no access list of the resource`);
  const actions = actionsOf(context.request);
  const covered = lists.some(
    ({ actionFilters }) =>
      actionFilters === undefined || actionFilters.length === 0 || actions.every((one) => actionFilters.includes(one)),
  );
  return covered ? permit : refuse(`the access lists that ${number} is on do not cover the action`);
}
