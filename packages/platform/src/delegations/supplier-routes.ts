import type { FastifyInstance } from 'fastify';
import { uuidOfText } from '../foundation/index.ts';
import type { Party } from '../register/index.ts';
import { resourceJson } from '../resources/index.ts';
import { CASCADE } from './client-surface.ts';
import { rightsCheckJson } from './connection-rights.ts';
import { Rightholder, RightsCheck } from './connection-schemas.ts';
import { fault, problem } from './problems.ts';
import { SUPPLIER as SUPPLIER_ROLE } from './role-names.ts';
import { isSchema } from './scope-delegations.ts';
import { ScopeResources, Suppliers } from './scope-schemas.ts';
import {
  asked,
  endSupply,
  GIVEN,
  manages,
  organizationAsked,
  PARTY,
  RESOURCE,
  requireLiving,
  requireTwo,
  type ScopeManager,
  type ScopeSurface,
  SUPPLIER,
  schemaAsked,
  scopeSurface,
} from './scope-surface.ts';
import { givenLines, supplyLines } from './scope-views.ts';
import { BASE, type DelegationsRoutesDeps } from './surface.ts';

const PATH = `${BASE}/enduser/maskinportensuppliers` as const;
const RESOURCES = `${PATH}/resources` as const;
const READS = manages('suppliers', 'read');
const WRITES = manages('suppliers', 'write');

/** `/enduser/maskinportensuppliers…`: an organisation's suppliers, and the scopes that they use for it (access-management.md 8). */
export function supplierRoutes(scope: FastifyInstance, deps: DelegationsRoutesDeps): void {
  const suppliers = scopeSurface(scope, deps);
  supplierRoute(suppliers, deps);
  endRoute(suppliers, deps);
  checkRoute(suppliers, deps);
  giveRoute(suppliers, deps);
  givenRoutes(suppliers, deps);
}

function supplierRoute({ route }: ScopeSurface, deps: DelegationsRoutesDeps): void {
  const { database, delegations, register } = deps;
  route({
    method: 'POST',
    path: PATH,
    operationId: 'addScopeSupplier',
    summary: 'Make an organisation a supplier, which can then be given scopes',
    access: WRITES,
    query: { party: PARTY, supplier: SUPPLIER },
    answers: { 200: { description: 'Who is supplier of whom', schema: Rightholder } },
    async handle({ caller: { party: consumer }, query }) {
      const supplier = await livingSupplier(deps, query.supplier);
      requireTwo(consumer, supplier);
      requireLiving(consumer);
      await database.transaction((trx, announce) => delegations.scopes.addSupplier(trx, announce, consumer, supplier));
      const [fromId, toId] = [consumer.uuid, supplier.uuid];
      const roleId = register.catalogue.role(SUPPLIER_ROLE)?.id ?? '';
      return { id: uuidOfText(`supplier:${fromId}:${toId}`), roleId, fromId, toId };
    },
  });
  route({
    method: 'GET',
    path: PATH,
    operationId: 'listScopeSuppliers',
    summary: 'Suppliers of an organisation',
    access: READS,
    query: { party: PARTY, supplier: asked(SUPPLIER) },
    answers: { 200: { description: 'All of them, or the one that was asked for', schema: Suppliers } },
    async handle({ caller: { party: consumer }, query }) {
      const supplier = query.supplier === undefined ? {} : { supplier: await otherOf(deps, query.supplier) };
      const pairs = await delegations.scopes.supplies({ consumer, ...supplier });
      return supplyLines(
        deps,
        pairs.map((pair) => pair.supplier),
      );
    },
  });
}

const otherOf = (deps: DelegationsRoutesDeps, ref: string | undefined) => organizationAsked(deps, ref, 'supplier');

/** What is deleted gets nothing more. @throws Refusal 400 AM-00023 */
async function livingSupplier(deps: DelegationsRoutesDeps, ref: string | undefined): Promise<Party> {
  const supplier = await otherOf(deps, ref);
  if (supplier.isDeleted) throw problem('party-not-there');
  return supplier;
}

function endRoute({ route }: ScopeSurface, deps: DelegationsRoutesDeps): void {
  route({
    method: 'DELETE',
    path: PATH,
    operationId: 'removeScopeSupplier',
    summary: 'End that an organisation is a supplier',
    access: WRITES,
    query: { party: PARTY, supplier: SUPPLIER, cascade: CASCADE },
    answers: { 204: { description: 'It is none' } },
    async handle({ caller: { party: consumer }, query }, reply) {
      const supplier = await otherOf(deps, query.supplier);
      await endSupply(deps, { consumer, supplier, cascade: query.cascade });
      return reply.code(204).send();
    },
  });
}

