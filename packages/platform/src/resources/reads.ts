/** What is looked up by key, all the time: see `Read`. */
import type { Kysely, Selectable } from 'kysely';
import type { Database, Keys, Tables } from '../database/index.ts';

type Db = Kysely<Tables>;
type Reading = Pick<Database, 'read'>;
type Row<T extends keyof Tables> = Promise<Selectable<Tables[T]> | undefined>;

const RESOURCE = (db: Db, { key }: Keys<{ identifier: string }>) =>
  db.selectFrom('resource').selectAll().where('identifier', '=', key('identifier'));

export const findResource = async ({ read }: Reading, identifier: string): Row<'resource'> =>
  (await read(RESOURCE, { identifier }))[0];

const POLICY = (db: Db, { key }: Keys<{ resourceId: string }>) =>
  db.selectFrom('resource_policy').selectAll().where('resource_id', '=', key('resourceId'));

export const findPolicy = async ({ read }: Reading, resourceId: string): Row<'resource_policy'> =>
  (await read(POLICY, { resourceId }))[0];

const APPLICATION = (db: Db, { key }: Keys<{ org: string; app: string }>) =>
  db.selectFrom('application').selectAll().where('org', '=', key('org')).where('app', '=', key('app'));

export const findApplication = async ({ read }: Reading, org: string, app: string): Row<'application'> =>
  (await read(APPLICATION, { org, app }))[0];

const CONNECTED_LISTS = (db: Db, { key }: Keys<{ organizationNumber: string; resourceId: string }>) =>
  db
    .selectFrom('access_list_member as member')
    .innerJoin('access_list_resource as connection', (join) =>
      join
        .onRef('connection.owner', '=', 'member.owner')
        .onRef('connection.identifier', '=', 'member.identifier')
        .on('connection.resource_id', '=', key('resourceId')),
    )
    .select(['member.owner', 'member.identifier', 'member.since', 'connection.action_filters'])
    .where('member.organization_number', '=', key('organizationNumber'))
    .orderBy('member.owner')
    .orderBy('member.identifier');

/** The lists that an organisation is on and that are connected to the resource. */
export const connectedLists = ({ read }: Reading, organizationNumber: string, resourceId: string) =>
  read(CONNECTED_LISTS, { organizationNumber, resourceId });

const LISTS = (db: Db, { key }: Keys<{ organizationNumber: string }>) =>
  db
    .selectFrom('access_list_member')
    .select(['owner', 'identifier', 'since'])
    .where('organization_number', '=', key('organizationNumber'))
    .orderBy('owner')
    .orderBy('identifier');

export const listsOf = ({ read }: Reading, organizationNumber: string) => read(LISTS, { organizationNumber });
