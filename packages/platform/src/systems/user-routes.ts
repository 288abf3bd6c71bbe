import type {} from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { requireScope } from '../callers/index.ts';
import { Binder, queryText, uuid } from './binding.ts';
import { forbidden, problem, SystemsError, unbound } from './errors.ts';
import { external, type SystemUser } from './model.ts';
import { cursorOf, linkTo, page } from './paging.ts';
import {
  ACCESS_MANAGEMENT,
  AM_READ,
  AM_WRITE,
  API,
  LOOKUP,
  OVERVIEW_READ,
  REGISTER_WRITE,
  REQUEST_WRITE,
  requireInternal,
  requireParty,
  requirePerson,
  requireVendor,
  type SystemsRoutesDeps,
} from './surface.ts';

const BASE = `${API}/systemuser`;
const schema = (summary: string) => ({ tags: ['system users'], summary });

/** 404 without body. */
const nothing = () => new SystemsError(404, 'there is no such system user', '');

/** `/systemuser/vendor/…` and the lookup of Maskinporten (system-register-and-users.md 7.1 and 7.2). */
export function vendorUserRoutes(scope: FastifyInstance, deps: SystemsRoutesDeps): void {
  const { users, register, pageSize, urls } = deps.systems;
  scope.get(
    `${BASE}/vendor/byquery`,
    { schema: schema("A system user by the vendor's reference") },
    async (request) => {
      const vendor = requireVendor(deps, request, [REQUEST_WRITE]);
      const { query } = request;
      const required = (name: string) => required400(queryText(query, name), name);
      const [systemId, orgno] = [required('system-id'), required('orgno')];
      const user = await users.byTriple(systemId, orgno, queryText(query, 'external-ref') ?? orgno);
      if (user?.vendor !== vendor) throw nothing();
      return external(user);
    },
  );
  scope.get<{ Params: { systemId: string } }>(
    `${BASE}/vendor/bysystem/:systemId`,
    { schema: schema('The system users of a system') },
    async (request) => {
      const vendor = requireVendor(deps, request, [REGISTER_WRITE]);
      const cursor = cursorOf(request);
      const system = await register.find(request.params.systemId);
      if (system?.vendor !== vendor) throw problem(11);
      const rows = await users.ofSystem(system.id, cursor, pageSize + 1);
      return page(request, urls.base, rows, pageSize, external);
    },
  );
  scope.get(
    `${BASE}/byExternalId`,
    { schema: schema('The system user of a grant, for Maskinporten') },
    async (request, reply) => {
      requireScope(deps.callers, request, [LOOKUP]);
      const { query } = request;
      const required = (name: string) => required400(queryText(query, name), name);
      const externalRef = queryText(query, 'externalRef');
      const user = await users.byExternalId({
        clientId: required('clientId'),
        systemProviderOrgNo: required('systemProviderOrgNo'),
        systemUserOwnerOrgNo: required('systemUserOwnerOrgNo'),
        ...(externalRef === undefined ? {} : { externalRef }),
      });
      reply.header('cache-control', 'no-store');
      if (!user) throw nothing();
      return user;
    },
  );
}

function required400(value: string | undefined, name: string): string {
  if (value === undefined) throw unbound({ [name]: [`the query parameter ${name} is required`] });
  return value;
}

type InParty = { Params: { party: string } };
type ById = { Params: { party: string; systemUserId: string } };

/** The portal's system users (7.3, without agents' clients). */
export function portalUserRoutes(scope: FastifyInstance, deps: SystemsRoutesDeps): void {
  const { users } = deps.systems;
  scope.get<InParty>(`${BASE}/:party`, { schema: schema("A party's system users") }, async (request) => {
    const { party } = await requireParty(deps, request, AM_READ);
    return Promise.all((await users.ofParty(party, 'standard')).map((user) => users.describe(user)));
  });
  scope.get<InParty>(`${BASE}/agent/:party`, { schema: schema("A party's agent system users") }, async (request) => {
    const { party } = await requireParty(deps, request, OVERVIEW_READ);
    return Promise.all((await users.ofParty(party, 'agent')).map((user) => users.describe(user)));
  });
  scope.get<ById>(`${BASE}/:party/:systemUserId`, { schema: schema('A system user') }, async (request) => {
    const { party } = await requireParty(deps, request, OVERVIEW_READ);
    const user = await users.find(uuid(request.params.systemUserId, 'systemUserId'));
    if (!user || user.partyUuid !== party.uuid) throw nothing();
    return { ...(await users.describe(user)), ...(await users.access(user)) };
  });
  scope.get<ById>(
    `${BASE}/:party/:systemUserId/delegations`,
    { schema: schema('What a system user may do') },
    async (request) => {
      const { party } = await requireParty(deps, request, AM_READ);
      const user = await users.find(uuid(request.params.systemUserId, 'systemUserId'));
      if (!user || user.partyUuid !== party.uuid) throw nothing();
      return { systemUserId: user.id, ...(await users.access(user)) };
    },
  );
  changeRoutes(scope, deps);
}

