import type {} from '@fastify/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Selectable } from 'kysely';
import { Type } from 'typebox';
import { type Callers, requireScope } from '../callers/index.ts';
import type { Database, Tables } from '../database/index.ts';
import { type Clock, isOrganizationNumber, isUuid } from '../foundation/index.ts';
import { HttpProblem } from '../http/index.ts';
import {
  addMembers,
  connectionsOf,
  findList,
  keepMembers,
  type ListKey,
  listsOfOwner,
  membersOf,
  removeConnection,
  removeList,
  removeMembers,
  writeConnection,
  writeList,
} from './access-list-store.ts';
import type { Resources } from './resources.ts';

const BASE = '/resourceregistry/api/v1/access-lists';
const ORGANIZATION_URN = 'urn:altinn:organization:identifier-no:';
const READ = ['altinn:resourceregistry/accesslist.read', 'altinn:resourceregistry/accesslist.write'];
const WRITE = ['altinn:resourceregistry/accesslist.write'];
const PDP_READ = 'altinn:resourceregistry/pdp:accesslist.read';
const PAGE = 100;
const MAX_MEMBERS = 10_000;

/** What access lists need of the register; server.ts hands it in. */
export interface PartyNames {
  serviceOwner(ref: { code: string }): Promise<{ organizationNumber: string } | undefined>;
  party(
    ref: { organization: string } | { uuid: string },
  ): Promise<{ uuid: string; organizationNumber?: string } | undefined>;
}

export interface AccessListDeps {
  readonly resources: Resources;
  readonly callers: Callers;
  readonly database: Database;
  readonly clock: Clock;
  readonly register: PartyNames;
}

type OfList = { Params: ListKey & { resource: string }; Querystring: Readonly<Record<string, string | undefined>> };
type ListRow = Selectable<Tables['access_list']>;

const schema = (summary: string) => ({ tags: ['access lists'], summary });
const etag = (row: ListRow): string => `"${row.version}"`;

const listJson = (row: ListRow) => ({
  urn: `urn:altinn:access-list:${row.owner}:${row.identifier}`,
  identifier: row.identifier,
  name: row.name,
  description: row.description,
  createdAt: new Date(row.created).toISOString(),
  updatedAt: new Date(row.updated).toISOString(),
});

/** `/resourceregistry/api/v1/access-lists/…` (altinn-pdp.md 12.3): an owner's own lists, and what the PDP asks. */
export function accessListRoutes(app: FastifyInstance, deps: AccessListDeps): void {
  app.register(async (scope) => {
    pdpRoutes(scope, deps);
    listRoutes(scope, deps);
    memberRoutes(scope, deps);
    connectionRoutes(scope, deps);
  });
}

/** The token must be of the owner's organisation. @throws HttpProblem 401, 403 */
async function requireOwner(
  deps: AccessListDeps,
  request: FastifyRequest<OfList>,
  scopes: readonly string[],
): Promise<void> {
  const caller = requireScope(deps.callers, request, scopes);
  const { owner } = request.params;
  const known = await deps.register.serviceOwner({ code: owner });
  if (!known || known.organizationNumber !== caller.organization)
    throw new HttpProblem(
      403,
      `the token is for ${caller.organization ?? 'no organisation'}, which is not the service owner "${owner.slice(0, 40)}"`,
    );
}

async function theList(deps: AccessListDeps, key: ListKey): Promise<ListRow> {
  const row = await findList(deps.database.db, key);
  if (!row) throw new HttpProblem(404, `${key.owner} has no access list "${key.identifier.slice(0, 100)}"`);
  return row;
}

/** If-Match and If-None-Match of a change (RFC 9110 section 13). @throws HttpProblem 412 */
function checkPreconditions(request: FastifyRequest, row: ListRow | undefined): void {
  const match = request.headers['if-match'];
  const noneMatch = request.headers['if-none-match'];
  const has = (header: string) =>
    row !== undefined && (header.trim() === '*' || header.split(',').some((one) => one.trim() === etag(row)));
  if (match !== undefined && !has(match))
    throw new HttpProblem(412, `the list is at version ${row ? etag(row) : 'none'}, not ${match}: read it again`);
  if (noneMatch !== undefined && has(noneMatch))
    throw new HttpProblem(412, `the list is at version ${row ? etag(row) : 'none'}, which the request excludes`);
}

