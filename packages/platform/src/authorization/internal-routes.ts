import type {} from '@fastify/swagger';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { type Callers, requireToken } from '../callers/index.ts';
import type { Database } from '../database/index.ts';
import { isUuid } from '../foundation/index.ts';
import { HttpProblem } from '../http/index.ts';
import type { HeldRole, Party, PartyRef, Register } from '../register/index.ts';
import { appResourceId, flatRules, PolicyError, type Resources } from '../resources/index.ts';
import type { DecisionPoint } from './authorization.ts';
import { levelOf } from './authorization.ts';
import { recipients, type Subject } from './context-handler.ts';
import * as name from './names.ts';
import type { TokenCheck } from './routes.ts';

interface Deps {
  readonly authorization: DecisionPoint;
  readonly callers: Callers;
  readonly database: Database;
  readonly mayAuthorize: TokenCheck;
  readonly sandbox?: boolean;
}

type Query = { Querystring: Readonly<Record<string, string | undefined>> };

/** What the platform's own services ask (altinn-pdp.md 2 and 13.2): open in a sandbox, behind an authorize scope elsewhere. */
export function internalRoutes(app: FastifyInstance, deps: Deps): void {
  app.register(async (scope) => {
    pipRoutes(scope, deps);
    partyRoutes(scope, deps);
    policyRoutes(scope, deps);
    accessListRoute(scope, deps);
  });
}

const internalOnly = (deps: Deps) => async (request: FastifyRequest) => {
  if (!deps.sandbox) deps.mayAuthorize(request);
};

function uuidParameter(request: FastifyRequest<Query>, parameter: 'from' | 'to'): string {
  const value = request.query[parameter];
  if (value === undefined || !isUuid(value))
    throw new HttpProblem(400, undefined, {
      errors: { [parameter]: [`"${String(value).slice(0, 60)}" is not a UUID`] },
    });
  return value.toLowerCase();
}

/** The subject that a UUID stands for: a party of the register, else a system user. */
async function subjectOf(register: Register, uuid: string): Promise<Subject> {
  const party = await register.party({ uuid });
  return party ? { party, isUser: party.userId !== undefined } : { systemUser: uuid, isUser: false };
}

async function packagesOf(deps: Deps, to: string, from: string): Promise<readonly string[]> {
  const { register, delegations } = deps.authorization.lookups;
  const of = await register.party({ uuid: from });
  if (!of) return [];
  const subject = await subjectOf(register, to);
  const urns = new Set(subject.party ? await register.packages(subject.party, of) : []);
  const givers = of.parentUuid === undefined ? [of.uuid] : [of.uuid, of.parentUuid];
  for (const receiver of await recipients(subject, register))
    for (const giver of givers) for (const urn of await delegations.packages(receiver, giver)) urns.add(urn);
  return [...urns];
}

/** Each role by its URN and by its legacy URN; rightholder and agent never (altinn-pdp.md 13.2, 7.2). */
const roleUrns = (roles: readonly HeldRole[]): readonly string[] => [
  ...new Set(
    roles
      .filter((role) => !['urn:altinn:role:rettighetshaver', 'urn:altinn:role:agent'].includes(role.urn))
      .flatMap((role) => (role.legacyUrn === undefined ? [role.urn] : [role.urn, role.legacyUrn])),
  ),
];

const Match = Type.Object({ id: Type.String(), value: Type.String() });
const ChangesBody = Type.Object({
  subject: Match,
  party: Match,
  resource: Type.Array(Match, { minItems: 1, maxItems: 20 }),
});

