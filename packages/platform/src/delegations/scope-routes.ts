import type { FastifyInstance } from 'fastify';
import { type Caller, requireScope } from '../callers/index.ts';
import { isOrganizationNumber, isUuid } from '../foundation/index.ts';
import { HttpProblem } from '../http/index.ts';
import type { Party } from '../register/index.ts';
import { scopesOf } from './scope-delegations.ts';
import { BASE, type DelegationsRoutesDeps, PORTAL_SCOPE, requirePerson, schema } from './surface.ts';
import type { ScopeDelegation } from './types.ts';

const LOOKUP = 'altinn:maskinporten/delegations';
const LOOKUP_ADMIN = 'altinn:maskinporten/delegations.admin';

/** One delegation as Maskinporten reads it (maskinporten.md 2.7). */
const row = (one: ScopeDelegation) => ({
  consumer_org: one.consumer.organizationNumber,
  supplier_org: one.supplier.organizationNumber,
  delegation_scheme_Id: null,
  scopes: one.scopes,
  created: new Date(one.created).toISOString(),
  resourceid: one.resourceId,
});

interface LookupQuery {
  readonly supplierOrg?: string;
  readonly consumerOrg?: string;
  readonly scope?: string;
}

/** Delegations of Maskinporten scopes: the lookup, and giving and taking by a person in the portal. */
export function scopeRoutes(scope: FastifyInstance, deps: DelegationsRoutesDeps): void {
  scope.get<{ Querystring: LookupQuery }>(
    `${BASE}/maskinporten/delegations`,
    { schema: schema('Which suppliers have been given a Maskinporten scope') },
    async (request) => {
      const caller = requireScope(deps.callers, request, [LOOKUP, LOOKUP_ADMIN]);
      const wanted = one(request.query.scope, 'scope');
      if (wanted === undefined || !/^[^\s:]+:[^\s]+$/.test(wanted))
        throw new HttpProblem(400, 'give the query parameter scope, e.g. scope=skogdir:skogdata.read');
      requirePrefix(caller, wanted);
      const consumer = await organization(deps, one(request.query.consumerOrg, 'consumerOrg'), 'consumerOrg');
      const supplier = await organization(deps, one(request.query.supplierOrg, 'supplierOrg'), 'supplierOrg');
      if (consumer === null || supplier === null) return [];
      const found = await deps.delegations.scopes.list({
        scope: wanted,
        ...(consumer ? { consumer } : {}),
        ...(supplier ? { supplier } : {}),
      });
      return found.map(row);
    },
  );
  supplierRoutes(scope, deps);
}

const one = (value: unknown, name: string): string | undefined => {
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') throw new HttpProblem(400, `give the query parameter ${name} once`);
  return value;
};

/** A caller without the admin scope sees the scopes of its own prefixes only. */
function requirePrefix(caller: Caller, scope: string): void {
  if (caller.scopes.has(LOOKUP_ADMIN)) return;
  const claim = caller.claims['consumer_prefix'];
  const prefixes = Array.isArray(claim) ? claim : [claim];
  const prefix = scope.slice(0, scope.indexOf(':'));
  if (!prefixes.includes(prefix))
    throw new HttpProblem(403, `the token's consumer_prefix does not hold "${prefix.slice(0, 60)}"`);
}

/** @returns undefined when not asked for, null when the register has no such organisation */
async function organization(
  { register }: DelegationsRoutesDeps,
  number: string | undefined,
  name: string,
): Promise<Party | undefined | null> {
  if (number === undefined) return undefined;
  if (!isOrganizationNumber(number))
    throw new HttpProblem(400, `${name} "${number.slice(0, 40)}" is not an organisation number of nine digits`);
  return (await register.party({ organization: number })) ?? null;
}

interface SupplierQuery {
  readonly party?: string;
  readonly supplier?: string;
  readonly resource?: string;
}

/** `/enduser/maskinportensuppliers?party=&supplier=&resource=`: parties by UUID or organisation number. */
function supplierRoutes(scope: FastifyInstance, deps: DelegationsRoutesDeps): void {
  const { database, delegations, resources } = deps;
  const path = `${BASE}/enduser/maskinportensuppliers`;
  const party = async (value: unknown, name: string): Promise<Party> => {
    const ref = one(value, name);
    const known =
      ref === undefined
        ? undefined
        : isUuid(ref)
          ? await deps.register.party({ uuid: ref })
          : isOrganizationNumber(ref)
            ? await deps.register.party({ organization: ref })
            : undefined;
    if (!known?.organizationNumber || known.isDeleted)
      throw new HttpProblem(400, `${name} must be the UUID or organisation number of an organisation in the register`);
    return known;
  };
  /** The consumer and resource, once it is sure that the caller may give the resource's scopes away. */
  const asked = async (request: Parameters<typeof requirePerson>[1] & { query: SupplierQuery }) => {
    const person = await requirePerson(deps, request, [PORTAL_SCOPE]);
    const consumer = await party(request.query.party, 'party');
    const resourceId = one(request.query.resource, 'resource');
    const resource = resourceId === undefined ? undefined : await resources.resource(resourceId);
    if (!resource || scopesOf(resource).length === 0)
      throw new HttpProblem(400, 'resource must be a resource of type MaskinportenSchema with a scope');
    if (!(await delegations.scopes.mayDelegate(person, consumer, resource.identifier)))
      throw new HttpProblem(
        403,
        `the person may not give away the scopes of ${resource.identifier} for ${consumer.name}`,
      );
    return { person, consumer, resource };
  };
  scope.get<{ Querystring: SupplierQuery }>(
    path,
    { schema: schema('Suppliers of an organisation, for one resource') },
    async (request) => {
      const { consumer, resource } = await asked(request);
      const found = await delegations.scopes.list({ consumer });
      return found.filter((each) => each.resourceId === resource.identifier).map(row);
    },
  );
  scope.post<{ Querystring: SupplierQuery }>(
    path,
    { schema: schema('Give the scopes of a resource to a supplier') },
    async (request, reply) => {
      const { person, consumer, resource } = await asked(request);
      const supplier = await party(request.query.supplier, 'supplier');
      if (supplier.uuid === consumer.uuid) throw new HttpProblem(400, 'supplier and party are the same organisation');
      const grant = { consumer, supplier, resource, by: person.uuid };
      const added = await database.transaction((trx) => delegations.scopes.grant(trx, grant));
      return reply
        .code(added ? 201 : 200)
        .send({ consumer: consumer.uuid, supplier: supplier.uuid, resource: resource.identifier });
    },
  );
  scope.delete<{ Querystring: SupplierQuery }>(
    path,
    { schema: schema('Take the scopes of a resource back from a supplier') },
    async (request, reply) => {
      const { consumer, resource } = await asked(request);
      const supplier = await party(request.query.supplier, 'supplier');
      const which = { consumer, supplier, resourceId: resource.identifier };
      const removed = await database.transaction((trx) => delegations.scopes.revoke(trx, which));
      if (!removed) throw new HttpProblem(404, `${supplier.name} has not got the scopes of ${resource.identifier}`);
      return reply.code(204).send();
    },
  );
}
