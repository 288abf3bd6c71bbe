import type { FastifyInstance } from 'fastify';
import { isTaken } from '../database/index.ts';
import { mayAdd, mayReplace, mayWrite, type OwnerRules } from './access.ts';
import type { AccessListDeps } from './access-list.ts';
import { accessListRoutes } from './access-list-routes.ts';
import { policyRoutes } from './policy-routes.ts';
import { queryRoutes } from './query-routes.ts';
import { invalid, versionNumber } from './readers.ts';
import { refuse } from './refusals.ts';
import type { Resources } from './resources.ts';
import { Resource, ResourceWish } from './schemas.ts';
import { resourceExists } from './store.ts';
import { OPEN, OWNER, type RegistrySurface, registrySurface } from './surface.ts';
import type { ResourceRecord } from './types.ts';
import { validateResource } from './validation.ts';

const BASE = '/resourceregistry/api/v1/resource';

export interface ResourcesRoutesDeps extends AccessListDeps, Pick<OwnerRules, 'openTestOwner'> {
  /** False where resources may not be deleted (altinn-pdp.md 12.1: 403 in production). Default true. */
  readonly mayDelete?: boolean;
}

/** `/resourceregistry/api/v1/resource…`: resources and their policies (altinn-pdp.md 12.1). Reading is open to all. */
export function resourcesRoutes(app: FastifyInstance, deps: ResourcesRoutesDeps): void {
  app.register(async (scope) => {
    scope.addContentTypeParser(/^multipart\//i, (_request, payload, done) => done(null, payload));
    const registry = registrySurface(scope, deps);
    queryRoutes(registry, deps);
    readRoute(registry, deps.resources);
    addRoute(registry, deps);
    changeRoutes(registry, deps);
    policyRoutes(registry, { ...deps, found: (id) => found(deps.resources, id) });
  });
  accessListRoutes(app, deps);
}

const notFound = (id: string) => refuse('resource-unknown', `the resource registry has no resource "${id}"`);

async function found(resources: Resources, id: string): Promise<ResourceRecord> {
  const record = await resources.resource(id);
  if (!record) throw notFound(id);
  return record;
}

function readRoute({ route }: RegistrySurface, resources: Resources): void {
  route({
    method: 'GET',
    path: `${BASE}/:id`,
    operationId: 'readResource',
    summary: 'A resource',
    access: OPEN,
    query: { versionId: versionNumber },
    answers: { 200: { description: 'The resource', schema: Resource } },
    refusals: [404],
    async handle({ params: { id }, query: { versionId } }) {
      if (versionId === undefined) return found(resources, id);
      const record = await resources.resourceVersion(id, versionId);
      if (!record) throw notFound(`${id} version ${versionId}`);
      return record;
    },
  });
}

/** A resource with rules between its members, each of which is told by its name. */
const RESOURCE_BODY = {
  schema: ResourceWish,
  read(body: unknown): ResourceRecord {
    const result = validateResource(body);
    if ('problems' in result) throw invalid(result.problems);
    return result.record as ResourceRecord;
  },
};

function addRoute({ route }: RegistrySurface, deps: ResourcesRoutesDeps): void {
  const { database, resources } = deps;
  route({
    method: 'POST',
    path: BASE,
    operationId: 'addResource',
    summary: 'Add a resource',
    access: OWNER,
    body: RESOURCE_BODY,
    answers: { 201: { description: 'The resource as it is stored; `Location` names it', schema: Resource } },
    refusals: [409],
    async handle({ body: record, caller }, reply) {
      await mayAdd(deps, caller, record);
      const { identifier } = record;
      const exists = () =>
        refuse('resource-exists', `the resource "${identifier}" exists: change it with PUT ${BASE}/${identifier}`);
      await database
        .transaction(async (trx, announce) => {
          if (await resourceExists(trx, identifier)) throw exists();
          await resources.saveResource(trx, announce, record, { isNew: true });
        })
        .catch((error: unknown) => {
          throw isTaken(error) ? exists() : error;
        });
      return reply
        .code(201)
        .header('location', `${BASE}/${identifier}`)
        .send(await resources.resource(identifier));
    },
  });
}

function changeRoutes({ route }: RegistrySurface, deps: ResourcesRoutesDeps): void {
  const { database, resources } = deps;
  route({
    method: 'PUT',
    path: `${BASE}/:id`,
    operationId: 'replaceResource',
    summary: 'Change a resource',
    access: OWNER,
    // Read when it is sure that there is something to change: 404 comes before 400.
    body: { schema: ResourceWish, read: (body: unknown) => () => RESOURCE_BODY.read(body) },
    answers: { 200: { description: 'The resource as it is stored', schema: Resource } },
    refusals: [404],
    async handle({ params: { id }, body, caller }) {
      const known = await found(resources, id);
      const record = body();
      if (record.identifier !== id)
        throw invalid({ identifier: [`the body is about "${record.identifier}" and the path about "${id}"`] });
      await mayReplace(deps, caller, known, record);
      await database.transaction((trx, announce) => resources.saveResource(trx, announce, record));
      return resources.resource(id);
    },
  });
  route({
    method: 'DELETE',
    path: `${BASE}/:id`,
    operationId: 'deleteResource',
    summary: 'Delete a resource',
    access: OWNER,
    answers: { 204: { description: 'It is gone, and its policy with it' } },
    refusals: [404],
    async handle({ params: { id }, caller }, reply) {
      if (deps.mayDelete === false) throw refuse('deletion-closed', 'resources are not deleted here');
      await mayWrite(deps, caller, await found(resources, id));
      await database.transaction((trx, announce) => resources.deleteResource(trx, announce, id));
      return reply.code(204).send();
    },
  });
}
