import type { Kysely, Selectable, Transaction } from 'kysely';
import { chunks, type Tables } from '../database/index.ts';

type Db = Kysely<Tables>;
type Trx = Transaction<Tables>;

export const findResourceVersion = (
  db: Db,
  identifier: string,
  versionId: number,
): Promise<Selectable<Tables['resource_history']> | undefined> =>
  db
    .selectFrom('resource_history')
    .selectAll()
    .where('identifier', '=', identifier)
    .where('version_id', '=', versionId)
    .executeTakeFirst();

export const allResources = (db: Db): Promise<Selectable<Tables['resource']>[]> =>
  db.selectFrom('resource').selectAll().orderBy('identifier').execute();

const highestVersion = async (trx: Trx, identifier: string): Promise<number> => {
  const row = await trx
    .selectFrom('resource_history')
    .select((column) => column.fn.max('version_id').as('highest'))
    .where('identifier', '=', identifier)
    .executeTakeFirst();
  return Number(row?.highest ?? 0);
};

/**
 * Stores the record as the next version.
 * @param write.isNew there must be none of this identifier; one that another has added meanwhile is an error, see `isTaken`
 * @returns the version
 */
export async function writeResource(
  trx: Trx,
  identifier: string,
  write: { readonly record: object; readonly now: number; readonly isNew: boolean },
): Promise<number> {
  const { record, now, isNew } = write;
  // Locks the row until the end, on either database: two who change it at once would both count on from the same version.
  await trx
    .updateTable('resource')
    .set((row) => ({ changed: row.ref('changed') }))
    .where('identifier', '=', identifier)
    .execute();
  const version_id = (await highestVersion(trx, identifier)) + 1;
  const row = { identifier, version_id, record: JSON.stringify(record), changed: now };
  await trx.insertInto('resource_history').values(row).execute();
  const insert = trx.insertInto('resource').values(row);
  await (isNew
    ? insert
    : insert.onConflict((conflict) =>
        conflict.column('identifier').doUpdateSet({ version_id, record: row.record, changed: now }),
      )
  ).execute();
  return version_id;
}

/** Takes a resource, its policy and its list connections away; the version history stays. @returns false when there was none */
export async function removeResource(trx: Trx, identifier: string, now: number): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('resource')
    .where('identifier', '=', identifier)
    .executeTakeFirstOrThrow();
  if (numDeletedRows === 0n) return false;
  const version_id = (await highestVersion(trx, identifier)) + 1;
  await trx.insertInto('resource_history').values({ identifier, version_id, record: null, changed: now }).execute();
  await trx.deleteFrom('resource_policy').where('resource_id', '=', identifier).execute();
  await trx.deleteFrom('policy_test').where('resource_id', '=', identifier).execute();
  await trx.deleteFrom('access_list_resource').where('resource_id', '=', identifier).execute();
  await writeSubjects(trx, identifier, [], now);
  return true;
}

/** Stores the policy as the next version. @returns the version */
export async function writePolicyRow(trx: Trx, resourceId: string, xml: string, now: number): Promise<number> {
  const known = await trx
    .selectFrom('resource_policy')
    .select('version')
    .where('resource_id', '=', resourceId)
    .executeTakeFirst();
  const version = (known?.version ?? 0) + 1;
  await trx
    .insertInto('resource_policy')
    .values({ resource_id: resourceId, version, xml, changed: now })
    .onConflict((conflict) => conflict.column('resource_id').doUpdateSet({ version, xml, changed: now }))
    .execute();
  return version;
}

