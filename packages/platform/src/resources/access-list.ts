/** What the routes of access lists share: their model, owners and versions. */
import type { Selectable, Transaction } from 'kysely';
import { Type } from 'typebox';
import type { Callers } from '../callers/index.ts';
import type { Database, Tables } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';
import { isKnown, type Reader } from '../http/index.ts';
import { findList, type ListKey, lockedList, type MemberChange, writeList } from './access-list-store.ts';
import { refuse } from './refusals.ts';
import type { Resources } from './resources.ts';

export const BASE = '/resourceregistry/api/v1/access-lists';
export const ORGANIZATION_URN = 'urn:altinn:organization:identifier-no:';
export const PAGE = 100;

/** Where the page before ended. @param form of what lists are told apart by @throws Refusal 400 for what no page ended with: an empty page would look like the last */
export const pageToken = (form: RegExp): Reader<string> => ({
  schema: Type.String({ description: 'Where the page before ended', pattern: form.source }),
  read(value) {
    if (value === undefined) return '';
    if (typeof value === 'string' && form.test(value)) return value;
    throw refuse('member-invalid', 'token is not one of this list: follow links.next as it was given');
  },
});
export const MAX_MEMBERS = 10_000;

/** What access lists need of the register; assembly/rooms.ts hands it in. */
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

export type ListRow = Selectable<Tables['access_list']>;

export const etag = (row: ListRow): string => `"${row.version}"`;

export const listJson = (row: ListRow) => ({
  urn: `urn:altinn:access-list:${row.owner}:${row.identifier}`,
  identifier: row.identifier,
  name: row.name,
  description: row.description,
  createdAt: new Date(row.created).toISOString(),
  updatedAt: new Date(row.updated).toISOString(),
});

export async function theList(deps: AccessListDeps, key: ListKey): Promise<ListRow> {
  return existing(key, await findList(deps.database.db, key));
}

/** @throws Refusal 404 */
export function existing(key: ListKey, row: ListRow | undefined): ListRow {
  if (row) return row;
  throw refuse('list-unknown', `${key.owner} has no access list "${key.identifier.slice(0, 100)}"`);
}

/** What a change asks of the version. */
export interface Preconditions {
  readonly 'if-match': string | undefined;
  readonly 'if-none-match': string | undefined;
}

/** If-Match and If-None-Match of a change (RFC 9110 section 13). @throws Refusal 412 */
export function checkPreconditions(
  { 'if-match': match, 'if-none-match': noneMatch }: Preconditions,
  row: ListRow | undefined,
): void {
  if (match !== undefined && !hasVersion(row, match))
    throw refuse('list-version', `the list is at version ${row ? etag(row) : 'none'}, not ${match}: read it again`);
  if (row && isKnown(noneMatch, etag(row)))
    throw refuse('list-version', `the list is at version ${row ? etag(row) : 'none'}, which the request excludes`);
}

/**
 * The next version of a list that is there, which nobody else changes meanwhile. @param work on its members or connections; who came and went, or false = it has changed nothing
 * @throws Refusal 404, 412
 */
export async function changeContent(
  { database, clock }: AccessListDeps,
  key: ListKey,
  conditions: Preconditions,
  work: (trx: Transaction<Tables>, now: number) => Promise<MemberChange | false>,
): Promise<boolean> {
  return database.transaction(async (trx, announce) => {
    const row = existing(key, await lockedList(trx, key, database.kind));
    checkPreconditions(conditions, row);
    const now = clock.now();
    const members = await work(trx, now);
    if (members) await writeList(trx, { ...row, version: row.version + 1, updated: now }, members);
    announce({ topic: 'access-list' });
    return members !== false;
  });
}

const hasVersion = (row: ListRow | undefined, header: string): boolean =>
  row !== undefined && (header.trim() === '*' || header.split(',').some((one) => one.trim() === etag(row)));
