import type { FastifyInstance, FastifyReply } from 'fastify';
import { type Static, Type } from 'typebox';
import type { Callers } from '../callers/index.ts';
import type { Database } from '../database/index.ts';
import { Turns } from '../foundation/index.ts';
import { refuse } from './refusals.ts';
import {
  type Policies,
  type Relation,
  RULE_TYPE,
  type Rule,
  type RuleStore,
  receiverOf,
  relationOf,
  ruleIdOf,
  rulesOf,
  storable,
  USER_ID,
} from './rules.ts';
import { KeptRule, MAX_RULES, NewRule, RuleDeletion, RuleQuery } from './schemas.ts';
import { type DelegationRulesSurface, delegationRulesSurface, RULE_KEEPER } from './surface.ts';

const BASE = '/authorization/api/v1/delegations';
/** Rules, or relations of which rules are looked for, after which others have their turn. */
const RULES_A_TURN = 50;

export interface DelegationRulesDeps extends Policies {
  readonly callers: Callers;
  readonly database: Database;
  readonly store: RuleStore;
}

/** What the answer says of a rule that has been taken away. */
const GONE = { type: RULE_TYPE.none, createdSuccessfully: true };

type Deletion = Pick<Static<typeof RuleDeletion>, 'ruleIds' | 'policyMatch'>;

/** `/authorization/api/v1/delegations/…`: the older API over single delegated rights, rule by rule (altinn-pdp.md 12.4). */
export function delegationRulesRoutes(app: FastifyInstance, deps: DelegationRulesDeps): void {
  const rules = delegationRulesSurface(app, deps);
  keepingRoutes(rules, deps);
  deletingRoutes(rules, deps);
}

function keepingRoutes({ route }: DelegationRulesSurface, deps: DelegationRulesDeps): void {
  route({
    method: 'POST',
    path: `${BASE}/AddRules`,
    operationId: 'addDelegationRules',
    summary: 'Store delegation rules',
    access: RULE_KEEPER,
    body: Type.Array(NewRule, { minItems: 1, maxItems: MAX_RULES }),
    answers: {
      201: { description: 'All are stored', schema: Type.Array(KeptRule) },
      206: { description: 'Some are stored: those with createdSuccessfully', schema: Type.Array(KeptRule) },
    },
    handle: ({ body }, reply) => addRules(deps, body, reply),
  });
  route({
    method: 'POST',
    path: `${BASE}/GetRules`,
    operationId: 'findDelegationRules',
    summary: 'Find delegation rules',
    access: RULE_KEEPER,
    body: RuleQuery,
    answers: { 200: { description: 'The rules', schema: Type.Array(KeptRule) } },
    handle: ({ body }) => getRules(deps, body),
  });
}

function deletingRoutes({ route }: DelegationRulesSurface, deps: DelegationRulesDeps): void {
  const body = Type.Array(RuleDeletion, { minItems: 1, maxItems: MAX_RULES });
  const answers = {
    200: { description: 'All are gone: these', schema: Type.Array(KeptRule) },
    206: { description: 'Some are gone: these', schema: Type.Array(KeptRule) },
  };
  route({
    method: 'POST',
    path: `${BASE}/DeleteRules`,
    operationId: 'deleteDelegationRules',
    summary: 'Delete rules by id',
    access: RULE_KEEPER,
    body,
    answers,
    handle({ body: deletions }, reply) {
      if (deletions.some((one) => !one.ruleIds?.length))
        throw refuse('rule-ids-missing', 'give ruleIds in every item; DeletePolicy deletes all');
      return deleteRules(deps, deletions, reply);
    },
  });
  route({
    method: 'POST',
    path: `${BASE}/DeletePolicy`,
    operationId: 'deleteDelegationPolicy',
    summary: 'Delete every rule between two parties on a resource',
    access: RULE_KEEPER,
    body,
    answers,
    handle: ({ body: deletions }, reply) =>
      deleteRules(
        deps,
        deletions.map(({ policyMatch }) => ({ policyMatch })),
        reply,
      ),
  });
}

/** What is answered when all are done, and 206 when some are. */
const statusOf = (done: number, asked: number, all: number): number => (done < asked ? 206 : all);

