import { Type } from 'typebox';
import { Turns } from '../foundation/index.ts';
import { text } from '../http/index.ts';
import {
  appResourceId,
  isPolicyUnusable,
  namedResource,
  policyRights,
  type Resources,
  warningsHeader,
} from '../resources/index.ts';
import { levelOf } from './authorization.ts';
import type { InternalDeps } from './internal.ts';
import * as name from './names.ts';
import { refuse } from './refusals.ts';
import { Match, ShortPolicy } from './schemas.ts';
import { ANYONE, type AuthorizationSurface, STUDIO_ONLY } from './surface.ts';

const BASE = '/authorization/api/v1/policies';
/** Policies after which others have their turn. */
const POLICIES_A_TURN = 10;

/** `/authorization/api/v1/policies/…`: policies in short form (altinn-pdp.md 2). */
export function policyRoutes({ route }: AuthorizationSurface, deps: InternalDeps): void {
  const { resources } = deps.authorization.lookups;
  route({
    method: 'GET',
    path: `${BASE}/roleswithaccess/:org/:app`,
    operationId: 'listRolesWithAccessToApp',
    summary: 'Role codes that an app’s policy names',
    access: ANYONE,
    answers: { 200: { description: 'The codes', schema: Type.Array(Type.String()) } },
    refusals: [404],
    async handle({ params: { org, app } }) {
      const policy = await resources.policy(appResourceId(org, app));
      if (!policy) throw refuse('policy-unknown', `there is no policy of the app ${org}/${app}`);
      const prefix = `${name.ROLE_CODE}:`;
      return [
        ...new Set(policy.subjects.filter((urn) => urn.startsWith(prefix)).map((urn) => urn.slice(prefix.length))),
      ];
    },
  });
  route({
    method: 'POST',
    path: `${BASE}/GetPolicies`,
    operationId: 'listShortPolicies',
    summary: 'Policies in short form',
    access: ANYONE,
    body: Type.Array(Type.Union([Match, Type.Array(Match, { maxItems: 20 })]), { maxItems: 200 }),
    answers: { 200: { description: 'Of each resource that has a policy', schema: Type.Array(ShortPolicy) } },
    async handle({ body }) {
      const answers = [];
      const turns = new Turns(POLICIES_A_TURN);
      for (const resource of body.map((one) => [one].flat())) {
        await turns.spend(1);
        const id = namedResource(resource);
        const short = id === undefined ? undefined : await shortPolicy(resources, id);
        if (short) answers.push({ authorizationResources: resource, ...short });
      }
      return answers;
    },
  });
}

/** The studio stores the policy of an app (altinn-pdp.md 2); the scope must give bodies as text. */
export function studioRoute({ route }: AuthorizationSurface, deps: InternalDeps): void {
  const { resources } = deps.authorization.lookups;
  route({
    method: 'POST',
    path: BASE,
    operationId: 'storeAppPolicy',
    summary: 'Store the policy of an app (Studio)',
    access: STUDIO_ONLY,
    query: { org: text('Service owner of the app'), app: text('Name of the app') },
    body: {
      schema: Type.String({ description: 'A XACML 3.0 policy' }),
      types: ['application/xml', 'text/xml'],
      read: (body: unknown) => (typeof body === 'string' ? body : ''),
    },
    answers: { 200: { description: 'It is stored; a header lists its warnings' } },
    async handle({ query: { org, app }, body: xml }, reply) {
      if (!org || !app) throw refuse('app-missing', 'give org and app');
      if (!(await resources.application(org, app))) throw refuse('app-unknown', `there is no app ${org}/${app}`);
      try {
        // With the mark that editors of Windows begin a file with: the studio sends what lies in the repository.
        const policy = resources.compile(appResourceId(org, app), 0, xml.replace(/^\uFEFF/, ''), 'app');
        const stored = await deps.database.transaction((trx, announce) =>
          resources.saveCompiled(trx, announce, policy),
        );
        return reply.code(200).headers(warningsHeader(stored.document.warnings)).send();
      } catch (error) {
        if (!isPolicyUnusable(error)) throw error;
        throw refuse('policy-unusable', `the policy is not usable: ${error.message}`);
      }
    },
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