const ListBody = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 200 }),
  description: Type.Optional(Type.String({ maxLength: 4000 })),
});
const PatchBody = Type.Array(
  Type.Object({
    op: Type.Union([Type.Literal('replace'), Type.Literal('add'), Type.Literal('test')]),
    path: Type.Union([Type.Literal('/name'), Type.Literal('/description')]),
    value: Type.String({ minLength: 1, maxLength: 4000 }),
  }),
  { maxItems: 20 },
);

function listRoutes(scope: FastifyInstance, deps: AccessListDeps): void {
  const { database, clock } = deps;
  scope.addContentTypeParser(
    'application/json-patch+json',
    { parseAs: 'string' },
    scope.getDefaultJsonParser('error', 'error'),
  );
  scope.get<OfList>(`${BASE}/:owner`, { schema: schema('An owner’s lists') }, async (request) => {
    await requireOwner(deps, request, READ);
    const { token } = request.query;
    const rows = await listsOfOwner(database.db, request.params.owner, token ?? '', PAGE + 1);
    const data = rows.slice(0, PAGE);
    const last = data.at(-1)?.identifier;
    const next = rows.length > PAGE ? { next: `${BASE}/${request.params.owner}?token=${last}` } : {};
    return { links: next, data: data.map(listJson) };
  });
  scope.get<OfList>(`${BASE}/:owner/:identifier`, { schema: schema('A list') }, async (request, reply) => {
    await requireOwner(deps, request, READ);
    const row = await theList(deps, request.params);
    if (request.headers['if-none-match']?.split(',').some((one) => one.trim() === etag(row)))
      return reply.code(304).header('etag', etag(row)).send();
    return reply.header('etag', etag(row)).send(listJson(row));
  });
  const save = async (
    request: FastifyRequest<OfList>,
    reply: FastifyReply,
    change: (row: ListRow | undefined) => { name: string; description: string },
  ) => {
    const { owner, identifier } = request.params;
    const saved = await database.transaction(async (trx, announce) => {
      const known = await findList(trx, { owner, identifier });
      checkPreconditions(request, known);
      const { name, description } = change(known);
      const now = clock.now();
      const row = {
        owner,
        identifier,
        name,
        description,
        version: (known?.version ?? 0) + 1,
        created: known?.created ?? now,
        updated: now,
      };
      await writeList(trx, row);
      announce({ topic: 'access-list' });
      return row;
    });
    return reply.header('etag', etag(saved)).send(listJson(saved));
  };
  scope.put<OfList & { Body: { name: string; description?: string } }>(
    `${BASE}/:owner/:identifier`,
    { schema: { ...schema('Add or replace a list'), body: ListBody } },
    async (request, reply) => {
      await requireOwner(deps, request, WRITE);
      if (!/^[a-z0-9-]{2,50}$/.test(request.params.identifier))
        throw new HttpProblem(400, undefined, {
          errors: { identifier: ['must be 2 to 50 characters of a–z, 0–9 and -'] },
        });
      const { name, description = '' } = request.body;
      return save(request, reply, () => ({ name, description }));
    },
  );
  scope.patch<OfList & { Body: { op: string; path: string; value: string }[] }>(
    `${BASE}/:owner/:identifier`,
    { schema: { ...schema('Change a list (JSON Patch)'), body: PatchBody } },
    async (request, reply) => {
      await requireOwner(deps, request, WRITE);
      await theList(deps, request.params);
      return save(request, reply, (known) => {
        const next = { name: known?.name ?? '', description: known?.description ?? '' };
        for (const { op, path, value } of request.body) {
          const member = path.slice(1) as 'name' | 'description';
          if (op === 'test' && next[member] !== value)
            throw new HttpProblem(409, `${path} is not "${value.slice(0, 80)}"`);
          next[member] = value;
        }
        return next;
      });
    },
  );
  scope.delete<OfList>(`${BASE}/:owner/:identifier`, { schema: schema('Delete a list') }, async (request, reply) => {
    await requireOwner(deps, request, WRITE);
    const row = await theList(deps, request.params);
    checkPreconditions(request, row);
    await database.transaction(async (trx, announce) => {
      await removeList(trx, request.params);
      announce({ topic: 'access-list' });
    });
    return reply.code(204).send();
  });
}

