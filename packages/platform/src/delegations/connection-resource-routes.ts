import { resourceUuid } from '../resources/index.ts';
import {
  type Asked,
  type ConnectionSurface,
  GIVES,
  giftOf,
  pairOf,
  pairsOf,
  refusal,
  SEES,
  TAKES,
} from './connection-query.ts';
import { giveRights, instanceIn, keysIn } from './connection-rights.ts';
import { actionsOf, permission } from './connections.ts';
import { ENDS, needed, optional, PAGE } from './readers.ts';
import { refuse } from './refusals.ts';
import { policyRightsOf } from './rights.ts';
import { ConnectionResources, DirectRights, GivenRights, RightKeys, RightsCheck } from './schemas.ts';
import { CONNECTIONS, type DelegationsRoutesDeps } from './surface.ts';

const RESOURCES = `${CONNECTIONS}/resources` as const;
const RIGHTS = `${RESOURCES}/rights` as const;
const INSTANCES = `${RESOURCES}/instances` as const;

const RESOURCE = needed('The id of a resource');
const OF_RESOURCE = { ...ENDS, resource: RESOURCE };
const OF_INSTANCE = { ...OF_RESOURCE, instance: needed('The id of an instance') };

/** `/enduser/connections/resources…`: whole resources, single rights of one, and rights on one instance (altinn-pdp.md 13.3). */
export function connectionResourceRoutes(
  connections: ConnectionSurface,
  checks: ConnectionSurface,
  deps: DelegationsRoutesDeps,
): void {
  listRoutes(connections, deps);
  rightsRoute(connections, deps);
  checkRoutes(checks, deps);
  giveRoutes(checks, deps);
  takeRoutes(connections, deps);
}

function listRoutes({ route }: ConnectionSurface, deps: DelegationsRoutesDeps): void {
  const resource = optional('Of this resource only');
  const common = {
    method: 'GET',
    access: SEES,
    answers: { 200: { description: 'The rights of a page of connections', schema: ConnectionResources } },
    refusals: [404],
  } as const;
  route({
    ...common,
    path: RESOURCES,
    operationId: 'listConnectionResources',
    summary: 'Rights on resources between parties',
    query: { ...ENDS, ...PAGE, resource },
    async handle({ caller, query, request }) {
      const { pairs, links } = await pairsOf(deps, caller, query, request);
      const data = [];
      for (const { instanceId, ...line } of await linesOf(deps, pairs, query.resource))
        if (instanceId === undefined) data.push(line);
      return { data, links };
    },
  });
  route({
    ...common,
    path: INSTANCES,
    operationId: 'listConnectionInstances',
    summary: 'Rights on single instances between parties',
    query: { ...ENDS, ...PAGE, resource, instance: optional('Of this instance only') },
    async handle({ caller, query, request }) {
      const instance = query.instance?.toLowerCase();
      const { pairs, links } = await pairsOf(deps, caller, query, request);
      const data = [];
      for (const { instanceId, resource: of, ...line } of await linesOf(deps, pairs, query.resource))
        if (instanceId !== undefined && (instance === undefined || instance === instanceId))
          data.push({ resource: of, instance: { refId: instanceId }, ...line });
      return { data, links };
    },
  });
}

type Pairs = Awaited<ReturnType<typeof pairsOf>>['pairs'];

async function linesOf(deps: DelegationsRoutesDeps, pairs: Pairs, resource: string | undefined) {
  const lines = [];
  for (const pair of pairs)
    for (const { resourceId, instanceId, actions } of await actionsOf(deps, pair))
      if (resource === undefined || resource === resourceId)
        lines.push({
          instanceId,
          resource: { id: resourceId },
          actions,
          permissions: [permission(pair, 'delegation')],
        });
  return lines;
}

