import type {} from '@fastify/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { isOrganizationNumber } from '../foundation/index.ts';
import { HttpProblem } from '../http/index.ts';
import {
  type AccessListDeps,
  BASE,
  checkPreconditions,
  MAX_MEMBERS,
  type OfList,
  ORGANIZATION_URN,
  PAGE,
  READ,
  requireOwner,
  schema,
  theList,
  WRITE,
} from './access-list.ts';
import {
  addMembers,
  connectionsOf,
  keepMembers,
  membersOf,
  removeConnection,
  removeMembers,
  writeConnection,
  writeList,
} from './access-list-store.ts';

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

/** The members of a list. */
export function memberRoutes(scope: FastifyInstance, deps: AccessListDeps): void {
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

/** The resources that a list opens, with the actions that its members get. */
export function connectionRoutes(scope: FastifyInstance, deps: AccessListDeps): void {
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
      const number = await requireOwner(deps, request, WRITE);
      const row = await theList(deps, request.params);
      checkPreconditions(request, row);
      const { owner, resource } = request.params;
      const record = await resources.resource(resource);
      const authority = record?.hasCompetentAuthority;
      if (authority?.orgcode !== owner || authority.organization !== number)
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