const MembersBody = Type.Object({ data: Type.Array(Type.String(), { maxItems: MAX_MEMBERS }) });

/** Organisation numbers of a body; every bad one is named. @throws HttpProblem 400 */
function numbersIn(data: readonly string[]): readonly string[] {
  const errors: Record<string, string[]> = {};
  const numbers = data.map((urn, index) => {
    const number = urn.startsWith(ORGANIZATION_URN) ? urn.slice(ORGANIZATION_URN.length) : '';
    if (!isOrganizationNumber(number))
      errors[`data[${index}]`] = [`"${urn.slice(0, 100)}" is not ${ORGANIZATION_URN}{organisation number}`];
    return number;
  });
  if (Object.keys(errors).length > 0)
    throw new HttpProblem(400, undefined, { title: 'One or more validation errors occurred.', errors });
  return [...new Set(numbers)];
}

function memberRoutes(scope: FastifyInstance, deps: AccessListDeps): void {
  const { database, clock } = deps;
  const path = `${BASE}/:owner/:identifier/members`;
  scope.get<OfList>(path, { schema: schema('The members of a list') }, async (request) => {
    await requireOwner(deps, request, READ);
    await theList(deps, request.params);
    const rows = await membersOf(database.db, request.params, request.query['token'] ?? '', PAGE + 1);
    const data = [];
    for (const row of rows.slice(0, PAGE)) data.push(await memberJson(deps, row));
    const last = rows.slice(0, PAGE).at(-1)?.organization_number;
    const { owner, identifier } = request.params;
    return { links: rows.length > PAGE ? { next: `${BASE}/${owner}/${identifier}/members?token=${last}` } : {}, data };
  });
  const change =
    (how: 'replace' | 'add' | 'remove') =>
    async (request: FastifyRequest<OfList & { Body: { data: string[] } }>, reply: FastifyReply) => {
      await requireOwner(deps, request, WRITE);
      const row = await theList(deps, request.params);
      checkPreconditions(request, row);
      const numbers = numbersIn(request.body.data);
      await database.transaction(async (trx, announce) => {
        if (how === 'remove') await removeMembers(trx, request.params, numbers);
        else {
          if (how === 'replace') await keepMembers(trx, request.params, numbers);
          await addMembers(trx, request.params, numbers, clock.now());
        }
        await writeList(trx, { ...row, version: row.version + 1, updated: clock.now() });
        announce({ topic: 'access-list' });
      });
      return reply.code(204).send();
    };
  const options = (summary: string) => ({ schema: { ...schema(summary), body: MembersBody } });
  scope.put<OfList & { Body: { data: string[] } }>(path, options('Replace the members'), change('replace'));
  scope.post<OfList & { Body: { data: string[] } }>(path, options('Add members'), change('add'));
  scope.delete<OfList & { Body: { data: string[] } }>(path, options('Remove members'), change('remove'));
}

async function memberJson(deps: AccessListDeps, row: { organization_number: string; since: number }) {
  const party = await deps.register.party({ organization: row.organization_number });
  const uuid = party ? { 'urn:altinn:party:uuid': party.uuid } : {};
  return {
    id: `${ORGANIZATION_URN}${row.organization_number}`,
    since: new Date(row.since).toISOString(),
    identifiers: { 'urn:altinn:organization:identifier-no': row.organization_number, ...uuid },
  };
}

const ConnectionBody = Type.Object({
  actionFilters: Type.Optional(
    Type.Union([Type.Null(), Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 100 })]),
  ),
});

