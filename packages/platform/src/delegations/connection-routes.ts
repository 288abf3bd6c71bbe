import type { FastifyInstance } from 'fastify';
import type { Party } from '../register/index.ts';
import { connectionPackageRoutes } from './connection-package-routes.ts';
import {
  type ConnectionSurface,
  connectionSurface,
  GIVES,
  giftOf,
  pairOf,
  pairsOf,
  SEES,
  TAKES,
} from './connection-query.ts';
import { connectionResourceRoutes } from './connection-resource-routes.ts';
import { actionsOf, entityJson, packagesOf, permission, rightholderId, roleJson } from './connections.ts';
import { memberOf } from './members.ts';
import { personNamed } from './persons.ts';
import { ENDS, PAGE } from './readers.ts';
import { refuse } from './refusals.ts';
import { RIGHTHOLDER } from './role-names.ts';
import { ConnectionRoles, Connections, NamedPerson, Rightholder } from './schemas.ts';
import { CONNECTIONS, type DelegationsRoutesDeps } from './surface.ts';

/**
 * `/enduser/connections…`: what a party has given to others and got from others, and giving and taking it (altinn-pdp.md 13.3). The contract gives the
 * paths and scopes; the forms of the bodies are ours: `{ data, links }` for lists, and names as in the access metadata.
 */
export function connectionRoutes(scope: FastifyInstance, deps: DelegationsRoutesDeps): void {
  const connections = connectionSurface(scope, deps);
  const checks = connectionSurface(scope, deps, true);
  readRoutes(connections, deps);
  rightholderRoutes(connections, checks, deps);
  connectionPackageRoutes(connections, checks, deps);
  connectionResourceRoutes(connections, checks, deps);
}

function readRoutes({ route }: ConnectionSurface, deps: DelegationsRoutesDeps): void {
  const { register } = deps;
  route({
    method: 'GET',
    path: CONNECTIONS,
    operationId: 'listConnections',
    summary: 'Who is connected to a party',
    access: SEES,
    query: { ...ENDS, ...PAGE },
    answers: { 200: { description: 'A page of them', schema: Connections } },
    refusals: [404],
    async handle({ caller: asked, query, request }) {
      const { pairs, links } = await pairsOf(deps, asked, query, request);
      const data = [];
      for (const pair of pairs) {
        const roles = await register.roles(pair.to, pair.from);
        const packages = [...(await packagesOf(deps, pair)).keys()];
        const resources = [...new Set((await actionsOf(deps, pair)).map((one) => one.resourceId))];
        // A pair that was asked for by name may have nothing.
        if (roles.length + packages.length + resources.length === 0) continue;
        const other = asked.side === 'toothers' ? pair.to : pair.from;
        data.push({
          party: entityJson(other),
          roles: roles.map((one) => roleJson(register, one)),
          packages,
          resources,
        });
      }
      return { data, links };
    },
  });
  route({
    method: 'GET',
    path: `${CONNECTIONS}/roles`,
    operationId: 'listConnectionRoles',
    summary: 'Roles between parties',
    access: SEES,
    query: { ...ENDS, ...PAGE },
    answers: { 200: { description: 'A page of them', schema: ConnectionRoles } },
    refusals: [404],
    async handle({ caller: asked, query, request }) {
      const { pairs, links } = await pairsOf(deps, asked, query, request);
      const data = [];
      for (const pair of pairs)
        for (const role of await register.roles(pair.to, pair.from))
          data.push({ role: roleJson(register, role), permissions: [permission(pair, 'role')] });
      return { data, links };
    },
  });
}

/** POST and DELETE of the connection itself: a rightholder can be given access without having a role. */
function rightholderRoutes({ route }: ConnectionSurface, giving: ConnectionSurface, deps: DelegationsRoutesDeps): void {
  const { database, register, delegations } = deps;
  giving.route({
    method: 'POST',
    path: CONNECTIONS,
    operationId: 'addRightholder',
    summary: 'Make somebody rightholder of a party',
    access: GIVES,
    query: ENDS,
    body: { schema: NamedPerson, required: false, read: nameIn },
    answers: { 200: { description: 'Who is rightholder of whom', schema: Rightholder } },
    refusals: [404],
    async handle({ caller: asked, body: name }) {
      const to = asked.to ?? (await namedPerson(deps, name));
      const { from } = giftOf({ ...asked, to });
      if (from.uuid === to.uuid) throw refuse('same-party', 'a party is no rightholder of itself');
      await database.transaction((trx, announce) =>
        register.giveRoles(trx, announce, [{ holder: to.uuid, role: RIGHTHOLDER, of: from.uuid }]),
      );
      const role = register.catalogue.role(RIGHTHOLDER);
      return { id: rightholderId({ from, to }), fromId: from.uuid, toId: to.uuid, roleId: role?.id ?? null };
    },
  });
  route({
    method: 'DELETE',
    path: CONNECTIONS,
    operationId: 'removeConnection',
    summary: 'Take everything that was given, and the connection',
    access: TAKES,
    query: ENDS,
    answers: { 204: { description: 'There is nothing left' } },
    refusals: [404],
    async handle({ caller }, reply) {
      const { from, to } = pairOf(caller);
      await database.transaction(async (trx, announce) => {
        await register.takeRoles(trx, announce, { holder: to.uuid, of: from.uuid, role: RIGHTHOLDER });
        await delegations.revokeAll(trx, announce, { to: to.uuid, from: from.uuid });
      });
      return reply.code(204).send();
    },
  });
}

interface Name {
  readonly personIdentifier: string;
  readonly lastName: string;
}

/** Undefined for a body that names nobody: it is needed only where `to` is left out. */
function nameIn(body: unknown): Name | undefined {
  const [personIdentifier, lastName] = [memberOf(body, 'personIdentifier'), memberOf(body, 'lastName')];
  if (typeof personIdentifier !== 'string' || typeof lastName !== 'string') return undefined;
  return /^\d{11}$/.test(personIdentifier) ? { personIdentifier, lastName } : undefined;
}

/** A person who is no connection yet is named by number and last name, so that numbers cannot be tried out. @throws Refusal 400, 404 */
async function namedPerson({ register }: DelegationsRoutesDeps, name: Name | undefined): Promise<Party> {
  if (name === undefined)
    throw refuse(
      'receiver-missing',
      'give to, the UUID of an organisation or of a person who is connected, or the body {"personIdentifier": eleven digits, "lastName": …}',
    );
  const person = await personNamed(register, name);
  if (!person) throw refuse('person-unknown', 'the register has no person with that number and name');
  return person;
}
