import type {} from '@fastify/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { requireScope } from '../callers/index.ts';
import { isUuid } from '../foundation/index.ts';
import { HttpProblem, jsonParser } from '../http/index.ts';
import {
  type AccessListDeps,
  BASE,
  checkPreconditions,
  etag,
  type ListRow,
  listJson,
  type OfList,
  ORGANIZATION_URN,
  PAGE,
  PDP_READ,
  READ,
  requireOwner,
  schema,
  theList,
  WRITE,
} from './access-list.ts';
import { connectionRoutes, memberRoutes } from './access-list-content-routes.ts';
import { findList, listsOfOwner, removeList, writeList } from './access-list-store.ts';

/** `/resourceregistry/api/v1/access-lists/…` (altinn-pdp.md 12.3): an owner's own lists, and what the PDP asks. */
export function accessListRoutes(app: FastifyInstance, deps: AccessListDeps): void {
  app.register(async (scope) => {
    pdpRoutes(scope, deps);
    listRoutes(scope, deps);
    memberRoutes(scope, deps);
    connectionRoutes(scope, deps);
  });
}

const ListBody = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 200 }),
  description: Type.Optional(Type.String({ maxLength: 4000 })),
});
const PatchBody = Type.Array(
  Type.Object({
    op: Type.Union([Type.Literal('replace'), Type.Literal('add'), Type.Literal('test')]),
    path: Type.Union([Type.Literal('/name'), Type.Literal('/description')]),
    value: Type.String({ minLength: 1, maxLength: 4000 }),
  }),
  { maxItems: 20 },
);

function listRoutes(scope: FastifyInstance, deps: AccessListDeps): void {
  const { database, clock } = deps;
  scope.addContentTypeParser('application/json-patch+json', { parseAs: 'buffer' }, jsonParser(scope));
  scope.get<OfList>(`${BASE}/:owner`, { schema: schema('An owner’s lists') }, async (request) => {
    await requireOwner(deps, request, READ);
    const { token } = request.query;
    const rows = await listsOfOwner(database.db, request.params.owner, token ?? '', PAGE + 1);
    const data = rows.slice(0, PAGE);
    const last = data.at(-1)?.identifier;
    const next = rows.length > PAGE ? { next: `${BASE}/${request.params.owner}?token=${last}` } : {};
    return { links: next, data: data.map(listJson) };
  });
  scope.get<OfList>(`${BASE}/:owner/:identifier`, { schema: schema('A list') }, async (request, reply) => {
    await requireOwner(deps, request, READ);
    const row = await theList(deps, request.params);
    if (request.headers['if-none-match']?.split(',').some((one) => one.trim() === etag(row)))
      return reply.code(304).header('etag', etag(row)).send();
    return reply.header('etag', etag(row)).send(listJson(row));
  });
  const save = async (
    request: FastifyRequest<OfList>,
    reply: FastifyReply,
    change: (row: ListRow | undefined) => { name: string; description: string },
  ) => {
    const { owner, identifier } = request.params;
    const saved = await database.transaction(async (trx, announce) => {
      const known = await findList(trx, { owner, identifier });
      checkPreconditions(request, known);
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
  };
  scope.put<OfList & { Body: { name: string; description?: string } }>(
    `${BASE}/:owner/:identifier`,
    { schema: { ...schema('Add or replace a list'), body: ListBody } },
    async (request, reply) => {
      await requireOwner(deps, request, WRITE);
      if (!/^[a-z0-9-]{2,50}$/.test(request.params.identifier))
        throw new HttpProblem(400, undefined, {
          errors: { identifier: ['must be 2 to 50 characters of a–z, 0–9 and -'] },
        });
      const { name, description = '' } = request.body;
      return save(request, reply, () => ({ name, description }));
    },
  );
  scope.patch<OfList & { Body: { op: string; path: string; value: string }[] }>(
    `${BASE}/:owner/:identifier`,
    { schema: { ...schema('Change a list (JSON Patch)'), body: PatchBody } },
    async (request, reply) => {
      await requireOwner(deps, request, WRITE);
      await theList(deps, request.params);
      return save(request, reply, (known) => {
        const next = { name: known?.name ?? '', description: known?.description ?? '' };
        for (const { op, path, value } of request.body) {
          const member = path.slice(1) as 'name' | 'description';
          if (op === 'test' && next[member] !== value)
            throw new HttpProblem(409, `${path} is not "${value.slice(0, 80)}"`);
          next[member] = value;
        }
        return next;
      });
    },
  );
  scope.delete<OfList>(`${BASE}/:owner/:identifier`, { schema: schema('Delete a list') }, async (request, reply) => {
    await requireOwner(deps, request, WRITE);
    const row = await theList(deps, request.params);
    checkPreconditions(request, row);
    await database.transaction(async (trx, announce) => {
      await removeList(trx, request.params);
      announce({ topic: 'access-list' });
    });
    return reply.code(204).send();
  });
}

/** What the PDP asks: whose lists open which resource. */
function pdpRoutes(scope: FastifyInstance, deps: AccessListDeps): void {
  const { resources, register, callers } = deps;
  type Asked = { Querystring: { party?: string; resource?: string } };
  const numberOf = async (urn: string | undefined): Promise<string | undefined> => {
    if (urn?.startsWith(ORGANIZATION_URN)) return urn.slice(ORGANIZATION_URN.length);
    const uuid = urn?.startsWith('urn:altinn:party:uuid:') ? urn.slice('urn:altinn:party:uuid:'.length) : undefined;
    if (uuid === undefined || !isUuid(uuid))
      throw new HttpProblem(400, undefined, {
        errors: { party: [`give ${ORGANIZATION_URN}… or urn:altinn:party:uuid:…`] },
      });
    return (await register.party({ uuid }))?.organizationNumber;
  };
  scope.get<Asked>(
    `${BASE}/memberships`,
    { schema: schema('Memberships of a party that open a resource') },
    async (request) => {
      requireScope(callers, request, [PDP_READ]);
      const { party, resource } = request.query;
      const id = resource?.startsWith('urn:altinn:resource:')
        ? resource.slice('urn:altinn:resource:'.length)
        : undefined;
      if (id === undefined)
        throw new HttpProblem(400, undefined, { errors: { resource: ['give urn:altinn:resource:{id}'] } });
      const number = await numberOf(party);
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
  );
  scope.get<Asked>(`${BASE}/get-by-member`, { schema: schema('The lists that a party is on') }, async (request) => {
    requireScope(callers, request, [PDP_READ]);
    const number = await numberOf(request.query.party);
    const lists = number === undefined ? [] : await resources.memberships(number);
    const rows = await Promise.all(lists.map((list) => findList(deps.database.db, list)));
    return rows.flatMap((row) => (row ? [listJson(row)] : []));
  });
}
