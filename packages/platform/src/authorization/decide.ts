/**
 * One decision, in the order of altinn-pdp.md 8: context handler, engine, delegation run, access lists. Nothing here writes.
 */
import { type Attribute, type Category, type Result, requestOf, sharedCategory } from '@portvakt/xacml';
import { Unavailable } from '../foundation/index.ts';
import type { CompiledPolicy } from '../resources/index.ts';
import type { AttributeSet, DecisionRequest } from './attributes.ts';
import type { Context, Side } from './context.ts';
import { handleContext, takeBack } from './context-handler.ts';
import type { Count } from './decision-counts.ts';
import { ArgumentError } from './errors.ts';
import * as name from './names.ts';
import { fetching, type Memo, Missing, type Recall } from './recall.ts';
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
  /** Of a decision that was made before and is given again, without its context: where it is counted. */
  readonly remembered?: Count;
}

const NO_OBLIGATIONS: readonly EngineObligation[] = Object.freeze([]);

/**
 * Makes one decision: at once when all that it needs is in memory. What goes wrong is Indeterminate (altinn-pdp.md 5).
 * @param memo shared by decisions that are to see one answer to each lookup
 * @throws Unavailable
 */
export function decide(request: DecisionRequest, side: Side, recall: Recall, memo?: Memo): Outcome | Promise<Outcome> {
  try {
    return attempt(request, side, recall, memo);
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    const fetched = memo ?? new Map();
    return fetching(error, fetched, () => attempt(request, side, recall, fetched));
  }
}

/** @throws Missing; the request is then as it was */
function attempt(request: DecisionRequest, side: Side, recall: Recall, memo: Memo | undefined): Outcome {
  let context: Context;
  try {
    context = handleContext(request, side, recall, memo);
  } catch (error) {
    if (error instanceof Missing) throw error;
    return failure(error, side);
  }
  try {
    return evaluate(context, recall, memo);
  } catch (error) {
    if (!(error instanceof Missing)) return { ...failure(error, side), context };
    takeBack(request, context.added);
    throw error;
  }
}

/**
 * The answer to what could not be decided.
 * @throws Unavailable: while the platform's own database is away nothing is known, and an answer would be taken for a refusal
 */
export function failure(error: unknown, side: Side): Outcome {
  if (error instanceof Unavailable) throw error;
  const argument = error instanceof ArgumentError && side === 'external' && !error.alwaysSyntaxError;
  return {
    decision: 'Indeterminate',
    status: argument ? name.STATUS.processingError : name.STATUS.syntaxError,
    decidedBy: 'error',
    obligations: NO_OBLIGATIONS,
    message: error instanceof Error ? error.message : String(error),
  };
}

function evaluate(context: Context, recall: Recall, memo: Memo | undefined): Outcome {
  const { results } = context.policy.pdp.evaluate(engineRequest(context.request));
  const [result] = results;
  if (!result) throw new Error('the engine gave no result');
  const { decision, status, obligations } = result;
  const own: Outcome =
    status.message === undefined
      ? { decision, status: status.code, decidedBy: 'policy', obligations, context }
      : { decision, status: status.code, decidedBy: 'policy', obligations, context, message: status.message };
  if (decision === 'Permit') return checkAccessLists(own, context, recall, memo);
  if (decision !== 'NotApplicable') return own;
  const isGiven = isDelegated(context, recall, memo);
  if (isGiven !== true) return isGiven === undefined ? { ...own, uncertain: true } : own;
  const delegated: Outcome = {
    decision: 'Permit',
    status: name.STATUS.ok,
    decidedBy: 'delegation',
    obligations: permitObligations(context.policy),
    context,
  };
  return checkAccessLists(delegated, context, recall, memo);
}

/** The request as the engine takes it. */
export function engineRequest(request: DecisionRequest): ReturnType<typeof requestOf> {
  const categories = [
    engineCategory(name.SUBJECT_CATEGORY, request.subject),
    engineCategory(name.ACTION_CATEGORY, request.action),
    engineCategory(name.RESOURCE_CATEGORY, request.resource),
  ];
  if (request.others.size > 0) for (const [id, set] of request.others) categories.push(otherCategory(id, set));
  return requestOf(categories);
}

/** From this many attributes or values on, a set that several requests may share is made ready for the engine once. */
const WORTH_SHARING = 16;
const isSmall = ({ attributes }: AttributeSet): boolean =>
  attributes.length < WORTH_SHARING && attributes.every(({ values }) => values.length < WORTH_SHARING);
const otherCategories = new WeakMap<AttributeSet, Category>();

/** Nothing is ever added to the other sets, and the questions of a batch share them. */
function otherCategory(id: string, set: AttributeSet): Category {
  if (isSmall(set)) return engineCategory(id, set);
  const known = otherCategories.get(set);
  if (known) return known;
  const made = sharedCategory(engineCategory(id, set));
  otherCategories.set(set, made);
  return made;
}

function engineCategory(id: string, set: AttributeSet): Category {
  const attributes: Attribute[] = [];
  for (const { id: attributeId, dataType, values, includeInResult } of set.attributes) {
    const texts: { dataType: string; text: string }[] = [];
    for (const text of values) texts.push({ dataType, text });
    attributes.push({ id: attributeId, issuer: undefined, includeInResult, values: texts });
  }
  return { id, xmlId: undefined, attributes, content: undefined };
}

/**
 * The delegation run (8.1): has the resource party given the subject, or an organisation in which the subject has a key role, the
 * right to the action? What a main unit has given counts for its sub-units. A failing lookup (undefined) leaves the role run's result
 * standing.
 */
function isDelegated(context: Context, recall: Recall, memo: Memo | undefined): boolean | undefined {
  const { resourceParty, subject, resourceId, request } = context;
  if (!resourceParty || !NAMED.some((id) => request.subject.has(id))) return false;
  try {
    const rights = recall.rights(recall.pair(subject, resourceParty), subject, resourceParty, resourceId, memo);
    if (rights.length === 0) return false;
    const actions = actionsOf(request);
    return rights.some((right) => actions.includes(right.action) && fitsInstance(right.instanceId, context));
  } catch (error) {
    if (error instanceof Missing || error instanceof Unavailable) throw error;
    return undefined;
  }
}

/** A subject without any of these has no delegations. */
const NAMED = [name.USER_ID, name.PARTY_ID, name.SYSTEM_USER] as const;

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
function checkAccessLists(permit: Outcome, context: Context, recall: Recall, memo: Memo | undefined): Outcome {
  if (context.isApp) return permit;
  const record = recall.resource(context.resourceId, memo);
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
  const lists = recall.memberships(number, context.resourceId, memo);
  if (lists.length === 0) return refuse(`${number} is on no access list of the resource`);
  const actions = actionsOf(context.request);
  const covered = lists.some(
    ({ actionFilters }) =>
      actionFilters === undefined || actionFilters.length === 0 || actions.every((one) => actionFilters.includes(one)),
  );
  return covered ? permit : refuse(`the access lists that ${number} is on do not cover the action`);
}
