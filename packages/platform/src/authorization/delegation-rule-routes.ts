import type {} from '@fastify/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { type Callers, requireToken } from '../callers/index.ts';
import type { Database } from '../database/index.ts';
import { Turns } from '../foundation/index.ts';
import { HttpProblem } from '../http/index.ts';
import type { DecisionPoint } from './authorization.ts';
import {
  type Match,
  type Relation,
  type Rule,
  type RuleStore,
  receiverOf,
  relationOf,
  ruleIdOf,
  rulesOf,
  storable,
} from './delegation-rules.ts';

const BASE = '/authorization/api/v1/delegations';
const MAX_RULES = 500;
/** Rules, or relations of which rules are looked for, after which others have their turn. */
const RULES_A_TURN = 50;

export interface DelegationRuleDeps {
  readonly authorization: DecisionPoint;
  readonly callers: Callers;
  readonly database: Database;
  readonly store: RuleStore;
}

const MatchShape = Type.Object({ id: Type.String({ maxLength: 200 }), value: Type.String({ maxLength: 200 }) });
const Matches = Type.Array(MatchShape, { maxItems: 20 });
const RuleShape = Type.Object({
  delegatedByUserId: Type.Integer({ minimum: 1 }),
  offeredByPartyId: Type.Integer({ minimum: 1 }),
  coveredBy: Matches,
  resource: Matches,
  action: MatchShape,
});
const PolicyMatch = Type.Object({
  offeredByPartyId: Type.Integer({ minimum: 1 }),
  resource: Matches,
  coveredBy: Matches,
});
const Deletion = Type.Object({
  ruleIds: Type.Optional(Type.Array(Type.String(), { maxItems: MAX_RULES })),
  deletedByUserId: Type.Integer({ minimum: 1 }),
  policyMatch: PolicyMatch,
});
const QueryShape = Type.Object({
  parentPartyId: Type.Optional(Type.Integer()),
  keyRolePartyIds: Type.Optional(Type.Array(Type.Integer(), { maxItems: 100 })),
  offeredByPartyId: Type.Optional(Type.Integer()),
  resources: Type.Array(Matches, { maxItems: 100 }),
  coveredBy: Type.Optional(Matches),
});

interface DeletionOf {
  readonly ruleIds?: readonly string[];
  readonly policyMatch: Pick<Rule, 'offeredByPartyId' | 'resource' | 'coveredBy'>;
}
interface QueryOf {
  readonly parentPartyId?: number;
  readonly keyRolePartyIds?: readonly number[];
  readonly offeredByPartyId?: number;
  readonly resources: readonly (readonly Match[])[];
  readonly coveredBy?: readonly Match[];
}

/** `/authorization/api/v1/delegations/…`: rules one by one, for a token with the claim `urn:altinn:app` = `sbl.authorization` (12.4). */
export function delegationRuleRoutes(app: FastifyInstance, deps: DelegationRuleDeps): void {
  const onRequest = async (request: FastifyRequest) => {
    const caller = requireToken(deps.callers, request, ['altinn']);
    if (caller.claims['urn:altinn:app'] !== 'sbl.authorization')
      throw new HttpProblem(
        403,
        'only a token with the claim urn:altinn:app = sbl.authorization may keep delegation rules',
      );
  };
  const options = (summary: string, body: object) => ({
    onRequest,
    schema: { tags: ['authorization'], summary, body },
  });
  app.register(async (scope) => {
    scope.post<{ Body: Rule[] }>(
      `${BASE}/AddRules`,
      options('Store delegation rules', Type.Array(RuleShape, { minItems: 1, maxItems: MAX_RULES })),
      async (request, reply) => addRules(deps, request.body, reply),
    );
    scope.post<{ Body: QueryOf }>(`${BASE}/GetRules`, options('Find delegation rules', QueryShape), async (request) =>
      getRules(deps, request.body),
    );
    const deletions = Type.Array(Deletion, { minItems: 1, maxItems: MAX_RULES });
    scope.post<{ Body: DeletionOf[] }>(
      `${BASE}/DeleteRules`,
      options('Delete rules by id', deletions),
      async (request, reply) => {
        if (request.body.some((one) => !one.ruleIds?.length))
          throw new HttpProblem(400, 'give ruleIds in every item; DeletePolicy deletes all');
        return deleteRules(deps, request.body, reply);
      },
    );
    scope.post<{ Body: DeletionOf[] }>(
      `${BASE}/DeletePolicy`,
      options('Delete every rule between two parties on a resource', deletions),
      async (request, reply) =>
        deleteRules(
          deps,
          request.body.map(({ policyMatch }) => ({ policyMatch })),
          reply,
        ),
    );
  });
}

