/** What is looked up by key, all the time: see `Read`. */
import type { Kysely } from 'kysely';
import type { Database, Keys, Tables } from '../database/index.ts';
import { FOR_OWNER_TOO, ownedBy } from '../register/index.ts';
import type { GrantRow } from './client-store.ts';
import type { GivenRight, PackageRow, RightRow } from './store.ts';

type Db = Kysely<Tables>;
type Reading = Pick<Database, 'read'>;
type Given = Keys<{ to: readonly string[]; from: string }>;

const RIGHTS = (db: Db, { key, isOneOf }: Given) =>
  db
    .selectFrom('delegated_right')
    .selectAll()
    .where(isOneOf('to_uuid', 'to'))
    .where('from_uuid', '=', key('from'))
    .orderBy('resource_id')
    .orderBy('action');

/** What the receivers have got from `from` (single rights). */
export const rightsFrom = ({ read }: Reading, to: readonly string[], from: string): Promise<readonly RightRow[]> =>
  read(RIGHTS, { to, from });

const APP_RIGHTS = (db: Db, { key, isOneOf }: Given) =>
  db
    .selectFrom('app_instance_right')
    .select(['to_uuid', 'resource_id', 'instance_id', 'action', 'part'])
    .where(isOneOf('to_uuid', 'to'))
    .where('from_uuid', '=', key('from'))
    .orderBy('resource_id')
    .orderBy('action');

/** What apps have given the receivers on instances of `from`. */
export const appRightsFrom = ({ read }: Reading, to: readonly string[], from: string): Promise<readonly GivenRight[]> =>
  read(APP_RIGHTS, { to, from });

const PACKAGES = (db: Db, { key, isOneOf }: Given) =>
  db
    .selectFrom('delegated_package')
    .selectAll()
    .where(isOneOf('to_uuid', 'to'))
    .where('from_uuid', '=', key('from'))
    .orderBy('package');

/** What the receivers have got from `from` (access packages). */
export const packagesFrom = ({ read }: Reading, to: readonly string[], from: string): Promise<readonly PackageRow[]> =>
  read(PACKAGES, { to, from });

/** What an agent has of a sole proprietorship by its accountant or auditor counts for the owner as a person too. */
const GRANTS = (db: Db, { key, isOneOf }: Keys<{ to: readonly string[]; from: string; since: number }>) =>
  db
    .selectFrom('agent_grant')
    .selectAll()
    .where(isOneOf('to_uuid', 'to'))
    .where('from_uuid', '=', key('from'))
    .unionAll(
      ownedBy(db, key('from'), key('since'))
        .innerJoin('agent_grant as grant', 'grant.from_uuid', 'owned.of_uuid')
        .selectAll('grant')
        .where(isOneOf('grant.to_uuid', 'to'))
        .where('grant.kind', '=', 'package')
        .where('grant.via_role', 'in', [...FOR_OWNER_TOO]),
    );

/** What agents have of the client `from`, and of the sole proprietorships that it owns, through their facilitators. @param since of the register's `keptSince` */
export const grantsFrom = (
  { read }: Reading,
  to: readonly string[],
  from: string,
  since: number,
): Promise<readonly GrantRow[]> => read(GRANTS, { to, from, since });