function pipRoutes(scope: FastifyInstance, deps: Deps): void {
  const base = '/accessmanagement/api/v1/policyinformation';
  const { register, delegations } = deps.authorization.lookups;
  const onRequest = internalOnly(deps);
  const schema = (summary: string) => ({ tags: ['policy information'], summary });
  scope.get<Query>(
    `${base}/accesspackages`,
    { onRequest, schema: schema('Packages that `to` holds for `from`') },
    async (request) => packagesOf(deps, uuidParameter(request, 'to'), uuidParameter(request, 'from')),
  );
  scope.get<Query>(
    `${base}/roles-and-accesspackages`,
    { onRequest, schema: schema('Roles and packages of `to` for `from`') },
    async (request) => {
      const [to, from] = [uuidParameter(request, 'to'), uuidParameter(request, 'from')];
      const [holder, of] = [await register.party({ uuid: to }), await register.party({ uuid: from })];
      const roles = holder && of ? await register.roles(holder, of) : [];
      return { roles: roleUrns(roles), accessPackages: await packagesOf(deps, to, from) };
    },
  );
  scope.post<{ Body: { subject: MatchOf; party: MatchOf; resource: MatchOf[] } }>(
    `${base}/getdelegationchanges`,
    { onRequest, schema: { ...schema('Delegations of a resource from a party to a subject'), body: ChangesBody } },
    async (request) => {
      const { subject, party, resource } = request.body;
      const from =
        party.id === name.PARTY_ID && /^\d{1,15}$/.test(party.value)
          ? await register.party({ partyId: Number(party.value) })
          : undefined;
      const to = await receiver(register, subject);
      const resourceId = resourceIdIn(resource);
      if (!from || !to || resourceId === undefined)
        throw new HttpProblem(
          400,
          'give a known party as urn:altinn:partyid, a subject as urn:altinn:userid, urn:altinn:partyid or urn:altinn:systemuser:uuid, and a resource',
        );
      const receivers = await recipients(to, register);
      const givers = from.parentUuid === undefined ? [from.uuid] : [from.uuid, from.parentUuid];
      const changes = [];
      for (const giver of givers)
        for (const right of await delegations.rights({ to: receivers, from: giver, resourceId }))
          changes.push(await changeJson(register, right, giver, resourceId));
      return changes;
    },
  );
}

interface MatchOf {
  readonly id: string;
  readonly value: string;
}

async function receiver(register: Register, subject: MatchOf): Promise<Subject | undefined> {
  if (subject.id === name.SYSTEM_USER)
    return isUuid(subject.value) ? { systemUser: subject.value.toLowerCase(), isUser: false } : undefined;
  if (!/^\d{1,15}$/.test(subject.value)) return undefined;
  const ref: PartyRef | undefined =
    subject.id === name.USER_ID
      ? { userId: Number(subject.value) }
      : subject.id === name.PARTY_ID
        ? { partyId: Number(subject.value) }
        : undefined;
  const party = ref && (await register.party(ref));
  return party && { party, isUser: subject.id === name.USER_ID };
}

function resourceIdIn(resource: readonly MatchOf[]): string | undefined {
  const value = (id: string) => resource.find((one) => one.id === id)?.value;
  const [org, app] = [value(name.ORG), value(name.APP)];
  return org !== undefined && app !== undefined ? appResourceId(org, app) : value(name.RESOURCE_ID);
}

async function changeJson(
  register: Register,
  right: { readonly to: string; readonly action: string; readonly instanceId?: string },
  from: string,
  resourceId: string,
) {
  const [to, giver] = [await register.party({ uuid: right.to }), await register.party({ uuid: from })];
  return {
    delegationchangetype: 1,
    resourceid: resourceId,
    resourcetype: resourceId.startsWith('app_') ? 'AltinnApp' : 'ResourceRegistry',
    instanceid: right.instanceId ?? null,
    action: right.action,
    offeredbypartyid: giver?.partyId ?? null,
    fromuuid: from,
    fromuuidtype: giver?.type === 'person' ? 'urn:altinn:person:uuid' : 'urn:altinn:organization:uuid',
    coveredbypartyid: to && to.userId === undefined ? to.partyId : null,
    coveredbyuserid: to?.userId ?? null,
    touuid: right.to,
    touuidtype:
      to === undefined
        ? name.SYSTEM_USER
        : to.type === 'person'
          ? 'urn:altinn:person:uuid'
          : 'urn:altinn:organization:uuid',
  };
}

/** The user whose token it is. @throws HttpProblem 400, 403, 404 */
async function ownUser(deps: Deps, request: FastifyRequest, given: string | undefined): Promise<Party> {
  const caller = requireToken(deps.callers, request, ['altinn']);
  if (given === undefined || !/^\d{1,15}$/.test(given))
    throw new HttpProblem(400, `the user id "${String(given).slice(0, 40)}" is not a number`);
  if (Number(given) === 0) throw new HttpProblem(404, 'there is no user 0');
  if (caller.userId !== Number(given)) throw new HttpProblem(403, `the token is not of the user ${given}`);
  const party = await deps.authorization.lookups.register.party({ userId: Number(given) });
  if (!party) throw new HttpProblem(404, `the register has no user ${given}`);
  return party;
}

