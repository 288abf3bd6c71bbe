import { Readable } from 'node:stream';
import type {} from '@fastify/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { requireScope } from '../callers/index.ts';
import { bytesOf, HttpProblem, isMultipart, readParts } from '../http/index.ts';
import { mayAdd, mayReplace, mayWrite, type OwnerRules, RESOURCE_ADMIN, RESOURCE_WRITE } from './access.ts';
import type { AccessListDeps } from './access-list.ts';
import { accessListRoutes } from './access-list-routes.ts';
import { MAX_POLICY_LENGTH, PolicyError } from './engine.ts';
import { flatRules, type PolicyAttribute, permitted, policyRights, policySubjects } from './policy-analysis.ts';
import { warningsHeader } from './policy-warnings.ts';
import { queryRoutes } from './query-routes.ts';
import { resourceExists } from './store.ts';
import type { CompiledPolicy, ResourceRecord } from './types.ts';
import { validateResource } from './validation.ts';

const BASE = '/resourceregistry/api/v1/resource';
const WRITE_SCOPES = [RESOURCE_WRITE, RESOURCE_ADMIN];

export interface ResourcesRoutesDeps extends AccessListDeps, Pick<OwnerRules, 'openTestOwner'> {
  /** False where resources may not be deleted (altinn-pdp.md 12.1: 403 in production). Default true. */
  readonly mayDelete?: boolean;
}
type ById = { Params: { id: string } };

const schema = (summary: string) => ({ tags: ['resource registry'], summary });

const notFound = (id: string): HttpProblem => new HttpProblem(404, `the resource registry has no resource "${id}"`);

const invalid = (errors: Record<string, string[]>): HttpProblem =>
  new HttpProblem(400, undefined, { title: 'One or more validation errors occurred.', errors });

