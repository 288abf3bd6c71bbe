import { Type } from 'typebox';
import { Binder, uuid } from './binding.ts';
import { external } from './model.ts';
import { PAGED, page } from './paging.ts';
import { optionalText, requiredText } from './readers.ts';
import { forbidden, problem, REFUSALS, refuse } from './refusals.ts';
import {
  ExternalUser,
  InternalUser,
  PartyNumber,
  pageOf,
  UserAccess,
  UserWish,
  UserWithAccess,
  Uuid,
} from './schemas.ts';
import {
  ACCESS_MANAGEMENT,
  AM_READ,
  AM_WRITE,
  API,
  approverOf,
  LOOKUP,
  OVERVIEW_READ,
  REGISTER_WRITE,
  REQUEST_WRITE,
  type SystemsRoutesDeps,
  type UserSurface,
} from './surface.ts';

const BASE = `${API}/systemuser` as const;
const IN_PARTY = { party: PartyNumber } as const;
const BY_ID = { party: PartyNumber, systemUserId: Uuid } as const;
const idIn = (params: { readonly systemUserId: string }): string => uuid(params.systemUserId, 'systemUserId');

/** 404 without body. */
const nothing = () => refuse('userUnknown');

/** `/systemuser/…` without agents' clients (system-register-and-users.md 7.1 to 7.3). */
export function userRoutes(doors: UserSurface, deps: SystemsRoutesDeps): void {
  vendorReads(doors, deps);
  lookUpRoute(doors, deps);
  portalLists(doors, deps);
  portalReads(doors, deps);
  createRoute(doors, deps);
  changeRoutes(doors, deps);
}

/** 7.1 */
function vendorReads({ route }: UserSurface, deps: SystemsRoutesDeps): void {
  const { users, register, pageSize, urls } = deps.systems;
  route({
    method: 'GET',
    path: `${BASE}/vendor/byquery`,
    operationId: 'findSystemUserByReference',
    summary: "A system user by the vendor's reference",
    access: { who: 'vendor', scopes: [REQUEST_WRITE] },
    query: {
      'system-id': requiredText('Id of the system'),
      orgno: requiredText('Organisation number of the customer'),
      'external-ref': optionalText('The reference; left out: the organisation number'),
    },
    answers: { 200: { description: 'The system user', schema: ExternalUser } },
    refusals: [404],
    async handle({ caller: vendor, query }) {
      const user = await users.byTriple(query['system-id'], query.orgno, query['external-ref'] ?? query.orgno);
      if (user?.vendor !== vendor) throw nothing();
      return external(user);
    },
  });
  route({
    method: 'GET',
    path: `${BASE}/vendor/bysystem/:systemId`,
    operationId: 'listSystemUsersOfSystem',
    summary: 'The system users of a system',
    access: { who: 'vendor', scopes: [REGISTER_WRITE] },
    query: PAGED,
    answers: { 200: { description: 'A page, the oldest first', schema: pageOf(ExternalUser) } },
    refusals: [404],
    async handle({ caller: vendor, params, query, request }) {
      const system = await register.find(params.systemId);
      if (system?.vendor !== vendor) throw problem('systemNotFound');
      const rows = await users.ofSystem(system.id, query.token, pageSize + 1);
      return page(request, urls.base, rows, pageSize, external);
    },
  });
}

/** 7.2 */
function lookUpRoute({ route }: UserSurface, deps: SystemsRoutesDeps): void {
  route({
    method: 'GET',
    path: `${BASE}/byExternalId`,
    operationId: 'lookUpSystemUser',
    summary: 'The system user of a grant, for Maskinporten',
    access: { who: 'token', scopes: [LOOKUP] },
    query: {
      clientId: requiredText('The Maskinporten client that asks for a token'),
      systemProviderOrgNo: requiredText('Organisation number of the vendor'),
      systemUserOwnerOrgNo: requiredText('Organisation number of the customer'),
      externalRef: optionalText("The vendor's reference; left out: the customer's organisation number"),
    },
    answers: { 200: { description: 'The system user', schema: ExternalUser } },
    refusals: [404],
    async handle({ query: { externalRef, ...ids } }, reply) {
      const user = await deps.systems.users.byExternalId({
        ...ids,
        ...(externalRef === undefined ? {} : { externalRef }),
      });
      reply.header('cache-control', 'no-store');
      if (!user) throw nothing();
      return user;
    },
  });
}

