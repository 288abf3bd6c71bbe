import type { FastifyInstance } from 'fastify';
import type { DecisionPoint, Tried } from '../authorization/index.ts';
import type { Database } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';
import {
  accessListsIn,
  type CompiledPolicy,
  flatRules,
  isPolicyUnusable,
  type ResourceRecord,
  type Resources,
  resourceAttributes,
} from '../resources/index.ts';
import { accessListRoutes } from './access-list-routes.ts';
import { BASE_VERSION, POLICY_BODY, TESTS_BODY, TRIAL_BODY } from './bodies.ts';
import { effectOf } from './effect.ts';
import { type PolicyTest, questionOf } from './policy-tests.ts';
import { refuse } from './refusals.ts';
import { changeRoutes, newRoute, POLICY_AUTHORING } from './resource-routes.ts';

export { POLICY_AUTHORING };

import { AuthoredPolicy, PolicyEffect, PolicyVersion, Trial } from './schemas.ts';
import { findTests, policyVersion, resourceVersion, writeTests } from './store.ts';
import { type AuthoringSurface, authoringSurface, deskSurface, notFound, OWNER, type OwnerDeps } from './surface.ts';

/** A policy of the greatest length, escaped as JSON, with tests. */
const BODY_LIMIT = 3_000_000;

const POLICY = `${POLICY_AUTHORING}/resources/:id/policy` as const;

export interface PolicyAuthoringDeps extends OwnerDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly resources: Resources;
  readonly authorization: Pick<DecisionPoint, 'try'>;
  /** False where resources may not be deleted (altinn-pdp.md 12.1: 403 in production). Default true. */
  readonly mayDelete?: boolean;
}

/**
 * Where the portal writes policies: the text with its version, so that nobody overwrites what another has written meanwhile; tests saved
 * beside it; and trying a text that is not stored. Only the resource's owner may use it, by somebody who administers its integrations.
 */
export function policyAuthoringRoutes(app: FastifyInstance, deps: PolicyAuthoringDeps): void {
  app.register(async (scope) => {
    const surface = authoringSurface(scope, deps);
    policyRoutes(surface, deps);
    testRoutes(surface, deps);
    changeRoutes(surface, deps);
    const desk = deskSurface(scope, deps);
    newRoute(desk, deps);
    accessListRoutes(desk, { lists: accessListsIn(deps), register: deps.register, resources: deps.resources });
  });
}

function policyRoutes({ route }: AuthoringSurface, deps: PolicyAuthoringDeps): void {
  route({
    method: 'GET',
    path: POLICY,
    operationId: 'readAuthoredPolicy',
    summary: 'A policy, its version and its tests',
    access: OWNER,
    answers: { 200: { description: 'The policy; ETag names its version', schema: AuthoredPolicy } },
    refusals: [404],
    async handle({ caller: { identifier } }, reply) {
      const policy = await deps.resources.policy(identifier);
      const version = policy?.version ?? 0;
      reply.header('etag', `"${version}"`).header('cache-control', 'no-store');
      return { xml: policy?.xml ?? null, version, tests: await testsOf(deps, identifier) };
    },
  });
  route({
    method: 'PUT',
    path: POLICY,
    operationId: 'storeAuthoredPolicy',
    summary: 'Store a policy, unless another has been stored meanwhile',
    access: OWNER,
    headers: { 'if-match': BASE_VERSION },
    body: POLICY_BODY,
    bodyLimit: BODY_LIMIT,
    answers: { 200: { description: 'Stored; ETag names its version', schema: PolicyVersion } },
    refusals: [404, 412, 428],
    async handle({ caller: record, headers, body: xml }, reply) {
      const version = await store(deps, record, xml, headers['if-match']);
      return reply.header('etag', `"${version}"`).send({ version });
    },
  });
}

