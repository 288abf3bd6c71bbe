/** What the routes of access lists share: their model, owners and versions. */
import type { FastifyRequest } from 'fastify';
import type { Selectable } from 'kysely';
import { type Callers, requireScope } from '../callers/index.ts';
import type { Database, Tables } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';
import { HttpProblem } from '../http/index.ts';
import { findList, type ListKey } from './access-list-store.ts';
import type { Resources } from './resources.ts';

export const BASE = '/resourceregistry/api/v1/access-lists';
export const ORGANIZATION_URN = 'urn:altinn:organization:identifier-no:';
export const READ = ['altinn:resourceregistry/accesslist.read', 'altinn:resourceregistry/accesslist.write'];
export const WRITE = ['altinn:resourceregistry/accesslist.write'];
export const PDP_READ = 'altinn:resourceregistry/pdp:accesslist.read';
export const PAGE = 100;
export const MAX_MEMBERS = 10_000;

/** What access lists need of the register; server.ts hands it in. */
export interface PartyNames {
  serviceOwner(ref: { code: string }): Promise<{ organizationNumber: string } | undefined>;
  party(
    ref: { organization: string } | { uuid: string },
  ): Promise<{ uuid: string; organizationNumber?: string } | undefined>;
}

export interface AccessListDeps {
  readonly resources: Resources;
  readonly callers: Callers;
  readonly database: Database;
  readonly clock: Clock;
  readonly register: PartyNames;
}

export type OfList = {
  Params: ListKey & { resource: string };
  Querystring: Readonly<Record<string, string | undefined>>;
};
export type ListRow = Selectable<Tables['access_list']>;

export const schema = (summary: string) => ({ tags: ['access lists'], summary });
export const etag = (row: ListRow): string => `"${row.version}"`;

export const listJson = (row: ListRow) => ({
  urn: `urn:altinn:access-list:${row.owner}:${row.identifier}`,
  identifier: row.identifier,
  name: row.name,
  description: row.description,
  createdAt: new Date(row.created).toISOString(),
  updatedAt: new Date(row.updated).toISOString(),
});

/** The token must be of the owner's organisation. @returns its number @throws HttpProblem 401, 403 */
export async function requireOwner(
  deps: AccessListDeps,
  request: FastifyRequest<OfList>,
  scopes: readonly string[],
): Promise<string> {
  const caller = requireScope(deps.callers, request, scopes);
  const { owner } = request.params;
  const known = await deps.register.serviceOwner({ code: owner });
  if (!known || known.organizationNumber !== caller.organization)
    throw new HttpProblem(
      403,
      `the token is for ${caller.organization ?? 'no organisation'}, which is not the service owner "${owner.slice(0, 40)}"`,
    );
  return known.organizationNumber;
}

export async function theList(deps: AccessListDeps, key: ListKey): Promise<ListRow> {
  const row = await findList(deps.database.db, key);
  if (!row) throw new HttpProblem(404, `${key.owner} has no access list "${key.identifier.slice(0, 100)}"`);
  return row;
}

/** If-Match and If-None-Match of a change (RFC 9110 section 13). @throws HttpProblem 412 */
export function checkPreconditions(request: FastifyRequest, row: ListRow | undefined): void {
  const match = request.headers['if-match'];
  const noneMatch = request.headers['if-none-match'];
  const has = (header: string) =>
    row !== undefined && (header.trim() === '*' || header.split(',').some((one) => one.trim() === etag(row)));
  if (match !== undefined && !has(match))
    throw new HttpProblem(412, `the list is at version ${row ? etag(row) : 'none'}, not ${match}: read it again`);
  if (noneMatch !== undefined && has(noneMatch))
    throw new HttpProblem(412, `the list is at version ${row ? etag(row) : 'none'}, which the request excludes`);
}