/** Brings the index of subjects up to date; what a policy no longer names is marked deleted. */
export async function writeSubjects(trx: Trx, resourceId: string, urns: readonly string[], now: number): Promise<void> {
  const rows = await trx
    .selectFrom('resource_subject')
    .select(['subject_urn', 'deleted'])
    .where('resource_id', '=', resourceId)
    .execute();
  const wanted = new Set(urns);
  const live = new Set(rows.filter((row) => row.deleted === 0).map((row) => row.subject_urn));
  const changes = [
    ...[...wanted].filter((urn) => !live.has(urn)).map((subject_urn) => ({ subject_urn, deleted: 0 as const })),
    ...[...live].filter((urn) => !wanted.has(urn)).map((subject_urn) => ({ subject_urn, deleted: 1 as const })),
  ];
  for (const change of changes)
    await trx
      .insertInto('resource_subject')
      .values({ resource_id: resourceId, changed: now, ...change })
      .onConflict((conflict) =>
        conflict.columns(['resource_id', 'subject_urn']).doUpdateSet({ changed: now, deleted: change.deleted }),
      )
      .execute();
}

/** The resources whose policies name any of the subjects. */
export const resourcesNaming = (
  db: Db,
  urns: readonly string[],
): Promise<{ resource_id: string; subject_urn: string }[]> =>
  db
    .selectFrom('resource_subject')
    .select(['resource_id', 'subject_urn'])
    .where('subject_urn', 'in', urns)
    .where('deleted', '=', 0)
    .orderBy('subject_urn')
    .orderBy('resource_id')
    .execute();

/** The subjects that the policies of the resources name. */
export async function subjectsNamedBy(db: Db, ids: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const part of chunks(ids))
    for (const row of await db
      .selectFrom('resource_subject')
      .select('subject_urn')
      .distinct()
      .where('resource_id', 'in', part)
      .where('deleted', '=', 0)
      .execute())
      found.add(row.subject_urn);
  return [...found];
}

/** Changed (resource, subject) pairs after a point, oldest first. */
export const changedSubjects = (
  db: Db,
  after: { changed: number; resourceId: string; subjectUrn: string },
  limit: number,
): Promise<Selectable<Tables['resource_subject']>[]> =>
  db
    .selectFrom('resource_subject')
    .selectAll()
    .where((where) =>
      where.or([
        where('changed', '>', after.changed),
        where.and([where('changed', '=', after.changed), where('resource_id', '>', after.resourceId)]),
        where.and([
          where('changed', '=', after.changed),
          where('resource_id', '=', after.resourceId),
          where('subject_urn', '>', after.subjectUrn),
        ]),
      ]),
    )
    .orderBy('changed')
    .orderBy('resource_id')
    .orderBy('subject_urn')
    .limit(limit)
    .execute();

export const allApplications = (db: Db): Promise<Selectable<Tables['application']>[]> =>
  db.selectFrom('application').selectAll().orderBy('org').orderBy('app').execute();

export async function writeApplication(
  trx: Trx,
  row: { org: string; app: string; metadata: string; process: string; changed: number },
): Promise<void> {
  const { metadata, process, changed } = row;
  await trx
    .insertInto('application')
    .values(row)
    .onConflict((conflict) => conflict.columns(['org', 'app']).doUpdateSet({ metadata, process, changed }))
    .execute();
}

/** @returns false when there was none */
export async function removeApplication(trx: Trx, org: string, app: string): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('application')
    .where('org', '=', org)
    .where('app', '=', app)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

/** Versions of resources stored after a point, oldest first. */
export const changesAfter = (
  db: Db,
  after: { changed: number; identifier: string; versionId: number },
  limit: number,
): Promise<Selectable<Tables['resource_history']>[]> =>
  db
    .selectFrom('resource_history')
    .selectAll()
    .where((where) =>
      where.or([
        where('changed', '>', after.changed),
        where.and([where('changed', '=', after.changed), where('identifier', '>', after.identifier)]),
        where.and([
          where('changed', '=', after.changed),
          where('identifier', '=', after.identifier),
          where('version_id', '>', after.versionId),
        ]),
      ]),
    )
    .orderBy('changed')
    .orderBy('identifier')
    .orderBy('version_id')
    .limit(limit)
    .execute();

export async function resourceExists(db: Db, identifier: string): Promise<boolean> {
  const row = await db
    .selectFrom('resource')
    .select('identifier')
    .where('identifier', '=', identifier)
    .executeTakeFirst();
  return row !== undefined;
}