/** 201 when all are stored, 206 when some are, 400 when none is. */
const statusOf = (done: number, asked: number, all: number): number => (done === 0 ? 400 : done < asked ? 206 : all);

async function addRules(deps: DelegationRuleDeps, rules: readonly Rule[], reply: FastifyReply): Promise<FastifyReply> {
  const planned: { rule: Rule; plan: Awaited<ReturnType<typeof storable>> }[] = [];
  const turns = new Turns(RULES_A_TURN);
  for (const rule of rules) {
    planned.push({ rule, plan: await storable(deps.authorization.lookups, rule) });
    await turns.spend(1);
  }
  await deps.database.transaction(async (trx, announce) => {
    for (const { plan } of planned) {
      if (!plan) continue;
      const rights = [{ resourceId: plan.resourceId, action: plan.action }];
      await deps.store.grantToSystemUser(trx, announce, {
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
    type: plan ? 1 : 0,
    createdSuccessfully: plan !== undefined,
  }));
  const stored = answers.filter((one) => one.createdSuccessfully).length;
  if (stored === 0)
    throw new HttpProblem(400, 'no rule could be stored: a party, the resource or the action is not known');
  return reply.code(statusOf(stored, rules.length, 201)).send(answers);
}

async function getRules(deps: DelegationRuleDeps, query: QueryOf): Promise<readonly Rule[]> {
  const { register } = deps.authorization.lookups;
  const keyRoles = (query.keyRolePartyIds ?? []).map((id) => [{ id: 'urn:altinn:partyid', value: String(id) }]);
  const receivers = [...(query.coveredBy?.length ? [query.coveredBy] : []), ...keyRoles];
  const givers = [query.offeredByPartyId, query.parentPartyId].filter((id): id is number => id !== undefined && id > 0);
  if (givers.length === 0 || receivers.length === 0)
    throw new HttpProblem(400, 'give offeredByPartyId, and coveredBy or keyRolePartyIds');
  const found: Rule[] = [];
  const turns = new Turns(RULES_A_TURN);
  for (const coveredBy of receivers) {
    if (!(await receiverOf(register, coveredBy))) continue;
    for (const offeredByPartyId of givers)
      for (const resource of query.resources) {
        await turns.spend(1);
        const relation = await relationOf(deps.authorization.lookups, { offeredByPartyId, coveredBy, resource });
        if (relation) found.push(...(await rulesOf(deps.store, relation, { coveredBy, resource })));
      }
  }
  return found;
}

/** 200 when all are gone, 206 when some are, 400 when none is. */
async function deleteRules(
  deps: DelegationRuleDeps,
  deletions: readonly DeletionOf[],
  reply: FastifyReply,
): Promise<FastifyReply> {
  const gone: Rule[] = [];
  let asked = 0;
  const turns = new Turns(RULES_A_TURN);
  for (const { ruleIds, policyMatch } of deletions) {
    await turns.spend(1);
    const relation = await relationOf(deps.authorization.lookups, policyMatch);
    const rules = relation ? await rulesOf(deps.store, relation, policyMatch) : [];
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
  if (gone.length === 0) throw new HttpProblem(400, 'no such rule');
  return reply.code(statusOf(gone.length, asked, 200)).send(gone);
}

/** Takes the whole resource back and gives again what stays: in one transaction, so that nobody sees the gap. */
async function replaceRules(
  deps: DelegationRuleDeps,
  { from, to, resourceId }: Relation,
  kept: readonly Rule[],
): Promise<void> {
  await deps.database.transaction(async (trx, announce) => {
    await deps.store.revoke(trx, announce, { to: to.uuid, from: from.uuid, resources: [resourceId], packages: [] });
    const rights = kept.map((rule) => ({ resourceId, action: rule.action.value }));
    if (rights.length > 0)
      await deps.store.grantToSystemUser(trx, announce, { to: to.uuid, from, by: from.uuid, rights, packages: [] });
  });
}