function partyRoutes(scope: FastifyInstance, deps: Deps): void {
  const base = '/authorization/api/v1';
  const { register } = deps.authorization.lookups;
  const schema = (summary: string) => ({ tags: ['authorization'], summary });
  scope.get<Query>(`${base}/parties`, { schema: schema('Whom a user may act for') }, async (request) => {
    const user = await ownUser(deps, request, request.query['userId']);
    return (await register.reportees(user)).map(({ party }) => ({
      partyId: party.partyId,
      partyUuid: party.uuid,
      partyTypeName: party.type === 'organization' ? 2 : 1,
      orgNumber: party.organizationNumber ?? '',
      unitType: party.form ?? null,
      name: party.name,
      isDeleted: party.isDeleted,
    }));
  });
  scope.get<Query & { Params: { partyId: string } }>(
    `${base}/parties/:partyId/validate`,
    { schema: schema('May a user act for a party?') },
    async (request) => {
      const user = await ownUser(deps, request, request.query['userId']);
      const party = /^\d{1,15}$/.test(request.params.partyId)
        ? await register.party({ partyId: Number(request.params.partyId) })
        : undefined;
      return party !== undefined && (await register.roles(user, party)).length > 0;
    },
  );
  scope.get<Query>(`${base}/roles`, { schema: schema('The roles of a user for a party') }, async (request) => {
    const user = await ownUser(deps, request, request.query['coveredByUserId']);
    const partyId = request.query['offeredByPartyId'];
    if (partyId === undefined || !/^\d{1,15}$/.test(partyId) || Number(partyId) === 0)
      throw new HttpProblem(400, 'offeredByPartyId must be the number of a party');
    const party = await register.party({ partyId: Number(partyId) });
    if (!party) throw new HttpProblem(404, `the register has no party ${partyId}`);
    return (await register.roles(user, party)).map((role) => ({ type: 'altinn', value: role.code.toUpperCase() }));
  });
}

function policyRoutes(scope: FastifyInstance, deps: Deps): void {
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
  scope.post<{ Body: MatchOf[] | MatchOf[][] }>(
    `${base}/GetPolicies`,
    {
      schema: {
        ...schema('Policies in short form'),
        body: Type.Array(Type.Union([Match, Type.Array(Match, { maxItems: 20 })]), { maxItems: 200 }),
      },
    },
    async (request) => {
      const wanted = request.body.map((one) => [one].flat() as MatchOf[]);
      const answers = [];
      for (const resource of wanted) {
        const id = resourceIdIn(resource);
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
        await deps.database.transaction((trx, announce) =>
          resources.savePolicy(
            trx,
            announce,
            appResourceId(org, app),
            typeof request.body === 'string' ? request.body : '',
          ),
        );
      } catch (error) {
        if (!(error instanceof PolicyError)) throw error;
        throw new HttpProblem(400, `the policy is not usable: ${error.message}`);
      }
      return reply.code(200).send();
    });
  });
}

/** Title, actions with the roles that have them, and the least level (altinn-pdp.md 2). */
async function shortPolicy(resources: Resources, id: string) {
  const [policy, record] = [await resources.policy(id), await resources.resource(id)];
  if (!policy) return undefined;
  const rules = flatRules(policy.document).filter((rule) => rule.effect === 'Permit');
  const roles = (action: string) =>
    rules
      .filter((rule) => rule.actions.includes(action))
      .flatMap((rule) => rule.subjects.flat())
      .filter((one) => one.type === name.ROLE_CODE)
      .map((one) => one.value.toUpperCase());
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
    actions: policy.actions.map((action) => ({
      match: { id: name.ACTION_ID, value: action },
      title: action,
      roleGrants: [...new Set(roles(action))].map((roleTypeCode) => ({ roleTypeCode, isDelegable: true })),
    })),
    minimumAuthenticationLevel: levelOf(literal, name.LEVEL_CATEGORY) ?? 0,
  };
}

const UrnMatch = Type.Object({ type: Type.String(), value: Type.String() });
const ListBody = Type.Object({ subject: UrnMatch, resource: UrnMatch, action: UrnMatch });

/** Is the subject on an access list of the resource that covers the action? (altinn-pdp.md 2) */
function accessListRoute(scope: FastifyInstance, deps: Deps): void {
  const { register, resources } = deps.authorization.lookups;
  type UrnMatchOf = { readonly type: string; readonly value: string };
  scope.post<{ Body: Record<'subject' | 'resource' | 'action', UrnMatchOf> }>(
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