function connectionRoutes(scope: FastifyInstance, deps: AccessListDeps): void {
  const { database, clock, resources } = deps;
  const path = `${BASE}/:owner/:identifier/resource-connections`;
  scope.get<OfList>(path, { schema: schema('The resources that a list opens') }, async (request) => {
    await requireOwner(deps, request, READ);
    await theList(deps, request.params);
    const rows = await connectionsOf(database.db, request.params);
    return {
      links: {},
      data: rows.map((row) => ({
        resourceIdentifier: row.resource_id,
        ...(row.action_filters === null ? {} : { actionFilters: JSON.parse(row.action_filters) as string[] }),
        createdAt: new Date(row.created).toISOString(),
        updatedAt: new Date(row.updated).toISOString(),
      })),
    };
  });
  scope.put<OfList & { Body: { actionFilters?: string[] | null } }>(
    `${path}/:resource`,
    { schema: { ...schema('Connect a resource'), body: ConnectionBody } },
    async (request) => {
      await requireOwner(deps, request, WRITE);
      const row = await theList(deps, request.params);
      checkPreconditions(request, row);
      const { owner, resource } = request.params;
      const record = await resources.resource(resource);
      if (record?.hasCompetentAuthority.orgcode !== owner)
        throw new HttpProblem(record ? 403 : 404, `${owner} has no resource "${resource.slice(0, 200)}"`);
      const filters = request.body.actionFilters?.length ? request.body.actionFilters : undefined;
      await database.transaction(async (trx, announce) => {
        await writeConnection(trx, request.params, resource, filters, clock.now());
        await writeList(trx, { ...row, version: row.version + 1, updated: clock.now() });
        announce({ topic: 'access-list' });
      });
      return { resourceIdentifier: resource, actionFilters: filters ?? null };
    },
  );
  scope.delete<OfList>(`${path}/:resource`, { schema: schema('Disconnect a resource') }, async (request, reply) => {
    await requireOwner(deps, request, WRITE);
    const row = await theList(deps, request.params);
    checkPreconditions(request, row);
    const removed = await database.transaction(async (trx, announce) => {
      announce({ topic: 'access-list' });
      return removeConnection(trx, request.params, request.params.resource);
    });
    if (!removed) throw new HttpProblem(404, `the list is not connected to "${request.params.resource.slice(0, 200)}"`);
    return reply.code(204).send();
  });
}

/** What the PDP asks: whose lists open which resource. */
function pdpRoutes(scope: FastifyInstance, deps: AccessListDeps): void {
  const { resources, register, callers } = deps;
  type Asked = { Querystring: { party?: string; resource?: string } };
  const numberOf = async (urn: string | undefined): Promise<string | undefined> => {
    if (urn?.startsWith(ORGANIZATION_URN)) return urn.slice(ORGANIZATION_URN.length);
    const uuid = urn?.startsWith('urn:altinn:party:uuid:') ? urn.slice('urn:altinn:party:uuid:'.length) : undefined;
    if (uuid === undefined || !isUuid(uuid))
      throw new HttpProblem(400, undefined, {
        errors: { party: [`give ${ORGANIZATION_URN}… or urn:altinn:party:uuid:…`] },
      });
    return (await register.party({ uuid }))?.organizationNumber;
  };
  scope.get<Asked>(
    `${BASE}/memberships`,
    { schema: schema('Memberships of a party that open a resource') },
    async (request) => {
      requireScope(callers, request, [PDP_READ]);
      const { party, resource } = request.query;
      const id = resource?.startsWith('urn:altinn:resource:')
        ? resource.slice('urn:altinn:resource:'.length)
        : undefined;
      if (id === undefined)
        throw new HttpProblem(400, undefined, { errors: { resource: ['give urn:altinn:resource:{id}'] } });
      const number = await numberOf(party);
      const lists = number === undefined ? [] : await resources.memberships(number, id);
      return {
        data: lists.map(({ since, actionFilters }) => ({
          party,
          resource,
          since: new Date(since).toISOString(),
          ...(actionFilters ? { actionFilters } : {}),
        })),
      };
    },
  );
  scope.get<Asked>(`${BASE}/get-by-member`, { schema: schema('The lists that a party is on') }, async (request) => {
    requireScope(callers, request, [PDP_READ]);
    const number = await numberOf(request.query.party);
    const lists = number === undefined ? [] : await resources.memberships(number);
    const rows = await Promise.all(lists.map((list) => findList(deps.database.db, list)));
    return rows.flatMap((row) => (row ? [listJson(row)] : []));
  });
}
