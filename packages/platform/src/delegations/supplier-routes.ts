import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { scopesOf as scopesThatOpen, surface } from '../http/index.ts';
import type { Party } from '../register/index.ts';
import type { ResourceRecord } from '../resources/index.ts';
import { optional, organizationIn, valueIn } from './readers.ts';
import { refuse } from './refusals.ts';
import { GivenScopes, ScopeDelegationLine } from './schemas.ts';
import { SCOPE_ACTION, scopesOf } from './scope-delegations.ts';
import { lineJson } from './scope-routes.ts';
import { BASE, type DelegationsRoutesDeps, PORTAL_SCOPE, REFUSALS, requirePerson, SURFACE } from './surface.ts';

const PATH = `${BASE}/enduser/maskinportensuppliers` as const;
const GIVER = { who: 'permit', actions: [SCOPE_ACTION], scopes: [PORTAL_SCOPE] } as const;

/** Who may give the resource's scopes away, and for whom. */
interface Giver {
  readonly person: Party;
  readonly consumer: Party;
  readonly resource: ResourceRecord;
}

const supplierSurface = (app: FastifyInstance, deps: DelegationsRoutesDeps) =>
  surface(app, {
    name: SURFACE,
    admit: {
      permit: async (request, access): Promise<Giver> => {
        const person = await requirePerson(deps, request, scopesThatOpen(access));
        const consumer = await organizationIn(deps, valueIn(request.query, 'party'), 'party');
        const resource = await schemaIn(deps, valueIn(request.query, 'resource'));
        if (!(await deps.delegations.scopes.mayDelegate(person, consumer, resource.identifier)))
          throw refuse(
            'schema-not-delegable',
            `the person may not give away the scopes of ${resource.identifier} for ${consumer.name}`,
          );
        return { person, consumer, resource };
      },
    },
    refusals: REFUSALS,
  });

type SupplierSurface = ReturnType<typeof supplierSurface>;

const required = (description: string) => ({ ...optional(description), required: true });
export const CONSUMER = required('The consumer: UUID or organisation number');
export const SUPPLIER = required('The supplier: UUID or organisation number');
export const RESOURCE = required('A resource of type MaskinportenSchema');
const WHOSE = { party: CONSUMER, resource: RESOURCE };
const BETWEEN = { ...WHOSE, supplier: SUPPLIER };

/** The resource, which has scopes. @throws Refusal 400 */
export async function schemaIn({ resources }: DelegationsRoutesDeps, id: string | undefined): Promise<ResourceRecord> {
  const resource = id === undefined ? undefined : await resources.resource(id);
  if (!resource || scopesOf(resource).length === 0)
    throw refuse('schema-invalid', 'resource must be a resource of type MaskinportenSchema with a scope');
  return resource;
}

/** `/enduser/maskinportensuppliers?party=&supplier=&resource=`: a person gives scopes away and takes them back (maskinporten.md 2.7). */
export function supplierRoutes(scope: FastifyInstance, deps: DelegationsRoutesDeps): void {
  const suppliers = supplierSurface(scope, deps);
  listRoute(suppliers, deps);
  changeRoutes(suppliers, deps);
}

function listRoute({ route }: SupplierSurface, { delegations }: DelegationsRoutesDeps): void {
  route({
    method: 'GET',
    path: PATH,
    operationId: 'listScopeSuppliers',
    summary: 'Suppliers of an organisation, for one resource',
    access: GIVER,
    query: WHOSE,
    answers: { 200: { description: 'What each has got', schema: Type.Array(ScopeDelegationLine) } },
    async handle({ caller: { consumer, resource } }) {
      const found = await delegations.scopes.list({ consumer });
      return found.filter((each) => each.resourceId === resource.identifier).map(lineJson);
    },
  });
}

function changeRoutes({ route }: SupplierSurface, deps: DelegationsRoutesDeps): void {
  const { database, delegations } = deps;
  route({
    method: 'POST',
    path: PATH,
    operationId: 'giveScopes',
    summary: 'Give the scopes of a resource to a supplier',
    access: GIVER,
    query: BETWEEN,
    answers: {
      200: { description: 'The supplier had got them already', schema: GivenScopes },
      201: { description: 'They are given', schema: GivenScopes },
    },
    async handle({ caller: { person, consumer, resource }, query }, reply) {
      const supplier = await organizationIn(deps, query.supplier, 'supplier');
      if (supplier.uuid === consumer.uuid) throw refuse('same-party', 'supplier and party are the same organisation');
      const grant = { consumer, supplier, resource, by: person.uuid };
      const added = await database.transaction((trx) => delegations.scopes.grant(trx, grant));
      return reply
        .code(added ? 201 : 200)
        .send({ consumer: consumer.uuid, supplier: supplier.uuid, resource: resource.identifier });
    },
  });
  route({
    method: 'DELETE',
    path: PATH,
    operationId: 'takeScopes',
    summary: 'Take the scopes of a resource back from a supplier',
    access: GIVER,
    query: BETWEEN,
    answers: { 204: { description: 'They are taken' } },
    refusals: [404],
    async handle({ caller: { consumer, resource }, query }, reply) {
      const supplier = await organizationIn(deps, query.supplier, 'supplier');
      const which = { consumer, supplier, resourceId: resource.identifier };
      const removed = await database.transaction((trx) => delegations.scopes.revoke(trx, which));
      if (!removed)
        throw refuse('supplier-unknown', `${supplier.name} has not got the scopes of ${resource.identifier}`);
      return reply.code(204).send();
    },
  });
}
