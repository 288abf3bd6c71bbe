/**
 * Where the portal writes resources: as the registry takes them, but by a person who acts for the owner, and with the version that the change
 * began from. Whose the resource is, is never sent: it is whom the person acts for, so that nobody moves one.
 */
import { type Database, isTaken } from '../database/index.ts';
import type { Resources } from '../resources/index.ts';
import { BASE_VERSION, type NewRecord, RESOURCE_BODY } from './bodies.ts';
import { refuse } from './refusals.ts';
import { ResourceVersion, ServiceOwner } from './schemas.ts';
import { resourceVersion } from './store.ts';
import { type AuthoringSurface, type DeskSurface, notFound, OWNER } from './surface.ts';

export const POLICY_AUTHORING = '/policy-authoring/api/v1';

interface ResourceDeps {
  readonly database: Database;
  readonly resources: Resources;
  readonly mayDelete?: boolean;
}

export function newRoute({ route }: DeskSurface, deps: ResourceDeps): void {
  route({
    method: 'GET',
    path: `${POLICY_AUTHORING}/owner`,
    operationId: 'readServiceOwner',
    summary: 'The service owner that one acts for',
    access: OWNER,
    answers: { 200: { description: 'Its code and number, as resources name it', schema: ServiceOwner } },
    handle: async ({ caller: { organization, orgcode } }) => ({ organization, orgcode }),
  });
  route({
    method: 'POST',
    path: `${POLICY_AUTHORING}/resources`,
    operationId: 'addOwnResource',
    summary: 'Add a resource of the organisation',
    access: OWNER,
    body: RESOURCE_BODY,
    answers: { 201: { description: 'Added; ETag names its version', schema: ResourceVersion } },
    refusals: [409],
    async handle({ caller: owner, body }, reply) {
      const stored = await store(deps, body(owner), undefined);
      return reply.code(201).header('etag', `"${stored.version}"`).send(stored);
    },
  });
}

export function changeRoutes({ route }: AuthoringSurface, deps: ResourceDeps): void {
  const path = `${POLICY_AUTHORING}/resources/:id` as const;
  route({
    method: 'PUT',
    path,
    operationId: 'replaceOwnResource',
    summary: 'Change a resource, unless it has been changed meanwhile',
    access: OWNER,
    headers: { 'if-match': BASE_VERSION },
    body: RESOURCE_BODY,
    answers: { 200: { description: 'Changed; ETag names its version', schema: ResourceVersion } },
    refusals: [404, 412, 428],
    async handle({ caller: known, headers, body }, reply) {
      // The path says which: a resource is never renamed.
      const record = { ...body(known.hasCompetentAuthority), identifier: known.identifier };
      const stored = await store(deps, record, headers['if-match']);
      return reply.header('etag', `"${stored.version}"`).send(stored);
    },
  });
  route({
    method: 'DELETE',
    path,
    operationId: 'deleteOwnResource',
    summary: 'Delete a resource and its policy, unless it has been changed meanwhile',
    access: OWNER,
    headers: { 'if-match': BASE_VERSION },
    answers: { 204: { description: 'It is gone, and its policy with it' } },
    refusals: [404, 412, 428],
    async handle({ caller: { identifier }, headers }, reply) {
      const { database, resources, mayDelete = true } = deps;
      if (!mayDelete) throw refuse('deletion-closed', 'resources are not deleted here');
      await database.transaction(async (trx, announce) => {
        checkVersion(identifier, await resourceVersion(trx, identifier, database.kind), headers['if-match']);
        await resources.deleteResource(trx, announce, identifier);
      });
      return reply.code(204).send();
    },
  });
}

/** @param base the version that the change began from; undefined for one that is new @throws Refusal 404, 409, 412 */
async function store({ database, resources }: ResourceDeps, record: NewRecord, base: number | undefined) {
  const { identifier } = record;
  const exists = () => refuse('resource-exists', `the resource "${identifier}" exists`);
  try {
    return await database.transaction(async (trx, announce) => {
      const found = await resourceVersion(trx, identifier, database.kind);
      if (base !== undefined) checkVersion(identifier, found, base);
      else if (found !== undefined) throw exists();
      await resources.saveResource(trx, announce, record, { isNew: base === undefined });
      const version = (await resourceVersion(trx, identifier, database.kind)) ?? 1;
      return { identifier, version };
    });
  } catch (error) {
    throw isTaken(error) ? exists() : error;
  }
}

/** @throws Refusal 404, 412 */
function checkVersion(identifier: string, found: number | undefined, base: number): void {
  if (found === undefined) throw notFound(identifier);
  if (found !== base)
    throw refuse(
      'resource-superseded',
      `${identifier} has version ${found} by now, and your change began from ${base}: fetch it again and repeat your change`,
      { members: { version: found } },
    );
}
