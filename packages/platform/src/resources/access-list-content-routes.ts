import { Type } from 'typebox';
import { isOrganizationNumber } from '../foundation/index.ts';
import {
  type AccessListDeps,
  BASE,
  changeContent,
  checkPreconditions,
  MAX_MEMBERS,
  ORGANIZATION_URN,
  PAGE,
  pageToken,
  theList,
} from './access-list.ts';
import {
  addMembers,
  connectionsOf,
  keepMembers,
  membersOf,
  removeConnection,
  removeMembers,
  writeConnection,
} from './access-list-store.ts';
import { invalid, PRECONDITIONS } from './readers.ts';
import { refuse } from './refusals.ts';
import { Connection, Connections, Members } from './schemas.ts';
import { type AccessListSurface, LIST_READER, LIST_WRITER } from './surface.ts';

const MEMBERS = `${BASE}/:owner/:identifier/members` as const;
const CONNECTIONS = `${BASE}/:owner/:identifier/resource-connections` as const;

const MembersBody = Type.Object({
  data: Type.Array(Type.String(), {
    maxItems: MAX_MEMBERS,
    description: `The members: ${ORGANIZATION_URN}{organisation number}`,
  }),
});

/** Organisation numbers of a body; every bad one is named. @throws Refusal 400 */
function numbersIn(data: readonly string[]): readonly string[] {
  const errors: Record<string, string[]> = {};
  const numbers = data.map((urn, index) => {
    const number = urn.startsWith(ORGANIZATION_URN) ? urn.slice(ORGANIZATION_URN.length) : '';
    if (!isOrganizationNumber(number))
      errors[`data[${index}]`] = [`"${urn.slice(0, 100)}" is not ${ORGANIZATION_URN}{organisation number}`];
    return number;
  });
  if (Object.keys(errors).length > 0) throw invalid(errors);
  return [...new Set(numbers)];
}

/** The members of a list. */
export function memberRoutes({ route }: AccessListSurface, deps: AccessListDeps): void {
  const { database } = deps;
  route({
    method: 'GET',
    path: MEMBERS,
    operationId: 'listAccessListMembers',
    summary: 'The members of a list',
    access: LIST_READER,
    query: { token: pageToken(/^\d{9}$/) },
    answers: { 200: { description: 'A page of them', schema: Members } },
    refusals: [400, 404],
    async handle({ params, query: { token } }) {
      await theList(deps, params);
      const rows = await membersOf(database.db, params, token, PAGE + 1);
      const data = [];
      for (const row of rows.slice(0, PAGE)) data.push(await memberJson(deps, row));
      const last = rows.slice(0, PAGE).at(-1)?.organization_number;
      const next = { next: `${BASE}/${params.owner}/${params.identifier}/members?token=${last}` };
      return { links: rows.length > PAGE ? next : {}, data };
    },
  });
  for (const [method, operationId, summary, how] of [
    ['PUT', 'replaceAccessListMembers', 'Replace the members', 'replace'],
    ['POST', 'addAccessListMembers', 'Add members', 'add'],
    ['DELETE', 'removeAccessListMembers', 'Remove members', 'remove'],
  ] as const)
    route({
      method,
      path: MEMBERS,
      operationId,
      summary,
      access: LIST_WRITER,
      headers: PRECONDITIONS,
      body: MembersBody,
      answers: { 204: { description: 'The list has these members now, and a new version' } },
      refusals: [404, 412],
      async handle({ params, headers, body }, reply) {
        await changeContent(deps, params, headers, async (trx, now) => {
          const numbers = numbersIn(body.data);
          if (how === 'remove') return { removed: await removeMembers(trx, params, numbers) };
          const removed = how === 'replace' ? await keepMembers(trx, params, numbers) : [];
          return { added: await addMembers(trx, params, numbers, now), removed };
        });
        return reply.code(204).send();
      },
    });
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
    Type.Union([Type.Null(), Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 100 })], {
      description: 'The actions that members get; null, none or left out = all',
    }),
  ),
});

/** The resources that a list opens, with the actions that its members get. */
export function connectionRoutes(lists: AccessListSurface, deps: AccessListDeps): void {
  listConnections(lists, deps);
  connect(lists, deps);
  disconnect(lists, deps);
}

function listConnections({ route }: AccessListSurface, deps: AccessListDeps): void {
  route({
    method: 'GET',
    path: CONNECTIONS,
    operationId: 'listAccessListResources',
    summary: 'The resources that a list opens',
    access: LIST_READER,
    answers: { 200: { description: 'The resources', schema: Connections } },
    refusals: [404],
    async handle({ params }) {
      await theList(deps, params);
      const rows = await connectionsOf(deps.database.db, params);
      return {
        links: {},
        data: rows.map((row) => ({
          resourceIdentifier: row.resource_id,
          ...(row.action_filters === null ? {} : { actionFilters: JSON.parse(row.action_filters) as string[] }),
          createdAt: new Date(row.created).toISOString(),
          updatedAt: new Date(row.updated).toISOString(),
        })),
      };
    },
  });
}

function connect({ route }: AccessListSurface, deps: AccessListDeps): void {
  const { resources } = deps;
  route({
    method: 'PUT',
    path: `${CONNECTIONS}/:resource`,
    operationId: 'connectAccessListResource',
    summary: 'Connect a resource',
    access: LIST_WRITER,
    headers: PRECONDITIONS,
    body: ConnectionBody,
    answers: { 200: { description: 'The connection', schema: Connection } },
    refusals: [404, 412],
    async handle({ params, headers, body: { actionFilters }, caller: number }) {
      checkPreconditions(headers, await theList(deps, params));
      const { owner, resource } = params;
      const record = await resources.resource(resource);
      const authority = record?.hasCompetentAuthority;
      if (authority?.orgcode !== owner || authority.organization !== number)
        throw refuse(
          record ? 'resource-of-other' : 'resource-unknown',
          `${owner} has no resource "${resource.slice(0, 200)}"`,
        );
      const filters = actionFilters?.length ? actionFilters : undefined;
      await changeContent(deps, params, headers, async (trx, now) => {
        await writeConnection(trx, params, resource, filters, now);
        return {};
      });
      return { resourceIdentifier: resource, actionFilters: filters ?? null };
    },
  });
}

function disconnect({ route }: AccessListSurface, deps: AccessListDeps): void {
  route({
    method: 'DELETE',
    path: `${CONNECTIONS}/:resource`,
    operationId: 'disconnectAccessListResource',
    summary: 'Disconnect a resource',
    access: LIST_WRITER,
    headers: PRECONDITIONS,
    answers: { 204: { description: 'The list opens it no longer' } },
    refusals: [404, 412],
    async handle({ params, headers }, reply) {
      const removed = await changeContent(
        deps,
        params,
        headers,
        async (trx) => (await removeConnection(trx, params, params.resource)) && {},
      );
      if (!removed)
        throw refuse('connection-unknown', `the list is not connected to "${params.resource.slice(0, 200)}"`);
      return reply.code(204).send();
    },
  });
}
