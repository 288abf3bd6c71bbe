import { resourceJson } from '../resources/index.ts';
import { type ConnectionSurface, endsOf, GIVES, GIVES_INSTANCES, recordsOf, SEES, TAKES } from './connection-query.ts';
import { receiverOf } from './connection-receivers.ts';
import {
  checkJson,
  giveRights,
  instanceIn,
  keysIn,
  requireResource,
  resourceIn,
  rightsJson,
} from './connection-rights.ts';
import {
  InstanceGift,
  InstancePermissions,
  InstanceRights,
  InstanceRightsCheck,
  InstanceUsers,
  RightKeys,
} from './connection-schemas.ts';
import { instancesOf, partiesIn, permissionJson, resourceLine, simpleParty, titlesOf } from './connection-views.ts';
import { memberOf } from './members.ts';
import { fault, problem } from './problems.ts';
import { ENDS, optional, PAGE, PAGE_HEADERS } from './readers.ts';
import { refuse } from './refusals.ts';
import { CONNECTIONS, type DelegationsRoutesDeps } from './surface.ts';

const INSTANCES = `${CONNECTIONS}/resources/instances` as const;
const RIGHTS = `${INSTANCES}/rights` as const;
const OF_INSTANCE = {
  ...ENDS,
  resource: optional('The id of a resource'),
  instance: optional('The URN of an instance, a correspondence or a dialogue'),
};

/** @throws Refusal 400 */
const named = (instance: string | undefined): string =>
  instance === undefined ? fault('required', '$QUERY/instance') : instanceIn(instance);
const instanceJson = (refId: string) => ({ refId, type: null });

/** `/enduser/connections/resources/instances…`: rights on single instances (access-management.md 6.3 and 6.4). */
export function connectionInstanceRoutes(
  connections: ConnectionSurface,
  giving: ConnectionSurface,
  deps: DelegationsRoutesDeps,
): void {
  listRoute(connections, deps);
  rightsRoute(connections, deps);
  userRoute(giving, deps);
  giveRoutes(giving, deps);
  takeRoute(connections, deps);
  giving.route({
    method: 'GET',
    path: `${INSTANCES}/delegationcheck`,
    operationId: 'checkInstanceDelegation',
    summary: 'Which rights on an instance the caller may give',
    access: GIVES_INSTANCES,
    query: OF_INSTANCE,
    answers: { 200: { description: 'Right by right, and why not', schema: InstanceRightsCheck } },
    async handle({ caller, query: { resource = '', instance: sent } }) {
      const instance = named(sent);
      const { record } = await resourceIn(deps, resource, { instance });
      const rights = await checkJson(deps, caller, { resource, instance });
      return { resource: resourceJson(record), instance: instanceJson(instance), rights };
    },
  });
}

interface Line {
  readonly resource: string;
  readonly instance: string;
  readonly permissions: ReturnType<typeof permissionJson>[];
}

async function linesOf(
  deps: DelegationsRoutesDeps,
  records: Awaited<ReturnType<typeof recordsOf>>['records'],
  { resource, instance }: { readonly resource: string | undefined; readonly instance: string | undefined },
): Promise<readonly Line[]> {
  const { parties, known } = await partiesIn(deps, records);
  const at = instance?.toLowerCase();
  const lines = new Map<string, Line>();
  for (const record of known) {
    const own = instancesOf(record).filter(
      (one) => (resource === undefined || one.resource_id === resource) && (at === undefined || one.instance_id === at),
    );
    for (const key of new Set(own.map((one) => `${one.resource_id} ${one.instance_id}`))) {
      const [id = '', of = ''] = key.split(' ');
      const line = lines.get(key) ?? { resource: id, instance: of, permissions: [] };
      line.permissions.push(permissionJson(deps.register, parties, record));
      lines.set(key, line);
    }
  }
  return [...lines.values()];
}

function listRoute({ route }: ConnectionSurface, deps: DelegationsRoutesDeps): void {
  route({
    method: 'GET',
    path: INSTANCES,
    operationId: 'listConnectionInstances',
    summary: 'Rights on single instances between parties',
    access: SEES,
    query: { ...OF_INSTANCE, ...PAGE },
    headers: PAGE_HEADERS,
    answers: { 200: { description: 'Each instance, and who has it of whom by what', schema: InstancePermissions } },
    async handle({ caller: asked, query, headers, request }) {
      const instance = query.instance === undefined ? undefined : instanceIn(query.instance);
      if (query.resource !== undefined) await resourceIn(deps, query.resource, { instance: instance ?? '' });
      const { records, links } = await recordsOf(deps, asked, { query, headers, request });
      const lines = await linesOf(deps, records, { resource: query.resource, instance });
      const titles = await titlesOf(
        deps,
        lines.map((one) => one.resource),
      );
      const data = lines.map((one) => ({
        resource: resourceLine(one.resource, titles.get(one.resource)),
        instance: instanceJson(one.instance),
        permissions: one.permissions,
      }));
      return { links, data };
    },
  });
}

