import type { FastifyInstance, FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { isUuid } from '../foundation/index.ts';
import { isKnown, jsonParser } from '../http/index.ts';
import {
  type AccessListDeps,
  BASE,
  checkPreconditions,
  etag,
  existing,
  type ListRow,
  listJson,
  ORGANIZATION_URN,
  PAGE,
  type Preconditions,
  pageToken,
  theList,
} from './access-list.ts';
import { connectionRoutes, memberRoutes } from './access-list-content-routes.ts';
import { AccessListPatch, JSON_PATCH, type Patch, patchIn } from './access-list-patch.ts';
import { findList, type ListKey, listsOfOwner, lockedList, removeList, writeList } from './access-list-store.ts';
import { anyText, PRECONDITIONS } from './readers.ts';
import { refuse } from './refusals.ts';
import { AccessList, AccessLists, Memberships } from './schemas.ts';
import { type AccessListSurface, accessListSurface, DECIDER, LIST_READER, LIST_WRITER } from './surface.ts';

const LIST = `${BASE}/:owner/:identifier` as const;

/** `/resourceregistry/api/v1/access-lists/…` (altinn-pdp.md 12.3): an owner's own lists, and what the PDP asks. */
export function accessListRoutes(app: FastifyInstance, deps: AccessListDeps): void {
  app.register(async (scope) => {
    scope.addContentTypeParser(JSON_PATCH, { parseAs: 'buffer' }, jsonParser(scope));
    const lists = accessListSurface(scope, deps);
    pdpRoutes(lists, deps);
    readRoutes(lists, deps);
    writeRoutes(lists, deps);
    deleteRoute(lists, deps);
    memberRoutes(lists, deps);
    connectionRoutes(lists, deps);
  });
}

function readRoutes({ route }: AccessListSurface, deps: AccessListDeps): void {
  const { database } = deps;
  route({
    method: 'GET',
    path: `${BASE}/:owner`,
    operationId: 'listAccessLists',
    summary: 'An owner’s lists',
    access: LIST_READER,
    query: { token: pageToken(/^[a-z0-9-]{2,50}$/) },
    answers: { 200: { description: 'A page of them', schema: AccessLists } },
    refusals: [400],
    async handle({ params: { owner }, query: { token } }) {
      const rows = await listsOfOwner(database.db, owner, token, PAGE + 1);
      const data = rows.slice(0, PAGE);
      const last = data.at(-1)?.identifier;
      const next = rows.length > PAGE ? { next: `${BASE}/${owner}?token=${last}` } : {};
      return { links: next, data: data.map(listJson) };
    },
  });
  route({
    method: 'GET',
    path: LIST,
    operationId: 'readAccessList',
    summary: 'A list',
    access: LIST_READER,
    headers: { 'if-none-match': anyText('The versions that are known already') },
    answers: {
      200: { description: 'The list; `ETag` is its version', schema: AccessList },
      304: { description: 'It has one of these versions' },
    },
    refusals: [404],
    async handle({ params, headers }, reply) {
      const row = await theList(deps, params);
      if (isKnown(headers['if-none-match'], etag(row))) return reply.code(304).header('etag', etag(row)).send();
      return reply.header('etag', etag(row)).send(listJson(row));
    },
  });
}

interface ListTexts {
  readonly name: string;
  readonly description: string;
}

/** Writes the next version of a list. @throws Refusal 412 */
async function save(
  { database, clock }: AccessListDeps,
  { owner, identifier }: ListKey,
  headers: Preconditions,
  reply: FastifyReply,
  change: (row: ListRow | undefined) => ListTexts,
): Promise<FastifyReply> {
  const saved = await database.transaction(async (trx, announce) => {
    const known = await lockedList(trx, { owner, identifier }, database.kind);
    checkPreconditions(headers, known);
    const { name, description } = change(known);
    const now = clock.now();
    const row = {
      owner,
      identifier,
      name,
      description,
      version: (known?.version ?? 0) + 1,
      created: known?.created ?? now,
      updated: now,
    };
    await writeList(trx, row);
    announce({ topic: 'access-list' });
    return row;
  });
  return reply.header('etag', etag(saved)).send(listJson(saved));
}

const SAVED = { 200: { description: 'The list as it is now; `ETag` is its version', schema: AccessList } };

function writeRoutes({ route }: AccessListSurface, deps: AccessListDeps): void {
  route({
    method: 'PUT',
    path: LIST,
    operationId: 'saveAccessList',
    summary: 'Add or replace a list',
    access: LIST_WRITER,
    params: { identifier: Type.String({ pattern: '^[a-z0-9-]{2,50}$' }) },
    headers: PRECONDITIONS,
    body: Type.Object({
      name: Type.String({ minLength: 1, maxLength: 200, description: 'What people call the list' }),
      description: Type.Optional(
        Type.String({ maxLength: 4000, description: 'Who is on it, and why; empty when left out' }),
      ),
    }),
    answers: SAVED,
    refusals: [412],
    async handle({ params, headers, body: { name, description = '' } }, reply) {
      if (!/^[a-z0-9-]{2,50}$/.test(params.identifier))
        throw refuse('member-invalid', undefined, {
          members: {
            errors: { identifier: ['must be 2 to 50 characters of a–z, 0–9 and -'] },
          },
        });
      return save(deps, params, headers, reply, () => ({ name, description }));
    },
  });
  route({
    method: 'PATCH',
    path: LIST,
    operationId: 'patchAccessList',
    summary: 'Change a list (JSON Patch)',
    access: LIST_WRITER,
    headers: PRECONDITIONS,
    body: { schema: AccessListPatch, types: [JSON_PATCH, 'application/json'], read: patchIn },
    answers: SAVED,
    refusals: [404, 409, 412],
    async handle({ params, headers, body }, reply) {
      await theList(deps, params);
      return save(deps, params, headers, reply, (known) => patched(existing(params, known), body));
    },
  });
}

/** @throws Refusal 409 when a test fails */
function patched(list: ListTexts, patch: Patch): ListTexts {
  const next = { ...list };
  for (const { op, path, value } of patch) {
    const member = path === '/name' ? 'name' : 'description';
    if (op === 'test' && next[member] !== value)
      throw refuse('list-test-failed', `${path} is not "${value.slice(0, 80)}"`);
    next[member] = value;
  }
  return next;
}

function deleteRoute({ route }: AccessListSurface, deps: AccessListDeps): void {
  route({
    method: 'DELETE',
    path: LIST,
    operationId: 'deleteAccessList',
    summary: 'Delete a list',
    access: LIST_WRITER,
    headers: PRECONDITIONS,
    answers: { 204: { description: 'It is gone, with its members and connections' } },
    refusals: [404, 412],
    async handle({ params, headers }, reply) {
      const { database } = deps;
      await database.transaction(async (trx, announce) => {
        checkPreconditions(headers, existing(params, await lockedList(trx, params, database.kind)));
        await removeList(trx, params);
        announce({ topic: 'access-list' });
      });
      return reply.code(204).send();
    },
  });
}

const PARTY = anyText(`${ORGANIZATION_URN}… or urn:altinn:party:uuid:…`);
const RESOURCE_URN = 'urn:altinn:resource:';

/** What the PDP asks: whose lists open which resource. */
function pdpRoutes({ route }: AccessListSurface, deps: AccessListDeps): void {
  const { resources } = deps;
  route({
    method: 'GET',
    path: `${BASE}/memberships`,
    operationId: 'listAccessListMemberships',
    summary: 'Memberships of a party that open a resource',
    access: DECIDER,
    query: { party: { ...PARTY, required: true }, resource: { ...anyText(`${RESOURCE_URN}{id}`), required: true } },
    answers: { 200: { description: 'The memberships', schema: Memberships } },
    async handle({ query: { party, resource } }) {
      const id = resource?.startsWith(RESOURCE_URN) ? resource.slice(RESOURCE_URN.length) : undefined;
      if (id === undefined)
        throw refuse('member-invalid', undefined, { members: { errors: { resource: [`give ${RESOURCE_URN}{id}`] } } });
      const number = await numberOf(deps, party);
      const lists = number === undefined ? [] : await resources.memberships(number, id);
      return {
        data: lists.map(({ since, actionFilters }) => ({
          party,
          resource,
          since: new Date(since).toISOString(),
          ...(actionFilters ? { actionFilters } : {}),
        })),
      };
    },
  });
  route({
    method: 'GET',
    path: `${BASE}/get-by-member`,
    operationId: 'listAccessListsOfMember',
    summary: 'The lists that a party is on',
    access: DECIDER,
    query: { party: { ...PARTY, required: true } },
    answers: { 200: { description: 'The lists', schema: Type.Array(AccessList) } },
    async handle({ query: { party } }) {
      const number = await numberOf(deps, party);
      const lists = number === undefined ? [] : await resources.memberships(number);
      const rows = await Promise.all(lists.map((list) => findList(deps.database.db, list)));
      return rows.flatMap((row) => (row ? [listJson(row)] : []));
    },
  });
}

/** The organisation number behind a URN; undefined when nobody has it. @throws Refusal 400 */
async function numberOf({ register }: AccessListDeps, urn: string | undefined): Promise<string | undefined> {
  if (urn?.startsWith(ORGANIZATION_URN)) return urn.slice(ORGANIZATION_URN.length);
  const uuid = urn?.startsWith('urn:altinn:party:uuid:') ? urn.slice('urn:altinn:party:uuid:'.length) : undefined;
  if (uuid === undefined || !isUuid(uuid))
    throw refuse('member-invalid', undefined, {
      members: {
        errors: { party: [`give ${ORGANIZATION_URN}… or urn:altinn:party:uuid:…`] },
      },
    });
  return (await register.party({ uuid }))?.organizationNumber;
}
