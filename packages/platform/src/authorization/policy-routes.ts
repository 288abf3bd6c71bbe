import type {} from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { requireToken } from '../callers/index.ts';
import { isUuid, Turns } from '../foundation/index.ts';
import { HttpProblem } from '../http/index.ts';
import { appResourceId, PolicyError, policyRights, type Resources, warningsHeader } from '../resources/index.ts';
import { levelOf } from './authorization.ts';
import { resourceIdOf } from './delegation-rules.ts';
import { type InternalDeps, internalOnly, type Match, MatchShape, type Query } from './internal.ts';
import * as name from './names.ts';

/** Policies after which others have their turn. */
const POLICIES_A_TURN = 10;

/** `/authorization/api/v1/policies…`: app policies in short form, and stored by the studio (altinn-pdp.md 2). */
export function policyRoutes(scope: FastifyInstance, deps: InternalDeps): void {
  const base = '/authorization/api/v1/policies';
  const { resources } = deps.authorization.lookups;
  const schema = (summary: string) => ({ tags: ['authorization'], summary });
  scope.get<{ Params: { org: string; app: string } }>(
    `${base}/roleswithaccess/:org/:app`,
    { schema: schema('Role codes that an app’s policy names') },
    async (request) => {
      const policy = await resources.policy(appResourceId(request.params.org, request.params.app));
      if (!policy)
        throw new HttpProblem(404, `there is no policy of the app ${request.params.org}/${request.params.app}`);
      const prefix = `${name.ROLE_CODE}:`;
      return [
        ...new Set(policy.subjects.filter((urn) => urn.startsWith(prefix)).map((urn) => urn.slice(prefix.length))),
      ];
    },
  );
  scope.post<{ Body: Match[] | Match[][] }>(
    `${base}/GetPolicies`,
    {
      schema: {
        ...schema('Policies in short form'),
        body: Type.Array(Type.Union([MatchShape, Type.Array(MatchShape, { maxItems: 20 })]), { maxItems: 200 }),
      },
    },
    async (request) => {
      const wanted = request.body.map((one) => [one].flat() as Match[]);
      const answers = [];
      const turns = new Turns(POLICIES_A_TURN);
      for (const resource of wanted) {
        await turns.spend(1);
        const id = resourceIdOf(resource);
        const short = id === undefined ? undefined : await shortPolicy(resources, id);
        if (short) answers.push({ authorizationResources: resource, ...short });
      }
      return answers;
    },
  );
  scope.register(async (raw) => {
    raw.removeAllContentTypeParsers();
    raw.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => done(null, body));
    raw.post<Query>(base, { schema: schema('Store the policy of an app (Studio)') }, async (request, reply) => {
      const caller = requireToken(deps.callers, request, ['altinn']);
      if (caller.claims['urn:altinn:app'] !== 'studio.designer')
        throw new HttpProblem(
          403,
          'only a token with the claim urn:altinn:app = studio.designer may store app policies',
        );
      const { org, app } = request.query;
      if (!org || !app) throw new HttpProblem(400, 'give org and app');
      if (!(await resources.application(org, app))) throw new HttpProblem(400, `there is no app ${org}/${app}`);
      try {
        const stored = await deps.database.transaction((trx, announce) =>
          resources.savePolicy(
            trx,
            announce,
            appResourceId(org, app),
            typeof request.body === 'string' ? request.body : '',
          ),
        );
        return reply.code(200).headers(warningsHeader(stored.document.warnings)).send();
      } catch (error) {
        if (!(error instanceof PolicyError)) throw error;
        throw new HttpProblem(400, `the policy is not usable: ${error.message}`);
      }
    });
  });
}

/** Title, actions with the roles that have them, and the least level (altinn-pdp.md 2). */
async function shortPolicy(resources: Resources, id: string) {
  const [policy, record] = [await resources.policy(id), await resources.resource(id)];
  if (!policy) return undefined;
  const roles = new Map<string, Set<string>>();
  for (const { action, subjects } of policyRights(policy.document)) {
    const known = roles.get(action.value) ?? new Set();
    roles.set(action.value, known);
    for (const { type, value } of subjects.flatMap((one) => one.subjectAttributes))
      if (type === name.ROLE_CODE) known.add(value.toUpperCase());
  }
  const { root } = policy.document;
  const literal = root.obligations.map((one) => ({
    id: one.id,
    assignments: one.assignments.flatMap(({ attributeId, category, expression }) =>
      expression.kind === 'value' && category !== undefined
        ? [
            {
              attributeId,
              category,
              dataType: expression.dataType.id,
              value: expression.dataType.format(expression.value),
            },
          ]
        : [],
    ),
  }));
  return {
    title: record?.title ?? null,
    actions: [...roles].map(([action, codes]) => ({
      match: { id: name.ACTION_ID, value: action },
      title: action,
      roleGrants: [...codes].map((roleTypeCode) => ({ roleTypeCode, isDelegable: true })),
    })),
    minimumAuthenticationLevel: levelOf(literal, name.LEVEL_CATEGORY) ?? 0,
  };
}

const UrnMatch = Type.Object({ type: Type.String(), value: Type.String() });
const ListBody = Type.Object({ subject: UrnMatch, resource: UrnMatch, action: UrnMatch });

/** Is the subject on an access list of the resource that covers the action? (altinn-pdp.md 2) */
export function accessListRoute(scope: FastifyInstance, deps: InternalDeps): void {
  const { register, resources } = deps.authorization.lookups;
  type UrnMatch = { readonly type: string; readonly value: string };
  scope.post<{ Body: Record<'subject' | 'resource' | 'action', UrnMatch> }>(
    '/authorization/api/v1/accesslist/accessmanagement/authorization',
    {
      onRequest: internalOnly(deps),
      schema: { tags: ['authorization'], summary: 'Access-list check', body: ListBody },
    },
    async (request) => {
      const { subject, resource, action } = request.body;
      const record = resource.type === name.RESOURCE_ID ? await resources.resource(resource.value) : undefined;
      const party =
        subject.type === name.ORGANIZATION_NUMBER
          ? await register.party({ organization: subject.value })
          : subject.type === name.PARTY_UUID && isUuid(subject.value)
            ? await register.party({ uuid: subject.value })
            : undefined;
      const answer = (result: 'NotDetermined' | 'NotAuthorized' | 'Authorized') => ({
        subject,
        resource,
        action,
        result,
      });
      if (!record || !party) return answer('NotDetermined');
      if (record.accessListMode !== 'Enabled') return answer('Authorized');
      const lists = party.organizationNumber
        ? await resources.memberships(party.organizationNumber, record.identifier)
        : [];
      const covered = lists.some(({ actionFilters }) => !actionFilters?.length || actionFilters.includes(action.value));
      return answer(covered ? 'Authorized' : 'NotAuthorized');
    },
  );
}