function rightsRoute({ route }: ConnectionSurface, deps: DelegationsRoutesDeps): void {
  route({
    method: 'GET',
    path: RIGHTS,
    operationId: 'listConnectionRights',
    summary: 'Single rights on one resource',
    access: SEES,
    query: OF_RESOURCE,
    answers: { 200: { description: 'The rights that were given one by one', schema: DirectRights } },
    refusals: [404],
    async handle({ caller, query: { resource: resourceId } }) {
      const pair = pairOf(caller);
      const policy = await deps.resources.policy(resourceId);
      if (!policy)
        throw refuse('resource-unknown', `the resource registry has no resource "${resourceId.slice(0, 200)}"`);
      const given = (await actionsOf(deps, pair)).filter(
        (one) => one.resourceId === resourceId && one.instanceId === undefined,
      );
      const actions = new Set(given.flatMap((one) => one.actions));
      const directRights = policyRightsOf(policy)
        .filter((right) => actions.has(right.action.value))
        .map((right) => ({
          right: { key: right.rightKey, action: right.action.value },
          permissions: [permission(pair, 'delegation')],
        }));
      return { data: { resource: { id: resourceId }, directRights }, links: {} };
    },
  });
}

function checkRoutes({ route }: ConnectionSurface, deps: DelegationsRoutesDeps): void {
  for (const [path, operationId] of [
    [RESOURCES, 'checkResourceDelegation'],
    [RIGHTS, 'checkRightsDelegation'],
    [INSTANCES, 'checkInstanceDelegation'],
  ] as const)
    route({
      method: 'GET',
      path: `${path}/delegationcheck`,
      operationId,
      summary: 'Which rights the person may give',
      access: SEES,
      query: OF_RESOURCE,
      answers: { 200: { description: 'Right by right, and why not', schema: RightsCheck } },
      refusals: [404],
      handle: ({ caller, query }) => check(deps, caller, query.resource),
    });
}

async function check(deps: DelegationsRoutesDeps, { person, party }: Asked, resourceId: string) {
  const rights = await deps.delegations.passable(person, party, resourceId);
  if ('code' in rights) throw refusal(rights);
  const title = (await deps.resources.resource(resourceId))?.title;
  return {
    resource: { id: resourceUuid(resourceId), refId: resourceId, name: title?.nb ?? resourceId },
    rights: rights.map(({ key, action, permitted, detail }) => ({
      right: {
        key,
        name: action,
        resource: [{ type: 'urn:altinn:resource', value: resourceId }],
        action: { type: 'urn:oasis:names:tc:xacml:1.0:action:action-id', value: action },
      },
      result: permitted,
      reasons: detail === undefined ? [] : [{ description: detail }],
    })),
  };
}

const PLACES = [
  { path: RESOURCES, suffix: 'Resource', query: OF_RESOURCE },
  { path: RIGHTS, suffix: 'ResourceRights', query: OF_RESOURCE },
  { path: INSTANCES, suffix: 'InstanceRights', query: OF_INSTANCE },
] as const;

/** POST adds, without keys all that the person may give; PUT sets exactly the rights named. */
function giveRoutes({ route }: ConnectionSurface, deps: DelegationsRoutesDeps): void {
  for (const { path, suffix, query } of PLACES)
    for (const [method, status, verb, summary, without] of [
      ['POST', 201, 'give', 'Give rights on a resource', 'all'],
      ['PUT', 200, 'set', 'Set which rights are given on a resource', 'named'],
    ] as const)
      route({
        method,
        path,
        operationId: `${verb}${suffix}`,
        summary,
        access: GIVES,
        query,
        body: { schema: RightKeys, required: without === 'named', read: keysIn },
        answers: { [status]: { description: 'What is given', schema: GivenRights } },
        refusals: [404],
        async handle({ caller: asked, query: where, body: keys }, reply) {
          const pair = giftOf(asked);
          if (keys === undefined && without === 'named')
            throw refuse('right-keys-malformed', 'give the body {"directRightKeys": […]}');
          return reply.code(status).send(await giveRights(deps, asked, { ...where, ...pair, keys }, without));
        },
      });
}

function takeRoutes({ route }: ConnectionSurface, deps: DelegationsRoutesDeps): void {
  for (const { path, suffix, query } of PLACES)
    route({
      method: 'DELETE',
      path,
      operationId: `take${suffix}`,
      summary: 'Take rights on a resource back',
      access: TAKES,
      query,
      answers: { 204: { description: 'They are taken, if they were given' } },
      refusals: [404],
      async handle({ caller, query: where }, reply) {
        const { from, to } = pairOf(caller);
        const setting = { to: to.uuid, from, resourceId: where.resource, ...instanceIn(where) };
        await deps.database.transaction((trx, announce) => deps.delegations.takeRights(trx, announce, setting));
        return reply.code(204).send();
      },
    });
}
