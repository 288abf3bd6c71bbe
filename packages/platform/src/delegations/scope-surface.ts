/** Who manages scopes of Maskinporten for an organisation, and whom the query names beside it (access-management.md 8.1). */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { requireScope } from '../callers/index.ts';
import { isOrganizationNumber, isUuid } from '../foundation/index.ts';
import { type PartyAccess, scopesOf as scopesThatOpen, surface } from '../http/index.ts';
import type { Party } from '../register/index.ts';
import type { ResourceRecord } from '../resources/index.ts';
import type { Actor } from './passable.ts';
import { actorOf } from './persons.ts';
import { fault, problem } from './problems.ts';
import { optional, valueIn } from './readers.ts';
import { refuse } from './refusals.ts';
import { isSchema } from './scope-delegations.ts';
import { type DelegationsRoutesDeps, PORTAL_SCOPE, REFUSALS, SURFACE } from './surface.ts';

/** Somebody, and the organisation whose scopes they manage. */
export interface ScopeManager {
  readonly actor: Actor;
  readonly party: Party;
}

type Side = 'suppliers' | 'consumers';

/** Reading and writing are scopes apart: neither is enough for the other. */
export const manages = <Access extends 'read' | 'write'>(side: Side, action: Access) =>
  ({
    who: 'party',
    resource: 'altinn_maskinporten_scope_delegation',
    action,
    scopes: [PORTAL_SCOPE, `altinn:accessmanagement/enduser:maskinporten${side}.${action}`],
  }) as const;

/** `/enduser/maskinportensuppliers…` and `/enduser/maskinportenconsumers…`. */
export const scopeSurface = (app: FastifyInstance, deps: DelegationsRoutesDeps) =>
  surface(app, {
    name: SURFACE,
    admit: { party: (request, access) => managerOf(deps, request, access) },
    refusals: REFUSALS,
  });
export type ScopeSurface = ReturnType<typeof scopeSurface>;

const organizationCalled = async (
  { register }: DelegationsRoutesDeps,
  name: string | undefined,
): Promise<Party | undefined> => {
  if (name === undefined) return undefined;
  if (isUuid(name)) return register.party({ uuid: name.toLowerCase() });
  return isOrganizationNumber(name) ? register.party({ organization: name }) : undefined;
};

/** Whoever names no party, or one that is unknown, learns no more than who may not. @throws Refusal 401, 403 */
async function managerOf(
  deps: DelegationsRoutesDeps,
  request: FastifyRequest,
  { resource, action, ...access }: PartyAccess,
): Promise<ScopeManager> {
  const caller = requireScope(deps.callers, request, scopesThatOpen({ resource, action, ...access }), ['altinn']);
  const actor = await actorOf(deps.register, caller);
  const party = await organizationCalled(deps, valueIn(request.query, 'party'));
  if (!party || !(await deps.mayUse(actor, resource, action, party))) throw refuse('not-scope-manager');
  return { actor, party };
}

const required = (description: string) => ({ ...optional(description), required: true });
/** An organisation whose scopes the caller manages. */
export const PARTY = required('The organisation whose scopes the caller manages: UUID or organisation number');
export const SUPPLIER = required('The supplier: organisation number or UUID');
export const CONSUMER = required('The consumer: organisation number or UUID');
export const RESOURCE = required('The id of a resource of type MaskinportenSchema');
/** As a member that need not be there. */
export const asked = <Member extends object>(member: Member) => ({ ...member, required: false });
export const GIVEN = Type.Boolean({ description: 'true' });

/**
 * The organisation that a member of the query names; one that has been deleted can still be taken off.
 * @throws Refusal 400 STD.VLD-00001 without one, AM-00023 for what is no organisation
 */
export async function organizationAsked(
  deps: DelegationsRoutesDeps,
  ref: string | undefined,
  name: 'supplier' | 'consumer',
): Promise<Party> {
  if (ref === undefined) return fault('required', `$QUERY/${name}`);
  const found = await organizationCalled(deps, ref);
  if (!found?.organizationNumber) throw problem('party-not-there');
  return found;
}

/** The schema that the query names. @throws Refusal 400 STD.VLD-00001, AM-00027 for an unknown resource, AM.VLD-00032 for another kind */
export async function schemaAsked(
  { resources }: DelegationsRoutesDeps,
  id: string | undefined,
): Promise<ResourceRecord> {
  if (id === undefined) return fault('required', '$QUERY/resource');
  const found = await resources.resource(id);
  if (!found) throw problem('resource-not-there', { resource: id.slice(0, 200) });
  if (!isSchema(found))
    return fault('resource-type', 'QUERY/resource', {
      resourceType: `Resource '${found.identifier}' must be of type 'MaskinportenSchema'.`,
    });
  return found;
}

/** What is deleted gives nothing more. @throws Refusal 400 AM-00023 */
export function requireLiving(consumer: Party): void {
  if (consumer.isDeleted) throw problem('party-not-there');
}

/** Nobody is its own supplier. @throws Refusal 400 AM.VLD-00009 */
export function requireTwo(consumer: Party, supplier: Party): void {
  const told = 'An organization cannot delegate to itself.';
  if (consumer.uuid === supplier.uuid)
    fault('query-invalid', ['QUERY/party', 'QUERY/supplier'], { party: told, supplier: told });
}

/** @throws Refusal 400 AM.VLD-00009 for one organisation with itself, AM.VLD-00031 while scopes are given and `cascade` is not true */
export async function endSupply(
  { database, delegations }: DelegationsRoutesDeps,
  which: { readonly consumer: Party; readonly supplier: Party; readonly cascade: boolean },
): Promise<void> {
  requireTwo(which.consumer, which.supplier);
  await database.transaction(async (trx, announce) => {
    if (!(await delegations.scopes.endSupplier(trx, announce, which)))
      fault('supplier-has-scopes', 'QUERY/cascade', {
        assignmentResources:
          'Cannot remove supplier assignment while resources are still delegated. Use cascade=true or remove resources first.',
      });
  });
}
