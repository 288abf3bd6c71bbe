import { resourceJson } from '../resources/index.ts';
import { type ConnectionSurface, endsOf, GIVES, recordsOf, SEES, TAKES } from './connection-query.ts';
import { REASON } from './connection-records.ts';
import { checkJson, giveRights, keysIn, requireResource, resourceIn, rightsJson } from './connection-rights.ts';
import { ResourcePermissions, ResourceRights, RightKeys, RightsCheck } from './connection-schemas.ts';
import { partiesIn, permissionJson, resourceLine, resourcesOf, titlesOf } from './connection-views.ts';
import { fault, problem } from './problems.ts';
import { ENDS, optional, PAGE, PAGE_HEADERS } from './readers.ts';
import { CONNECTIONS, type DelegationsRoutesDeps } from './surface.ts';

const RESOURCES = `${CONNECTIONS}/resources` as const;
const RIGHTS = `${RESOURCES}/rights` as const;
const OF_RESOURCE = { ...ENDS, resource: optional('The id of a resource') };

/** `/enduser/connections/resources…`: rights on whole resources (access-management.md 6.3 and 6.4). */
export function connectionResourceRoutes(
  connections: ConnectionSurface,
  giving: ConnectionSurface,
  deps: DelegationsRoutesDeps,
): void {
  listRoute(connections, deps);
  rightsRoute(connections, deps);
  giveRoutes(giving, deps);
  takeRoute(connections, deps);
  giving.route({
    method: 'GET',
    path: `${RESOURCES}/delegationcheck`,
    operationId: 'checkResourceDelegation',
    summary: 'Which rights on a resource the caller may give',
    access: GIVES,
    query: OF_RESOURCE,
    answers: { 200: { description: 'Right by right, and why not', schema: RightsCheck } },
    async handle({ caller, query: { resource = '' } }) {
      const { record } = await resourceIn(deps, resource);
      return { resource: resourceJson(record), rights: await checkJson(deps, caller, { resource }) };
    },
  });
}

function listRoute({ route }: ConnectionSurface, deps: DelegationsRoutesDeps): void {
  route({
    method: 'GET',
    path: RESOURCES,
    operationId: 'listConnectionResources',
    summary: 'Rights on resources between parties',
    access: SEES,
    query: { ...OF_RESOURCE, ...PAGE },
    headers: PAGE_HEADERS,
    answers: { 200: { description: 'Each resource, and who has it of whom by what', schema: ResourcePermissions } },
    async handle({ caller: asked, query, headers, request }) {
      if (query.resource !== undefined) await resourceIn(deps, query.resource);
      const { records } = await recordsOf(deps, asked, { query, headers, request });
      const { parties, known } = await partiesIn(deps, records);
      const having = known.map((record) => ({ record, ids: resourcesOf(record) }));
      const ids = new Set(having.flatMap((one) => one.ids));
      const wanted = [...ids].filter((id) => query.resource === undefined || id === query.resource);
      const titles = await titlesOf(deps, wanted);
      return wanted.map((id) => ({
        resource: resourceLine(id, titles.get(id)),
        permissions: having
          .filter((one) => one.ids.includes(id))
          .map(({ record }) => permissionJson(deps.register, parties, record)),
      }));
    },
  });
}

function rightsRoute({ route }: ConnectionSurface, deps: DelegationsRoutesDeps): void {
  route({
    method: 'GET',
    path: RIGHTS,
    operationId: 'listConnectionRights',
    summary: 'Single rights on one resource',
    access: SEES,
    query: { ...OF_RESOURCE, ...PAGE },
    headers: PAGE_HEADERS,
    answers: { 200: { description: 'Given directly, and coming another way', schema: ResourceRights } },
    async handle({ caller: asked, query, headers, request }) {
      const { resource = '' } = query;
      const { record, policy } = await resourceIn(deps, resource);
      const found = await recordsOf(deps, asked, { query, headers, request });
      const rights = await rightsJson(deps, found, policy, { resource });
      return { resource: resourceJson(record), ...rights };
    },
  });
}

/** POST adds, PUT sets exactly the rights named. */
function giveRoutes({ route }: ConnectionSurface, deps: DelegationsRoutesDeps): void {
  route({
    method: 'POST',
    path: RIGHTS,
    operationId: 'giveResourceRights',
    summary: 'Give rights on a resource',
    access: GIVES,
    query: OF_RESOURCE,
    body: { schema: RightKeys, read: keysIn },
    answers: { 201: { description: 'They are given' } },
    refusals: [404],
    async handle({ caller: asked, query: { resource = '' }, body: keys }, reply) {
      await resourceIn(deps, resource);
      if (keys.length === 0) throw problem('right-key-missing');
      await giveRights(deps, await endsOf(deps, asked, 'give'), { actor: asked.actor, keys, resource, how: 'add' });
      return reply.code(201).send();
    },
  });
  route({
    method: 'PUT',
    path: RIGHTS,
    operationId: 'setResourceRights',
    summary: 'Set which rights are given on a resource',
    access: GIVES,
    query: OF_RESOURCE,
    body: { schema: RightKeys, read: keysIn },
    answers: { 200: { description: 'These are given, and no others' } },
    refusals: [404],
    async handle({ caller: asked, query: { resource = '' }, body: keys }, reply) {
      await resourceIn(deps, resource);
      await giveRights(deps, await endsOf(deps, asked, 'give'), { actor: asked.actor, keys, resource, how: 'set' });
      return reply.code(200).send();
    },
  });
}

function takeRoute({ route }: ConnectionSurface, deps: DelegationsRoutesDeps): void {
  route({
    method: 'DELETE',
    path: RESOURCES,
    operationId: 'takeResource',
    summary: 'Take all rights on a resource back',
    access: TAKES,
    query: OF_RESOURCE,
    answers: { 204: { description: 'They are taken, if they were given' } },
    async handle({ caller: asked, query: { resource = '' }, query, request }, reply) {
      await requireResource(deps, resource);
      const { from, to } = await endsOf(deps, asked, 'take');
      const taken = await deps.database.transaction((trx, announce) =>
        deps.delegations.takeRights(trx, announce, { to, from, resourceId: resource }),
      );
      if (taken === 0) {
        const page = { query: { ...query, pageSize: undefined, pageNumber: undefined }, headers: NO_PAGE, request };
        const { records } = await recordsOf(deps, asked, page);
        if (records.some((one) => one.reason === REASON.clientDelegation && one.resources.includes(resource)))
          fault('resource-of-client', 'QUERY/resource', { resource: 'Use the client delegation API to revoke it.' });
      }
      return reply.code(204).send();
    },
  });
}

const NO_PAGE = { 'x-page-size': undefined, 'x-page-number': undefined };