function rightsRoute({ route }: ConnectionSurface, deps: DelegationsRoutesDeps): void {
  route({
    method: 'GET',
    path: RIGHTS,
    operationId: 'listInstanceRights',
    summary: 'Single rights on one instance',
    access: SEES,
    query: { ...OF_INSTANCE, ...PAGE },
    headers: PAGE_HEADERS,
    answers: { 200: { description: 'Given directly, and coming another way', schema: InstanceRights } },
    async handle({ caller: asked, query, headers, request }) {
      const { resource = '' } = query;
      const instance = named(query.instance);
      const { record, policy } = await resourceIn(deps, resource, { instance });
      const found = await recordsOf(deps, asked, { query, headers, request });
      const rights = await rightsJson(deps, found, policy, { resource, instance });
      return { resource: resourceJson(record), instance: instanceJson(instance), ...rights };
    },
  });
}

function userRoute({ route }: ConnectionSurface, deps: DelegationsRoutesDeps): void {
  route({
    method: 'GET',
    path: `${INSTANCES}/users`,
    operationId: 'listInstanceUsers',
    summary: 'Who has rights on an instance of the party',
    access: GIVES_INSTANCES,
    query: { ...OF_INSTANCE, ...PAGE },
    headers: PAGE_HEADERS,
    answers: { 200: { description: 'Names alone', schema: InstanceUsers } },
    async handle({ caller: asked, query, headers, request }) {
      const instance = named(query.instance);
      const { resource = '' } = query;
      await resourceIn(deps, resource, { instance });
      const { records, links } = await recordsOf(deps, { ...asked, to: undefined }, { query, headers, request });
      const lines = await linesOf(deps, records, { resource, instance });
      const users = lines.flatMap((one) => one.permissions.flatMap(({ to }) => (to ? [[to.id, to] as const] : [])));
      return { links, data: [...new Map(users).values()].map(simpleParty) };
    },
  });
}

/** POST adds, also to a person who is no connection yet; PUT sets exactly the rights named. */
function giveRoutes({ route }: ConnectionSurface, deps: DelegationsRoutesDeps): void {
  route({
    method: 'POST',
    path: RIGHTS,
    operationId: 'giveInstanceRights',
    summary: 'Give rights on an instance',
    access: GIVES_INSTANCES,
    query: OF_INSTANCE,
    body: { schema: InstanceGift, read: (body: unknown) => ({ keys: keysIn(body), person: memberOf(body, 'to') }) },
    answers: { 201: { description: 'They are given' } },
    refusals: [404],
    async handle({ caller: asked, query: { resource = '', instance: sent }, body: { keys, person } }, reply) {
      const instance = named(sent);
      if (keys.length === 0) throw problem('right-key-missing');
      const isNew = asked.to === undefined;
      const to = isNew ? (await receiverOf(deps, asked, person)).uuid : asked.to;
      if (to === asked.party.uuid) throw refuse('same-party', 'a party gives itself nothing');
      await resourceIn(deps, resource, { instance });
      const ends = await endsOf(deps, { ...asked, to }, 'give');
      await giveRights(deps, ends, { actor: asked.actor, keys, resource, instance, how: 'add', isNew });
      return reply.code(201).send();
    },
  });
  route({
    method: 'PUT',
    path: RIGHTS,
    operationId: 'setInstanceRights',
    summary: 'Set which rights are given on an instance',
    access: GIVES,
    query: OF_INSTANCE,
    body: { schema: RightKeys, read: keysIn },
    answers: { 200: { description: 'These are given, and no others' } },
    refusals: [404],
    async handle({ caller: asked, query: { resource = '', instance: sent }, body: keys }, reply) {
      const instance = named(sent);
      await resourceIn(deps, resource, { instance });
      await giveRights(deps, await endsOf(deps, asked, 'give'), {
        actor: asked.actor,
        keys,
        resource,
        instance,
        how: 'set',
      });
      return reply.code(200).send();
    },
  });
}

function takeRoute({ route }: ConnectionSurface, deps: DelegationsRoutesDeps): void {
  route({
    method: 'DELETE',
    path: INSTANCES,
    operationId: 'takeInstance',
    summary: 'Take all rights on an instance back',
    access: TAKES,
    query: OF_INSTANCE,
    answers: { 204: { description: 'They are taken, if they were given' } },
    async handle({ caller: asked, query: { resource = '', instance: sent } }, reply) {
      const instance = named(sent);
      await requireResource(deps, resource);
      const { from, to } = await endsOf(deps, asked, 'take');
      await deps.database.transaction((trx, announce) =>
        deps.delegations.takeRights(trx, announce, { to, from, resourceId: resource, instanceId: instance }),
      );
      return reply.code(204).send();
    },
  });
}
