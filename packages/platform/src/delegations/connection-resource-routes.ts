import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpProblem } from '../http/index.ts';
import { askedOf, giftOf, pairOf, pairsOf, queryOf, refusal } from './connection-query.ts';
import { actionsOf, permission } from './connections.ts';
import { policyRightsOf } from './rights.ts';
import { CONNECTIONS, type DelegationsRoutesDeps, schema, whileThere } from './surface.ts';

const RESOURCES = `${CONNECTIONS}/resources`;
const MAX_KEYS = 200;
const MAX_INSTANCE = 200;

/** `/enduser/connections/resources…`: whole resources, single rights of one, and rights on one instance (altinn-pdp.md 13.3). */
export function connectionResourceRoutes(scope: FastifyInstance, deps: DelegationsRoutesDeps): void {
  listRoute(scope, deps, RESOURCES, false);
  listRoute(scope, deps, `${RESOURCES}/instances`, true);
  rightsRoute(scope, deps);
  checkRoutes(scope, deps);
  for (const [path, ofInstance] of [
    [RESOURCES, false],
    [`${RESOURCES}/rights`, false],
    [`${RESOURCES}/instances`, true],
  ] as const) {
    // POST adds, without keys all that the person may give; PUT sets exactly the rights named.
    scope.post(path, { schema: schema('Give rights on a resource') }, (request) =>
      give(deps, request, ofInstance, 'all'),
    );
    scope.put(path, { schema: schema('Set which rights are given on a resource') }, (request) =>
      give(deps, request, ofInstance, 'named'),
    );
    scope.delete(path, { schema: schema('Take rights on a resource back') }, async (request, reply) => {
      const asked = await askedOf(deps, request, 'write');
      const { from, to } = pairOf(asked);
      const resourceId = required(request, 'resource');
      const setting = { to: to.uuid, from, resourceId, ...instanceOf(request, ofInstance) };
      await deps.database.transaction((trx, announce) => deps.delegations.takeRights(trx, announce, setting));
      return reply.code(204).send();
    });
  }
}

const required = (request: FastifyRequest, name: string): string => {
  const value = queryOf(request, name);
  if (value === undefined) throw new HttpProblem(400, `give the query parameter ${name}`);
  return value;
};

function instanceOf(request: FastifyRequest, ofInstance: boolean): { readonly instanceId?: string } {
  if (!ofInstance) return {};
  const instanceId = required(request, 'instance');
  if (instanceId.length > MAX_INSTANCE) throw new HttpProblem(400, `instance has more than ${MAX_INSTANCE} characters`);
  return { instanceId };
}

function listRoute(scope: FastifyInstance, deps: DelegationsRoutesDeps, path: string, ofInstance: boolean): void {
  scope.get(path, { schema: schema('Rights on resources between parties') }, async (request) => {
    const asked = await askedOf(deps, request, 'read');
    const [resource, instance] = [queryOf(request, 'resource'), queryOf(request, 'instance')?.toLowerCase()];
    const { pairs, links } = await pairsOf(deps, request, asked);
    const data = [];
    for (const pair of pairs)
      for (const { resourceId, instanceId, actions } of await actionsOf(deps, pair)) {
        if ((instanceId !== undefined) !== ofInstance) continue;
        if (resource !== undefined && resource !== resourceId) continue;
        if (ofInstance && instance !== undefined && instance !== instanceId) continue;
        data.push({
          resource: { id: resourceId },
          ...(instanceId === undefined ? {} : { instance: { refId: instanceId } }),
          actions,
          permissions: [permission(pair, 'delegation')],
        });
      }
    return { data, links };
  });
}

function rightsRoute(scope: FastifyInstance, deps: DelegationsRoutesDeps): void {
  scope.get(`${RESOURCES}/rights`, { schema: schema('Single rights on one resource') }, async (request) => {
    const pair = pairOf(await askedOf(deps, request, 'read'));
    const resourceId = required(request, 'resource');
    const policy = await deps.resources.policy(resourceId);
    if (!policy) throw new HttpProblem(404, `the resource registry has no resource "${resourceId.slice(0, 200)}"`);
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
  });
}

function checkRoutes(scope: FastifyInstance, deps: DelegationsRoutesDeps): void {
  for (const path of [RESOURCES, `${RESOURCES}/rights`, `${RESOURCES}/instances`])
    scope.get(`${path}/delegationcheck`, { schema: schema('Which rights the person may give') }, async (request) => {
      const { person, party } = await askedOf(deps, request, 'read', true);
      const resourceId = required(request, 'resource');
      const rights = await deps.delegations.passable(person, party, resourceId);
      if ('code' in rights) throw refusal(rights);
      return {
        data: {
          resource: { id: resourceId },
          rights: rights.map(({ key, action, permitted, detail }) => ({
            right: { key, action },
            result: permitted,
            reasons: detail === undefined ? [] : [{ description: detail }],
          })),
        },
        links: {},
      };
    });
}

/** Right keys, or actions, in the body. @throws HttpProblem 400 */
function keysIn(body: unknown): readonly string[] | undefined {
  if (body === undefined || body === null) return undefined;
  const keys = (typeof body === 'object' ? (body as Record<string, unknown>)['directRightKeys'] : null) as unknown;
  if (keys === undefined) return undefined;
  if (
    !Array.isArray(keys) ||
    keys.length === 0 ||
    keys.length > MAX_KEYS ||
    keys.some((key) => typeof key !== 'string')
  )
    throw new HttpProblem(
      400,
      `the body must be {"directRightKeys": [one to ${MAX_KEYS} keys from the delegation check]}`,
    );
  return keys as readonly string[];
}

async function give(
  deps: DelegationsRoutesDeps,
  request: FastifyRequest,
  ofInstance: boolean,
  without: 'all' | 'named',
) {
  const asked = await askedOf(deps, request, 'write');
  const { from, to } = giftOf(asked);
  const resourceId = required(request, 'resource');
  const instance = instanceOf(request, ofInstance);
  const keys = keysIn(request.body);
  if (keys === undefined && without === 'named') throw new HttpProblem(400, 'give the body {"directRightKeys": […]}');
  const rights = await deps.delegations.passable(asked.person, from, resourceId);
  if ('code' in rights) throw refusal(rights);
  const wanted =
    keys === undefined
      ? rights.filter((one) => one.permitted)
      : rights.filter((one) => keys.includes(one.key) || keys.includes(one.action));
  const unknown = keys?.find((key) => !rights.some((one) => one.key === key || one.action === key));
  if (unknown !== undefined)
    throw new HttpProblem(
      400,
      `${resourceId} has no right "${unknown.slice(0, 200)}" that can be given: see the delegation check`,
    );
  const refused = wanted.find((one) => !one.permitted);
  if (refused || wanted.length === 0)
    throw new HttpProblem(
      403,
      refused?.detail ?? `the person has no right on ${resourceId} for ${from.name} to pass on`,
    );
  const actions = [...new Set(wanted.map((one) => one.action))];
  const setting = { to: to.uuid, from, by: asked.person.uuid, resourceId, ...instance, actions };
  const write = without === 'all' ? 'giveRights' : 'setRights';
  await whileThere(() => deps.database.transaction((trx, announce) => deps.delegations[write](trx, announce, setting)));
  return {
    fromId: from.uuid,
    toId: to.uuid,
    resource: { id: resourceId },
    ...(instance.instanceId === undefined ? {} : { instance: { refId: instance.instanceId.toLowerCase() } }),
    actions,
  };
}
