import type { FastifyInstance } from 'fastify';
import type { Transaction } from 'kysely';
import type { Tables } from '../database/index.ts';
import { CASCADE, partyAsked } from './client-surface.ts';
import { connectionInstanceRoutes } from './connection-instance-routes.ts';
import { connectionPackageRoutes } from './connection-package-routes.ts';
import {
  type ConnectionSurface,
  connectionSurface,
  type Ends,
  endsOf,
  GIVES,
  GIVES_INSTANCES,
  recordsOf,
  SEES,
  TAKES,
} from './connection-query.ts';
import { addRightholder, receiverOf } from './connection-receivers.ts';
import { connectionResourceRoutes } from './connection-resource-routes.ts';
import { connectionRoleRoutes } from './connection-role-routes.ts';
import { ConnectedUsers, Connections, NamedPerson, Rightholder } from './connection-schemas.ts';
import { between, firstPassedOn } from './connection-store.ts';
import { connectionLines, simpleParty } from './connection-views.ts';
import { Faults } from './problems.ts';
import { ENDS, optional, PAGE, PAGE_HEADERS } from './readers.ts';
import { RIGHTHOLDER } from './role-names.ts';
import { CONNECTIONS, type DelegationsRoutesDeps } from './surface.ts';

/** `/enduser/connections…`: what a party has given to others and got from others, and giving and taking it (access-management.md 6). */
export function connectionRoutes(scope: FastifyInstance, deps: DelegationsRoutesDeps): void {
  const connections = connectionSurface(scope, deps);
  const giving = connectionSurface(scope, deps, true);
  listRoute(connections, deps);
  userRoute(giving, deps);
  addRoute(giving, deps);
  removeRoute(connections, deps);
  connectionPackageRoutes(connections, giving, deps);
  connectionRoleRoutes(connections, giving, deps);
  connectionResourceRoutes(connections, giving, deps);
  connectionInstanceRoutes(connections, giving, deps);
}

const flag = (description: string) => optional(description);
const isTrue = (value: string | undefined): boolean => value?.toLowerCase() === 'true';

function listRoute({ route }: ConnectionSurface, deps: DelegationsRoutesDeps): void {
  route({
    method: 'GET',
    path: CONNECTIONS,
    operationId: 'listConnections',
    summary: 'Who is connected to a party',
    access: SEES,
    query: {
      ...ENDS,
      ...PAGE,
      includeClientDelegations: flag('`false`: not what agents have through facilitators'),
      includeAgentConnections: flag('`false`: not who is agent'),
      includeAccessPackages: flag('`true`: with access packages'),
      includeResources: flag('`true`: with resources given one by one'),
      includeInstances: flag('`true`: with instances'),
    },
    headers: PAGE_HEADERS,
    answers: { 200: { description: 'Each with its roles; those who act for another below it', schema: Connections } },
    async handle({ caller: asked, query, headers, request }) {
      const found = await recordsOf(deps, asked, { query, headers, request });
      const isLeftOut = (value: string | undefined) => value?.toLowerCase() === 'false';
      const agents = !isLeftOut(query.includeAgentConnections);
      const delegations = !isLeftOut(query.includeClientDelegations);
      const records = found.records.filter(
        (one) => (agents || !one.role.endsWith(':agent')) && (delegations || !one.viaRole?.endsWith(':agent')),
      );
      const data = await connectionLines(deps, { ...found, records }, asked.side, {
        packages: isTrue(query.includeAccessPackages),
        resources: isTrue(query.includeResources),
        instances: isTrue(query.includeInstances),
      });
      return { links: found.links, data };
    },
  });
}

interface Line {
  readonly party: Readonly<Record<string, unknown>>;
  readonly connections: readonly Line[];
}

const simpleLine = ({ party, connections }: Line): object => ({
  party: simpleParty(party),
  connections: connections.map(simpleLine),
});

function userRoute({ route }: ConnectionSurface, deps: DelegationsRoutesDeps): void {
  route({
    method: 'GET',
    path: `${CONNECTIONS}/users`,
    operationId: 'listConnectedUsers',
    summary: 'To whom an instance of the party can be given',
    access: GIVES_INSTANCES,
    query: { party: ENDS.party, ...PAGE },
    headers: PAGE_HEADERS,
    answers: { 200: { description: 'Names alone', schema: ConnectedUsers } },
    async handle({ caller: asked, query, headers, request }) {
      const found = await recordsOf(deps, { ...asked, to: undefined }, { query, headers, request });
      const none = { packages: false, resources: false, instances: false };
      const lines = (await connectionLines(deps, found, 'toothers', none)) as readonly Line[];
      return { links: found.links, data: lines.map(simpleLine) };
    },
  });
}

function addRoute({ route }: ConnectionSurface, deps: DelegationsRoutesDeps): void {
  route({
    method: 'POST',
    path: CONNECTIONS,
    operationId: 'addRightholder',
    summary: 'Make somebody rightholder of a party',
    access: GIVES,
    query: ENDS,
    body: { schema: NamedPerson, required: false, read: (body: unknown) => body },
    answers: { 200: { description: 'Who is rightholder of whom', schema: Rightholder } },
    async handle({ caller: asked, body }) {
      const to = await receiverOf(deps, asked, body);
      return addRightholder(deps, asked.party, to);
    },
  });
}

function removeRoute({ route }: ConnectionSurface, deps: DelegationsRoutesDeps): void {
  const { database, register, delegations } = deps;
  route({
    method: 'DELETE',
    path: CONNECTIONS,
    operationId: 'removeConnection',
    summary: 'End a connection',
    access: TAKES,
    query: { ...ENDS, from: partyAsked('Who gives'), to: partyAsked('Who gets'), cascade: CASCADE },
    answers: { 204: { description: 'There is none' } },
    async handle({ caller: asked, query: { cascade } }, reply) {
      const ends = await endsOf(deps, asked, 'take');
      await database.transaction(async (trx, announce) => {
        const legacy = await given(trx, deps, ends, cascade);
        for (const role of [RIGHTHOLDER, ...legacy])
          await register.takeRoles(trx, announce, { holder: ends.to, of: ends.from.uuid, role });
        await delegations.revokeAll(trx, announce, { to: ends.to, from: ends.from.uuid });
      });
      return reply.code(204).send();
    },
  });
}

/** @returns the Altinn 2 roles that are registered between the two. @throws Refusal 400 AM.VLD-00010 when something is given still */
async function given(
  trx: Transaction<Tables>,
  { register: { catalogue } }: DelegationsRoutesDeps,
  { from, to }: Ends,
  cascade: boolean,
): Promise<readonly string[]> {
  const found = await between(trx, { from: [from.uuid], to: [to] });
  const legacy = found.roles.map((row) => row.role).filter((role) => catalogue.role(role)?.provider === 'sys-altinn2');
  if (cascade) return legacy;
  const passedOn = await firstPassedOn(trx, from.uuid, to);
  const faults = new Faults();
  const active = (what: string, all: readonly string[]) => {
    if (all.length > 0) faults.add('assignment-active', 'QUERY/cascade', { [what]: [...new Set(all)].join(', ') });
  };
  active(
    'packages',
    found.packages.map((row) => row.package),
  );
  const whole = found.rights.filter((row) => row.instance_id === '');
  active(
    'resources',
    whole.map((row) => row.resource_id),
  );
  active(
    'instances',
    found.rights.filter((row) => row.instance_id !== '').map((row) => row.instance_id),
  );
  active('roles', legacy);
  active('delegations', passedOn === undefined ? [] : [passedOn]);
  faults.check();
  return legacy;
}
