import type { FastifyInstance } from 'fastify';
import { HttpProblem } from '../http/index.ts';
import type { Party } from '../register/index.ts';
import { connectionPackageRoutes } from './connection-package-routes.ts';
import { askedOf, giftOf, pairOf, pairsOf } from './connection-query.ts';
import { connectionResourceRoutes } from './connection-resource-routes.ts';
import { actionsOf, entityJson, packagesOf, permission, RIGHTHOLDER, roleJson } from './connections.ts';
import { CONNECTIONS, type DelegationsRoutesDeps, schema } from './surface.ts';

/**
 * `/enduser/connections…`: what a party has given to others and got from others, and giving and taking it (altinn-pdp.md 13.3). The contract gives the
 * paths and scopes; the forms of the bodies are ours: `{ data, links }` for lists, and names as in the access metadata.
 */
export function connectionRoutes(scope: FastifyInstance, deps: DelegationsRoutesDeps): void {
  readRoutes(scope, deps);
  rightholderRoutes(scope, deps);
  connectionPackageRoutes(scope, deps);
  connectionResourceRoutes(scope, deps);
}

function readRoutes(scope: FastifyInstance, deps: DelegationsRoutesDeps): void {
  const { register } = deps;
  scope.get(CONNECTIONS, { schema: schema('Who is connected to a party') }, async (request) => {
    const asked = await askedOf(deps, request, 'read');
    const { pairs, links } = await pairsOf(deps, request, asked);
    const data = [];
    for (const pair of pairs) {
      const roles = await register.roles(pair.to, pair.from);
      const packages = [...(await packagesOf(deps, pair)).keys()];
      const resources = [...new Set((await actionsOf(deps, pair)).map((one) => one.resourceId))];
      // A pair that was asked for by name may have nothing.
      if (roles.length + packages.length + resources.length === 0) continue;
      const other = asked.side === 'toothers' ? pair.to : pair.from;
      data.push({ party: entityJson(other), roles: roles.map((one) => roleJson(register, one)), packages, resources });
    }
    return { data, links };
  });
  scope.get(`${CONNECTIONS}/roles`, { schema: schema('Roles between parties') }, async (request) => {
    const asked = await askedOf(deps, request, 'read');
    const { pairs, links } = await pairsOf(deps, request, asked);
    const data = [];
    for (const pair of pairs)
      for (const role of await register.roles(pair.to, pair.from))
        data.push({ role: roleJson(register, role), permissions: [permission(pair, 'role')] });
    return { data, links };
  });
}

/** POST and DELETE of the connection itself: a rightholder can be given access without having a role. */
function rightholderRoutes(scope: FastifyInstance, deps: DelegationsRoutesDeps): void {
  const { database, register, delegations } = deps;
  scope.post(CONNECTIONS, { schema: schema('Make somebody rightholder of a party') }, async (request, reply) => {
    const asked = await askedOf(deps, request, 'write');
    const to = asked.to ?? (await namedPerson(deps, request.body));
    const { from } = giftOf({ ...asked, to });
    if (from.uuid === to.uuid) throw new HttpProblem(400, 'a party is no rightholder of itself');
    await database.transaction((trx, announce) =>
      register.giveRoles(trx, announce, [{ holder: to.uuid, role: RIGHTHOLDER, of: from.uuid }]),
    );
    const role = register.catalogue.role(RIGHTHOLDER);
    return reply.code(201).send({ fromId: from.uuid, toId: to.uuid, roleId: role?.id ?? null });
  });
  scope.delete(
    CONNECTIONS,
    { schema: schema('Take everything that was given, and the connection') },
    async (request, reply) => {
      const { from, to } = pairOf(await askedOf(deps, request, 'write'));
      await database.transaction(async (trx, announce) => {
        await register.takeRoles(trx, announce, { holder: to.uuid, of: from.uuid, role: RIGHTHOLDER });
        await delegations.revokeAll(trx, announce, { to: to.uuid, from: from.uuid });
      });
      return reply.code(204).send();
    },
  );
}

/** A person who is no connection yet is named by number and last name, so that numbers cannot be tried out. @throws HttpProblem 400, 404 */
async function namedPerson({ register }: DelegationsRoutesDeps, body: unknown): Promise<Party> {
  const { personIdentifier, lastName } = (typeof body === 'object' && body !== null ? body : {}) as Record<
    string,
    unknown
  >;
  if (typeof personIdentifier !== 'string' || typeof lastName !== 'string' || !/^\d{11}$/.test(personIdentifier))
    throw new HttpProblem(
      400,
      'give to, the UUID of an organisation or of a person who is connected, or the body {"personIdentifier": eleven digits, "lastName": …}',
    );
  const person = await register.party({ person: personIdentifier });
  const known = person?.name.split(' ').at(-1)?.toLowerCase() === lastName.trim().toLowerCase();
  if (!person || !known || person.isDeleted)
    throw new HttpProblem(404, 'the register has no person with that number and name');
  return person;
}
