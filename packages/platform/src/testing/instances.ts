/** Instances in bulk, for trying Storage at size: written by the database itself, never by the routes. */
import { type Kysely, sql } from 'kysely';
import type { Caller } from '../callers/index.ts';
import { isPostgres, openDatabase, sharedKey, type Tables } from '../database/index.ts';
import { encodeCursor } from '../storage/continuation.ts';
import { LIST_QUERY, type ListQuery, parseListRequest } from '../storage/list.ts';
import { listInstances } from '../storage/list-store.ts';

/** How many, and whose. */
export interface InstancesWish {
  readonly count: number;
  /** Party of one in a hundred; the others have parties of their own. */
  readonly party: number;
}

const BATCH = 10_000;
const APPS = `case when n % 20 < 14 then 'demo' when n % 20 < 19 then 'org-demo' else 'rare' end`;

/**
 * Rows as three years have left them: most have been sent in and fetched, the last few are under way, each with one element.
 * @param url of a PostgreSQL database that has its tables
 */
export async function fillInstances(url: string, { count, party }: InstancesWish): Promise<void> {
  if (!isPostgres(url)) throw new Error('instances in bulk are for PostgreSQL');
  const database = await openDatabase({ url });
  const { db } = database;
  try {
    for (let first = 0; first < count; first += BATCH) await fill(db, { first, count, party });
    await sql`analyze instance, data_element`.execute(db);
  } finally {
    await database.close();
  }
}

async function fill(
  db: Kysely<Tables>,
  { first, count, party }: InstancesWish & { readonly first: number },
): Promise<void> {
  const last = Math.min(first + BATCH, count) - 1;
  await sql`
    with numbered as (
      select n, md5('instance ' || n)::uuid::text as id, ${sql.raw(APPS)} as app,
        case when n % 100 = 7 then ${party}::bigint else 51000000 + n % 900000 end as party,
        1700000000000 + (n::bigint * 94608000000) / ${count}::bigint as created,
        (hashint4(n) & 1023) as dice
      from generate_series(${first}::int, ${last}::int) n
    ), told as (
      select *, created + dice * 60000 as changed,
        -- One in a hundred is under way, and nearly all of the last ones.
        (dice < 10 or (n > ${count}::int * 0.99 and dice < 900)) as under_way, (dice >= 1003) as unfetched
      from numbered
    ), shaped as (
      select *,
        case when under_way then case when dice % 4 = 0 then 'Task_2' else 'Task_1' end end as task,
        case when under_way then null else changed end as ended,
        case when under_way or unfetched then '' else ',ttd,' end as confirmed,
        to_char(to_timestamp(created / 1000) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS".000Z"') as created_text,
        to_char(to_timestamp(changed / 1000) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS".000Z"') as changed_text
      from told
    ), made as (
      insert into instance (id, org, app, party_id, created, last_changed, due_before, visible_after, process_ended, current_task, is_archived,
        is_soft_deleted, is_hard_deleted, confirmed_by, revision, body)
      select id, 'ttd', app, party, created, changed, case when n % 10 = 0 then created + 2592000000 end, created, ended, task,
        (ended is not null)::int, (dice % 101 = 0)::int, (dice % 503 = 0)::int, confirmed, 1,
        json_build_object('id', party || '/' || id, 'instanceOwner', json_build_object('partyId', party::text),
          'appId', 'ttd/' || app, 'org', 'ttd', 'created', created_text, 'createdBy', '20001', 'lastChanged', changed_text,
          'lastChangedBy', '20001', 'visibleAfter', created_text,
          'process', case when under_way
            then json_build_object('started', created_text, 'startEvent', 'StartEvent_1', 'currentTask',
              json_build_object('flow', 2, 'started', created_text, 'elementId', task, 'name', task, 'altinnTaskType', 'data'))
            else json_build_object('started', created_text, 'startEvent', 'StartEvent_1', 'ended', changed_text, 'endEvent', 'EndEvent_1') end,
          'status', json_build_object('isArchived', ended is not null, 'isSoftDeleted', dice % 101 = 0, 'isHardDeleted', dice % 503 = 0,
            'readStatus', 'Read'),
          'completeConfirmations', case when confirmed = '' then null
            else json_build_array(json_build_object('stakeholderId', 'ttd', 'confirmedOn', changed_text)) end)::text
      from shaped returning id
    )
    insert into data_element (id, instance_id, content_id, created, is_hard_deleted, body)
    select md5('element ' || n)::uuid::text, id, md5('content ' || n)::uuid::text, created, 0,
      json_build_object('id', md5('element ' || n)::uuid::text, 'instanceGuid', id, 'dataType', 'melding', 'contentType', 'application/json',
        'size', 120, 'contentHash', md5('content ' || n), 'blobStoragePath', 'ttd/' || app || '/' || id || '/data/x', 'locked', true,
        'isRead', true, 'tags', json_build_array(), 'fileScanResult', 'NotApplicable', 'created', created_text, 'createdBy', '20001',
        'lastChanged', changed_text, 'lastChangedBy', '20001')::text
    from shaped`.execute(db);
}

/** What a list selects, and for whom. */
export interface ListWish {
  readonly query: Readonly<Record<string, string>>;
  readonly caller: Pick<Caller, 'kind' | 'serviceOwner'>;
}

/**
 * The continuation token that leads to the last full page of a list, and so on to its end, without the pages before it.
 * @returns undefined where there is one page
 */
export async function lastPageToken(url: string, { query, caller }: ListWish): Promise<string | undefined> {
  const database = await openDatabase({ url });
  try {
    const asked = Object.fromEntries(
      Object.keys(LIST_QUERY).map((name) => [name, query[name] === undefined ? [] : [query[name]]]),
    ) as unknown as ListQuery;
    const { filter, size } = parseListRequest(caller as Caller, asked, undefined);
    const backwards = { ...filter, order: filter.order === 'asc' ? ('desc' as const) : ('asc' as const) };
    const before = (await listInstances(database, backwards, size + 1, undefined))[size];
    if (!before) return undefined;
    const key = await sharedKey(database, 'continuation')();
    return encodeCursor({ lastChanged: before.lastChanged, id: before.guid }, JSON.stringify([filter, size]), key);
  } finally {
    await database.close();
  }
}