async function addRules(deps: DelegationRulesDeps, rules: readonly Rule[], reply: FastifyReply): Promise<FastifyReply> {
  const planned: { rule: Rule; plan: Awaited<ReturnType<typeof storable>> }[] = [];
  const turns = new Turns(RULES_A_TURN);
  for (const rule of rules) {
    planned.push({ rule, plan: await storable(deps, rule) });
    await turns.spend(1);
  }
  await deps.database.transaction(async (trx, announce) => {
    for (const { plan } of planned) {
      if (!plan) continue;
      const rights = [{ resourceId: plan.resourceId, action: plan.action }];
      await deps.store.grantPlanned(trx, announce, {
        to: plan.to.uuid,
        from: plan.from,
        by: plan.by,
        rights,
        packages: [],
      });
    }
  });
  const answers = planned.map(({ rule, plan }) => ({
    ...rule,
    ruleId: plan ? ruleIdOf(plan, plan.action) : '',
    type: plan ? RULE_TYPE.direct : RULE_TYPE.none,
    createdSuccessfully: plan !== undefined,
  }));
  const stored = answers.filter((one) => one.createdSuccessfully).length;
  if (stored === 0)
    throw refuse('rule-unknown-parts', 'no rule could be stored: a party, the resource or the action is not known');
  return reply.code(statusOf(stored, rules.length, 201)).send(answers);
}

async function getRules(deps: DelegationRulesDeps, query: Static<typeof RuleQuery>): Promise<readonly Rule[]> {
  const { register } = deps;
  const keyRoles = (query.keyRolePartyIds ?? []).map((id) => [{ id: 'urn:altinn:partyid', value: String(id) }]);
  const receivers = [...(query.coveredBy?.length ? [query.coveredBy] : []), ...keyRoles];
  const isUser = query.coveredBy?.some(({ id }) => id === USER_ID) ?? false;
  // A key role is a person's: what the organisation of a party has counts for nobody else.
  const typeOf = (coveredBy: Rule['coveredBy'], giver: number): number => {
    const isDirect = coveredBy === query.coveredBy;
    if (!isDirect && !isUser) return RULE_TYPE.none;
    if (giver === query.offeredByPartyId) return isDirect ? RULE_TYPE.direct : RULE_TYPE.keyRole;
    return isDirect ? RULE_TYPE.subUnit : RULE_TYPE.subUnitByKeyRole;
  };
  const givers = [query.offeredByPartyId, query.parentPartyId].filter((id): id is number => id !== undefined && id > 0);
  if (givers.length === 0 || receivers.length === 0)
    throw refuse('query-incomplete', 'give offeredByPartyId, and coveredBy or keyRolePartyIds');
  const found: Rule[] = [];
  const turns = new Turns(RULES_A_TURN);
  for (const coveredBy of receivers) {
    if (!(await receiverOf(register, coveredBy))) continue;
    for (const offeredByPartyId of givers)
      for (const resource of query.resources) {
        await turns.spend(1);
        const relation = await relationOf(deps, { offeredByPartyId, coveredBy, resource });
        const told = { type: typeOf(coveredBy, offeredByPartyId), createdSuccessfully: false };
        if (relation) found.push(...(await rulesOf(deps.store, relation, { coveredBy, resource }, told)));
      }
  }
  return found;
}

/** 200 when all are gone, 206 when some are, 400 when none is. */
async function deleteRules(
  deps: DelegationRulesDeps,
  deletions: readonly Deletion[],
  reply: FastifyReply,
): Promise<FastifyReply> {
  const gone: Rule[] = [];
  let asked = 0;
  const turns = new Turns(RULES_A_TURN);
  for (const { ruleIds, policyMatch } of deletions) {
    await turns.spend(1);
    const relation = await relationOf(deps, policyMatch);
    const rules = relation ? await rulesOf(deps.store, relation, policyMatch, GONE) : [];
    const wanted = new Set(ruleIds);
    const chosen = new Set(ruleIds ? rules.filter((rule) => wanted.has(rule.ruleId ?? '')) : rules);
    asked += ruleIds?.length ?? Math.max(1, rules.length);
    if (!relation || chosen.size === 0) continue;
    await replaceRules(
      deps,
      relation,
      rules.filter((rule) => !chosen.has(rule)),
    );
    gone.push(...chosen);
  }
  if (gone.length === 0) throw refuse('rule-unknown', 'no such rule');
  return reply.code(statusOf(gone.length, asked, 200)).send(gone);
}

/** Takes the whole resource back and gives again what stays: in one transaction, so that nobody sees the gap. */
async function replaceRules(
  deps: DelegationRulesDeps,
  { from, to, resourceId }: Relation,
  kept: readonly Rule[],
): Promise<void> {
  await deps.database.transaction(async (trx, announce) => {
    await deps.store.revoke(trx, announce, { to: to.uuid, from: from.uuid, resources: [resourceId], packages: [] });
    const rights = kept.map((rule) => ({ resourceId, action: rule.action.value }));
    if (rights.length > 0)
      await deps.store.grantPlanned(trx, announce, { to: to.uuid, from, by: from.uuid, rights, packages: [] });
  });
}