/** Right by right what the caller may give. @throws Refusal 400 AM-00027 for what is no schema with a policy */
async function checkOf(deps: DelegationsRoutesDeps, { actor, party }: ScopeManager, id: string | undefined) {
  if (id === undefined) return fault('required', '$QUERY/resource');
  const record = await deps.resources.resource(id);
  const notThere = () => problem('resource-not-there', { resource: id.slice(0, 200) });
  if (!record || !isSchema(record)) throw notThere();
  const rights = await deps.delegations.passableScopes(actor, party, record.identifier);
  if ('code' in rights) throw notThere();
  return { record, rights };
}

function checkRoute({ route }: ScopeSurface, deps: DelegationsRoutesDeps): void {
  route({
    method: 'GET',
    path: `${RESOURCES}/delegationcheck`,
    operationId: 'checkScopeDelegation',
    summary: 'Whether the caller may give the scopes of a resource to a supplier',
    access: READS,
    query: { party: PARTY, resource: RESOURCE },
    answers: { 200: { description: 'Right by right, and why not', schema: RightsCheck } },
    async handle({ caller, query }) {
      const { record, rights } = await checkOf(deps, caller, query.resource);
      return { resource: resourceJson(record), rights: rightsCheckJson(rights) };
    },
  });
}

function giveRoute({ route }: ScopeSurface, deps: DelegationsRoutesDeps): void {
  const { database, delegations } = deps;
  route({
    method: 'POST',
    path: RESOURCES,
    operationId: 'giveScopes',
    summary: 'Give the scopes of a resource to a supplier',
    access: WRITES,
    query: { party: PARTY, supplier: SUPPLIER, resource: RESOURCE },
    answers: { 200: { description: 'The supplier has them', schema: GIVEN } },
    async handle({ caller, query }) {
      const { party: consumer, actor } = caller;
      const supplier = await livingSupplier(deps, query.supplier);
      requireTwo(consumer, supplier);
      requireLiving(consumer);
      const resource = await schemaAsked(deps, query.resource);
      const { rights } = await checkOf(deps, caller, resource.identifier);
      if (!rights.some((right) => right.permitted))
        throw problem(
          rights.some((right) => right.codes.includes('ResourceNotDelegable')) ? 'resource-closed' : 'not-delegable',
        );
      const grant = { consumer, supplier, resource, by: actor.uuid };
      await database.transaction(async (trx) => {
        if (!(await delegations.scopes.hold(trx, consumer, supplier))) throw problem('connection-missing');
        await delegations.scopes.grant(trx, grant);
      });
      return true;
    },
  });
}

function givenRoutes({ route }: ScopeSurface, deps: DelegationsRoutesDeps): void {
  const { database, delegations } = deps;
  route({
    method: 'GET',
    path: RESOURCES,
    operationId: 'listGivenScopes',
    summary: 'Resources whose scopes an organisation has given to suppliers',
    access: READS,
    query: { party: PARTY, supplier: asked(SUPPLIER), resource: asked(RESOURCE) },
    answers: { 200: { description: 'Each resource, with who has got it', schema: ScopeResources } },
    async handle({ caller: { party: consumer }, query }) {
      const supplier = query.supplier === undefined ? {} : { supplier: await otherOf(deps, query.supplier) };
      if (query.resource !== undefined) await schemaAsked(deps, query.resource);
      return givenLines(deps, await delegations.scopes.list({ consumer, ...supplier }), query.resource);
    },
  });
  route({
    method: 'DELETE',
    path: RESOURCES,
    operationId: 'takeScopes',
    summary: 'Take the scopes of a resource back from a supplier',
    access: WRITES,
    query: { party: PARTY, supplier: SUPPLIER, resource: RESOURCE },
    answers: { 204: { description: 'The supplier has them not' } },
    async handle({ caller: { party: consumer }, query }, reply) {
      const supplier = await otherOf(deps, query.supplier);
      requireTwo(consumer, supplier);
      const { identifier: resourceId } = await schemaAsked(deps, query.resource);
      await database.transaction((trx) => delegations.scopes.revoke(trx, { consumer, supplier, resourceId }));
      return reply.code(204).send();
    },
  });
}
