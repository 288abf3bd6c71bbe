import type {} from '@fastify/swagger';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { DecisionPoint, Tried } from '../authorization/index.ts';
import { type Callers, requireToken } from '../callers/index.ts';
import type { Database } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';
import { HttpProblem } from '../http/index.ts';
import type { Register } from '../register/index.ts';
import {
  type CompiledPolicy,
  PolicyError,
  type ResourceRecord,
  type Resources,
  resourceAttributes,
} from '../resources/index.ts';
import { organizationOf } from '../selfservice/index.ts';
import { type PolicyTest, questionOf, readTests, TestsError } from './policy-tests.ts';
import { findTests, policyVersion, resourceStands, writeTests } from './store.ts';

export const POLICY_AUTHORING = '/policy-authoring/api/v1';
/** A policy of the greatest length, escaped as JSON, with tests. */
const BODY_LIMIT = 3_000_000;

export interface PolicyAuthoringDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly callers: Callers;
  readonly register: Register;
  readonly resources: Resources;
  readonly authorization: Pick<DecisionPoint, 'try'>;
}

type ById = { Params: { id: string } };
const schema = (summary: string) => ({ tags: ['policy authoring'], summary });

/**
 * Where the portal writes policies: the text with its version, so that nobody overwrites what another has written meanwhile; tests saved
 * beside it; and trying a text that is not stored. Only the resource's owner may use it, by somebody who administers its integrations.
 */
export function policyAuthoringRoutes(app: FastifyInstance, deps: PolicyAuthoringDeps): void {
  app.register(async (scope) => {
    const base = `${POLICY_AUTHORING}/resources/:id`;
    scope.get<ById>(
      `${base}/policy`,
      { schema: schema('A policy, its version and its tests') },
      async (request, reply) => {
        const record = await owned(deps, request);
        const policy = await deps.resources.policy(record.identifier);
        const version = policy?.version ?? 0;
        reply.header('etag', `"${version}"`).header('cache-control', 'no-store');
        return { xml: policy?.xml ?? null, version, tests: await testsOf(deps, record.identifier) };
      },
    );
    scope.put<ById>(
      `${base}/policy`,
      { schema: schema('Store a policy, unless another has been stored meanwhile'), bodyLimit: BODY_LIMIT },
      async (request, reply) => {
        const record = await owned(deps, request);
        const base = baseVersion(request);
        const version = await store(deps, record, textIn(request.body), base);
        return reply.header('etag', `"${version}"`).send({ version });
      },
    );
    scope.put<ById>(
      `${base}/policy/tests`,
      { schema: schema('Store the tests of a policy') },
      async (request, reply) => {
        const { identifier } = await owned(deps, request);
        const tests = JSON.stringify(readable(() => readTests(memberOf(request.body, 'tests'))));
        await deps.database.transaction(async (trx) => {
          if (!(await resourceStands(trx, identifier, deps.database.kind))) throw notFound(identifier);
          await writeTests(trx, { resourceId: identifier, tests, now: deps.clock.now() });
        });
        return reply.code(204).send();
      },
    );
    scope.post<ById>(
      `${base}/policy/try`,
      { schema: schema('Check a policy that is not stored, and run tests on it'), bodyLimit: BODY_LIMIT },
      async (request) => {
        const record = await owned(deps, request);
        const policy = usable(deps.resources, record.identifier, 0, textIn(request.body));
        const tests = readable(() => readTests(memberOf(request.body, 'tests') ?? []));
        return { warnings: policy.document.warnings, results: await run(deps, policy, tests) };
      },
    );
  });
}

const notFound = (id: string): HttpProblem =>
  new HttpProblem(404, `the resource registry has no resource "${id.slice(0, 200)}"`);

/** @throws HttpProblem 401, 403 for all but the owner, 404 */
async function owned(deps: PolicyAuthoringDeps, request: FastifyRequest<ById>): Promise<ResourceRecord> {
  if (requireToken(deps.callers, request).kind !== 'person')
    throw new HttpProblem(
      403,
      'this is for people who are logged in; machines use /resourceregistry/api/v1/resource/{id}/policy',
    );
  const organization = await organizationOf(deps.callers, deps.register, request);
  const { id } = request.params;
  const record = await deps.resources.resource(id);
  if (!record) throw notFound(id);
  const { organization: owner } = record.hasCompetentAuthority;
  if (owner !== organization)
    throw new HttpProblem(
      403,
      `the resource ${record.identifier} belongs to ${owner}, and you act for ${organization}`,
    );
  return record;
}

async function testsOf(deps: PolicyAuthoringDeps, id: string): Promise<readonly PolicyTest[]> {
  const text = await findTests(deps.database.db, id);
  return text === undefined ? [] : (JSON.parse(text) as PolicyTest[]);
}

/** The version that the writer began from. @throws HttpProblem 428 */
function baseVersion(request: FastifyRequest): number {
  const [, version] = /^"(\d{1,9})"$/.exec(request.headers['if-match'] ?? '') ?? [];
  if (version !== undefined) return Number(version);
  throw new HttpProblem(428, 'send If-Match with the ETag of the policy that you changed; "0" where there was none');
}

/** @throws HttpProblem 400 when the policy is not usable, 404, 412 when another has been stored since */
async function store(deps: PolicyAuthoringDeps, record: ResourceRecord, xml: string, base: number): Promise<number> {
  const { database, resources } = deps;
  const { identifier } = record;
  // Before the transaction, so that nobody waits for it.
  usable(resources, identifier, base + 1, xml);
  return database.transaction(async (trx, announce) => {
    if (!(await resourceStands(trx, identifier, database.kind))) throw notFound(identifier);
    const found = await policyVersion(trx, identifier, database.kind);
    if (found !== base)
      throw new HttpProblem(
        412,
        `the policy of ${identifier} has version ${found} by now, and your change began from ${base}: fetch it again and repeat your change`,
        { version: found },
      );
    return (await resources.savePolicy(trx, announce, identifier, xml)).version;
  });
}

/** @throws HttpProblem 400 with line and column */
function usable(resources: Resources, id: string, version: number, xml: string): CompiledPolicy {
  try {
    return resources.compile(id, version, xml);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    const place = error.line === undefined ? {} : { line: error.line, column: error.column };
    throw new HttpProblem(400, `the policy is not usable: ${error.message}`, {
      code: 'policy-unusable',
      reason: error.code,
      ...place,
    });
  }
}

async function run(
  deps: PolicyAuthoringDeps,
  policy: CompiledPolicy,
  tests: readonly PolicyTest[],
): Promise<readonly Tried[]> {
  const named = resourceAttributes(policy.resourceId);
  const results: Tried[] = [];
  for (const test of tests) results.push(await deps.authorization.try(policy, questionOf(test, named)));
  return results;
}

const memberOf = (body: unknown, member: string): unknown =>
  typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>)[member] : undefined;

function textIn(body: unknown): string {
  const xml = memberOf(body, 'xml');
  if (typeof xml === 'string' && xml.trim() !== '') return xml;
  throw new HttpProblem(400, 'send {"xml": "<Policy …>"}: the policy as text', { code: 'policy-missing' });
}

function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof TestsError) throw new HttpProblem(400, error.message, { code: 'tests-invalid' });
    throw error;
  }
}