function changeRoutes(scope: FastifyInstance, deps: SystemsRoutesDeps): void {
  const { users } = deps.systems;
  scope.post<InParty>(`${BASE}/:party/create`, { schema: schema('Create a system user') }, async (request) => {
    const { person, party, caller } = await requireParty(deps, request, AM_WRITE);
    const binder = new Binder(request.body);
    const wanted = { systemId: binder.required('systemId'), integrationTitle: binder.required('integrationTitle') };
    binder.finish();
    const approver = { person, party, authenticationLevel: caller.authenticationLevel };
    return users.describe(await users.create(approver, wanted));
  });
  scope.put(BASE, { schema: schema('Update a system user: changes nothing today') }, async (request, reply) => {
    const { person } = await requirePerson(deps, request);
    const id = (request.body as { id?: unknown } | null)?.id;
    const user = await users.find(uuid(id, 'id'));
    const party = user && (await deps.register.party({ uuid: user.partyUuid }));
    if (!party) throw nothing();
    if (!(await deps.systems.mayUse(person, ACCESS_MANAGEMENT, 'write', party)))
      throw forbidden('the person is not access manager of the system user’s owner');
    return reply.send();
  });
  scope.delete<ById>(
    `${BASE}/:party/:systemUserId`,
    { schema: schema('Delete a system user') },
    async (request, reply) => {
      const { party } = await requireParty(deps, request, AM_WRITE);
      const id = uuid(request.params.systemUserId, 'systemUserId');
      const removed = await users.remove(id, 'standard', party);
      return reply
        .code(removed ? 202 : 404)
        .type('application/json; charset=utf-8')
        .send(removed ? '1' : '0');
    },
  );
}

/** As other services follow system users (7.5). */
const streamed = (user: SystemUser) => ({
  id: user.id,
  partyOrgNo: user.partyOrganization,
  partyId: user.partyId,
  integrationTitle: user.integrationTitle,
  isDeleted: user.isDeleted,
  lastChanged: new Date(user.changed).toISOString(),
  created: new Date(user.created).toISOString(),
  sequenceNo: user.sequence,
  systemUserType: user.userType,
});

const STREAM_PAGE = 100;

export function internalUserRoutes(scope: FastifyInstance, deps: SystemsRoutesDeps): void {
  const { users, urls } = deps.systems;
  scope.get(`${BASE}/internal/systemusers/stream`, { schema: schema('Changes of system users') }, async (request) => {
    requireInternal(deps, request);
    const { users: rows, last } = await users.stream(placeOf(queryText(request.query, 'token')), STREAM_PAGE);
    const end = rows.at(-1)?.sequence;
    const token = end === undefined ? undefined : Buffer.from(String(end)).toString('base64url');
    return {
      links: token === undefined ? {} : { next: linkTo(request, urls.base, token) },
      stats: { pageStart: rows[0]?.sequence ?? 0, pageEnd: end ?? 0, sequenceMax: last },
      data: rows.map(streamed),
    };
  });
  scope.get<{ Params: { id: string } }>(
    `${BASE}/internal/systemusers/:id`,
    { schema: schema('A system user') },
    async (request) => {
      requireInternal(deps, request);
      const user = await users.find(uuid(request.params.id, 'id'));
      if (!user) throw new SystemsError(410, 'the system user is gone', '');
      return streamed(user);
    },
  );
}

function placeOf(token: string | undefined): number {
  if (token === undefined) return 0;
  const text = Buffer.from(token, 'base64url').toString('utf8');
  if (!/^\d{1,15}$/.test(text))
    throw unbound({ token: ['not a token of this stream: follow links.next as it was given'] });
  return Number(text);
}