/** 7.3 */
function portalLists({ route }: UserSurface, deps: SystemsRoutesDeps): void {
  const { users } = deps.systems;
  route({
    method: 'GET',
    path: `${BASE}/:party`,
    operationId: 'listSystemUsers',
    summary: "A party's system users",
    access: AM_READ,
    params: IN_PARTY,
    answers: { 200: { description: 'The standard system users', schema: Type.Array(InternalUser) } },
    handle: async ({ caller: { party } }) =>
      Promise.all((await users.ofParty(party, 'standard')).map((user) => users.describe(user))),
  });
  route({
    method: 'GET',
    path: `${BASE}/agent/:party`,
    operationId: 'listAgentSystemUsers',
    summary: "A party's agent system users",
    access: OVERVIEW_READ,
    params: IN_PARTY,
    answers: { 200: { description: 'The agents', schema: Type.Array(InternalUser) } },
    handle: async ({ caller: { party } }) =>
      Promise.all((await users.ofParty(party, 'agent')).map((user) => users.describe(user))),
  });
}

function portalReads({ route }: UserSurface, deps: SystemsRoutesDeps): void {
  const { users } = deps.systems;
  route({
    method: 'GET',
    path: `${BASE}/:party/:systemUserId`,
    operationId: 'readSystemUser',
    summary: 'A system user',
    access: OVERVIEW_READ,
    params: BY_ID,
    answers: { 200: { description: 'The system user, and what it may do', schema: UserWithAccess } },
    refusals: [404],
    async handle({ caller: { party }, params }) {
      const user = await users.find(idIn(params));
      if (!user || user.partyUuid !== party.uuid) throw nothing();
      return { ...(await users.describe(user)), ...(await users.access(user)) };
    },
  });
  route({
    method: 'GET',
    path: `${BASE}/:party/:systemUserId/delegations`,
    operationId: 'readSystemUserAccess',
    summary: 'What a system user may do',
    access: AM_READ,
    params: BY_ID,
    answers: { 200: { description: 'Its rights and access packages', schema: UserAccess } },
    refusals: [404],
    async handle({ caller: { party }, params }) {
      const user = await users.find(idIn(params));
      if (!user || user.partyUuid !== party.uuid) throw nothing();
      return { systemUserId: user.id, ...(await users.access(user)) };
    },
  });
}

/** @throws Refusal shape C */
function bindWish(body: unknown): { systemId: string; integrationTitle: string } {
  const binder = new Binder(body);
  const wish = { systemId: binder.required('systemId'), integrationTitle: binder.required('integrationTitle') };
  binder.finish();
  return wish;
}

/** The id of the system user in the body; all else in it is ignored. @throws Refusal shape C */
function bindId(body: unknown): string {
  const binder = new Binder(body);
  const id = binder.required('id');
  binder.finish();
  return uuid(id, 'id');
}

function createRoute({ route }: UserSurface, deps: SystemsRoutesDeps): void {
  const { users } = deps.systems;
  route({
    method: 'POST',
    path: `${BASE}/:party/create`,
    operationId: 'createSystemUser',
    summary: 'Create a system user',
    access: AM_WRITE,
    params: IN_PARTY,
    body: { schema: UserWish, example: { systemId: '310019747_lonn', integrationTitle: 'Lønn' }, read: bindWish },
    answers: { 200: { description: 'The system user', schema: InternalUser } },
    refusals: [404],
    handle: async ({ caller, body }) => users.describe(await users.create(approverOf(caller), body)),
  });
}

function changeRoutes({ route }: UserSurface, deps: SystemsRoutesDeps): void {
  const { users } = deps.systems;
  route({
    method: 'PUT',
    path: BASE,
    operationId: 'updateSystemUser',
    summary: 'Update a system user: changes nothing today',
    // Whose system user it is stands in the body, so that the person may is asked for there.
    access: { who: 'person' },
    body: {
      schema: Type.Object({ id: Type.String({ format: 'uuid', description: 'Which system user' }) }),
      read: bindId,
    },
    answers: { 200: { description: 'Nothing has changed' } },
    refusals: [404],
    async handle({ caller: { person }, body: id }, reply) {
      const user = await users.find(id);
      const party = user && (await deps.register.party({ uuid: user.partyUuid }));
      if (!party) throw nothing();
      if (!(await deps.systems.mayUse(person, ACCESS_MANAGEMENT, 'write', party)))
        throw forbidden('the person is not access manager of the system user’s owner');
      return reply.send();
    },
  });
  route({
    method: 'DELETE',
    path: `${BASE}/:party/:systemUserId`,
    operationId: 'deleteSystemUser',
    summary: 'Delete a system user',
    access: AM_WRITE,
    params: BY_ID,
    answers: {
      202: { description: 'It is deleted, with its delegations and its request', schema: Type.Literal(1) },
      404: { description: 'There is no such system user', schema: Type.Literal(0) },
    },
    async handle({ caller: { party }, params }, reply) {
      const removed = await users.remove(idIn(params), 'standard', party);
      return reply
        .code(removed ? 202 : REFUSALS.kinds.userUnknown.status)
        .type('application/json; charset=utf-8')
        .send(removed ? '1' : '0');
    },
  });
}