function testRoutes({ route }: AuthoringSurface, deps: PolicyAuthoringDeps): void {
  route({
    method: 'PUT',
    path: `${POLICY}/tests`,
    operationId: 'storePolicyTests',
    summary: 'Store the tests of a policy',
    access: OWNER,
    body: TESTS_BODY,
    answers: { 204: { description: 'Stored' } },
    refusals: [404],
    async handle({ caller: { identifier }, body }, reply) {
      const tests = JSON.stringify(body);
      await deps.database.transaction(async (trx) => {
        if ((await resourceVersion(trx, identifier, deps.database.kind)) === undefined) throw notFound(identifier);
        await writeTests(trx, { resourceId: identifier, tests, now: deps.clock.now() });
      });
      return reply.code(204).send();
    },
  });
  route({
    method: 'POST',
    path: `${POLICY}/try`,
    operationId: 'tryPolicy',
    summary: 'Check a policy that is not stored, and run tests on it',
    access: OWNER,
    body: TRIAL_BODY,
    bodyLimit: BODY_LIMIT,
    answers: { 200: { description: 'One result a test, in their order', schema: Trial } },
    refusals: [404],
    async handle({ caller: { identifier }, body: { xml, tests } }) {
      const policy = usable(deps.resources, identifier, 0, xml);
      const results = await run(deps, policy, tests());
      return { warnings: policy.document.warnings, results, rules: coverageOf(policy, results) };
    },
  });
  route({
    method: 'POST',
    path: `${POLICY}/effect`,
    operationId: 'comparePolicy',
    summary: 'Which requests a policy that is not stored answers otherwise than the stored one',
    access: OWNER,
    body: POLICY_BODY,
    bodyLimit: BODY_LIMIT,
    answers: { 200: { description: 'The requests whose answer changes, with both answers', schema: PolicyEffect } },
    refusals: [404],
    async handle({ caller: { identifier }, body: xml }) {
      const stored = await deps.resources.policy(identifier);
      return effectOf(stored, usable(deps.resources, identifier, 0, xml));
    },
  });
}

async function testsOf(deps: PolicyAuthoringDeps, id: string): Promise<readonly PolicyTest[]> {
  const text = await findTests(deps.database.db, id);
  return text === undefined ? [] : (JSON.parse(text) as PolicyTest[]);
}

/** @throws Refusal 400 when the policy is not usable, 404, 412 when another has been stored since */
async function store(deps: PolicyAuthoringDeps, record: ResourceRecord, xml: string, base: number): Promise<number> {
  const { database, resources } = deps;
  const { identifier } = record;
  // Before the transaction, so that nobody waits for it.
  usable(resources, identifier, base + 1, xml);
  return database.transaction(async (trx, announce) => {
    if ((await resourceVersion(trx, identifier, database.kind)) === undefined) throw notFound(identifier);
    const found = await policyVersion(trx, identifier, database.kind);
    if (found !== base)
      throw refuse(
        'version-superseded',
        `the policy of ${identifier} has version ${found} by now, and your change began from ${base}: fetch it again and repeat your change`,
        { members: { version: found } },
      );
    return (await resources.savePolicy(trx, announce, identifier, xml)).version;
  });
}

/** @throws Refusal 400 with line and column */
function usable(resources: Resources, id: string, version: number, xml: string): CompiledPolicy {
  try {
    return resources.compile(id, version, xml);
  } catch (error) {
    if (!isPolicyUnusable(error)) throw error;
    throw refuse('policy-unusable', `the policy is not usable: ${error.message}`, { members: error.parameters });
  }
}

/** Which rules the tests reach: those that decided one. Rules may share an id; the line tells them apart. */
function coverageOf(policy: CompiledPolicy, results: readonly Tried[]) {
  const rules = new Map(flatRules(policy.document).map(({ id, line }) => [`${line} ${id}`, { id, line }]));
  const decided = ({ id, line }: { readonly id: string; readonly line: number }) =>
    results.filter(({ rule }) => rule?.id === id && (rule.line ?? line) === line).length;
  return [...rules.values()].map((rule) => ({ ...rule, tests: decided(rule) }));
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