/** `/resourceregistry/api/v1/resource…`: resources and their policies (altinn-pdp.md 12.1). Reading is open to all. */
export function resourcesRoutes(app: FastifyInstance, deps: ResourcesRoutesDeps): void {
  app.register(async (scope) => {
    scope.addContentTypeParser(/^multipart\//i, (_request, payload, done) => done(null, payload));
    queryRoutes(scope, deps);
    readRoutes(scope, deps);
    writeRoutes(scope, deps);
    policyRoutes(scope, deps);
  });
  accessListRoutes(app, deps);
}

async function found(deps: ResourcesRoutesDeps, id: string): Promise<ResourceRecord> {
  const record = await deps.resources.resource(id);
  if (!record) throw notFound(id);
  return record;
}

function readRoutes(scope: FastifyInstance, deps: ResourcesRoutesDeps): void {
  scope.get<ById & { Querystring: { versionId?: string } }>(
    `${BASE}/:id`,
    { schema: schema('A resource') },
    async (request) => {
      const { versionId } = request.query;
      if (versionId === undefined) return found(deps, request.params.id);
      if (!/^\d{1,9}$/.test(versionId)) throw invalid({ versionId: [`"${versionId.slice(0, 40)}" is not a number`] });
      const record = await deps.resources.resourceVersion(request.params.id, Number(versionId));
      if (!record) throw notFound(`${request.params.id} version ${versionId}`);
      return record;
    },
  );
}

function writeRoutes(scope: FastifyInstance, deps: ResourcesRoutesDeps): void {
  const { database, resources, callers } = deps;
  const checked = (body: unknown): Omit<ResourceRecord, 'versionId'> & ResourceRecord => {
    const result = validateResource(body);
    if ('problems' in result) throw invalid(result.problems);
    return result.record as ResourceRecord;
  };
  scope.post(BASE, { schema: schema('Add a resource') }, async (request, reply) => {
    const caller = requireScope(callers, request, WRITE_SCOPES);
    const record = checked(request.body);
    await mayAdd(deps, caller, record);
    const { identifier } = record;
    await database.transaction(async (trx, announce) => {
      if (await resourceExists(trx, identifier))
        throw new HttpProblem(409, `the resource "${identifier}" exists: change it with PUT ${BASE}/${identifier}`);
      await resources.saveResource(trx, announce, record);
    });
    return reply
      .code(201)
      .header('location', `${BASE}/${identifier}`)
      .send(await resources.resource(identifier));
  });
  scope.put<ById>(`${BASE}/:id`, { schema: schema('Change a resource') }, async (request) => {
    const caller = requireScope(callers, request, WRITE_SCOPES);
    const { id } = request.params;
    const known = await found(deps, id);
    const record = checked(request.body);
    if (record.identifier !== id)
      throw invalid({ identifier: [`the body is about "${record.identifier}" and the path about "${id}"`] });
    await mayReplace(deps, caller, known, record);
    await database.transaction((trx, announce) => resources.saveResource(trx, announce, record));
    return resources.resource(id);
  });
  scope.delete<ById>(`${BASE}/:id`, { schema: schema('Delete a resource') }, async (request, reply) => {
    const caller = requireScope(callers, request, WRITE_SCOPES);
    if (deps.mayDelete === false) throw new HttpProblem(403, 'resources are not deleted here');
    await mayWrite(deps, caller, await found(deps, request.params.id));
    await database.transaction((trx, announce) => resources.deleteResource(trx, announce, request.params.id));
    return reply.code(204).send();
  });
}

async function policyOf(deps: ResourcesRoutesDeps, id: string): Promise<CompiledPolicy> {
  const policy = await deps.resources.policy(id);
  if (!policy) throw new HttpProblem(404, `the resource registry has no policy for "${id}"`);
  return policy;
}

const flatAttributes = (attributes: readonly PolicyAttribute[]) => attributes.map((one) => ({ ...one }));

function policyRoutes(scope: FastifyInstance, deps: ResourcesRoutesDeps): void {
  scope.get<ById>(
    `${BASE}/:id/policy`,
    { schema: schema('The policy of a resource, as XACML XML') },
    async (request, reply) => {
      const policy = await policyOf(deps, request.params.id);
      return reply.type('application/xml; charset=utf-8').send(policy.xml);
    },
  );
  const upload = async (request: FastifyRequest<ById>, reply: FastifyReply) => storePolicy(deps, request, reply);
  scope.post<ById>(`${BASE}/:id/policy`, { schema: schema('Store a policy') }, upload);
  scope.put<ById>(`${BASE}/:id/policy`, { schema: schema('Replace a policy') }, upload);
  scope.get<ById>(`${BASE}/:id/policy/subjects`, { schema: schema('Whom a policy names') }, async (request) => {
    const policy = await policyOf(deps, request.params.id);
    return { links: {}, data: policySubjects(flatRules(policy.document)) };
  });
  scope.get<ById>(`${BASE}/:id/policy/rules`, { schema: schema('The rules of a policy') }, async (request) =>
    permitted((await policyOf(deps, request.params.id)).document).map(({ subject, resource, action }) => ({
      subject: flatAttributes(subject),
      action: { type: ACTION_ID, value: action, urn: `${ACTION_ID}:${action}` },
      resource: flatAttributes(resource),
    })),
  );
  for (const path of [`${BASE}/:id/policy/rights`, `/resourceregistry/api/v2/resource/:id/policy/rights`])
    scope.get<ById>(path, { schema: schema('The rights of a policy and who has them') }, async (request) =>
      policyRights((await policyOf(deps, request.params.id)).document),
    );
}

const ACTION_ID = 'urn:oasis:names:tc:xacml:1.0:action:action-id';

async function storePolicy(
  deps: ResourcesRoutesDeps,
  request: FastifyRequest<ById>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const caller = requireScope(deps.callers, request, WRITE_SCOPES);
  const { id } = request.params;
  await mayWrite(deps, caller, await found(deps, id));
  const xml = await policyFile(request);
  let stored: CompiledPolicy;
  try {
    stored = await deps.database.transaction((trx, announce) => deps.resources.savePolicy(trx, announce, id, xml));
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    const place = error.line === undefined ? {} : { line: error.line, column: error.column };
    throw new HttpProblem(400, `the policy is not usable: ${error.message}`, {
      errors: { policyFile: [error.message] },
      ...place,
    });
  }
  return reply.code(201).headers(warningsHeader(stored.document.warnings)).send();
}

const MAX_PARTS = 11;

/** The text of the form's part `policyFile`, sent as a file or as a field. @throws HttpProblem 400, 413, 415 */
async function policyFile(request: FastifyRequest): Promise<string> {
  const wanted = 'send a multipart/form-data form with the policy as the part policyFile';
  const contentType = request.headers['content-type'];
  if (!isMultipart(contentType) || !(request.body instanceof Readable)) throw new HttpProblem(415, wanted);
  const tooLarge = () => new HttpProblem(413, `a policy may hold at most ${MAX_POLICY_LENGTH} bytes`);
  let text: string | undefined;
  for await (const part of readParts(contentType, request.body, MAX_PARTS)) {
    const bytes = await bytesOf(part.content, MAX_POLICY_LENGTH, tooLarge);
    if (part.name !== 'policyFile') continue;
    if (text !== undefined) throw invalid({ policyFile: ['is there twice: send one'] });
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      throw invalid({ policyFile: ['is not UTF-8 text'] });
    }
  }
  if (text === undefined || text.trim() === '') throw invalid({ policyFile: [wanted] });
  return text;
}
