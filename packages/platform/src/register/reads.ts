/** What is looked up by key, all the time: see `Read`. */
import type { Kysely, Selectable } from 'kysely';
import type { Database, Keys, Tables } from '../database/index.ts';
import { ownedBy, type RoleRow, toParty } from './store.ts';
import type { Party, PartyRef } from './types.ts';

type Db = Kysely<Tables>;
type Reading = Pick<Database, 'read'>;
type PartyRow = Selectable<Tables['party']>;

const MAX_KEY_ORGANIZATIONS = 1000;

const parties = (db: Db) => db.selectFrom('party').selectAll();
const PARTY = {
  byPartyId: (db: Db, { key }: Keys<{ partyId: number }>) => parties(db).where('party_id', '=', key('partyId')),
  byUuid: (db: Db, { key }: Keys<{ uuid: string }>) => parties(db).where('uuid', '=', key('uuid')),
  byOrganization: (db: Db, { key }: Keys<{ organization: string }>) =>
    parties(db).where('organization_number', '=', key('organization')),
  byPerson: (db: Db, { key }: Keys<{ person: string }>) => parties(db).where('person_number', '=', key('person')),
  byUserId: (db: Db, { key }: Keys<{ userId: number }>) => parties(db).where('user_id', '=', key('userId')),
  byUserName: (db: Db, { key }: Keys<{ userName: string }>) => parties(db).where('user_name', '=', key('userName')),
};

export async function findParty({ read }: Reading, ref: PartyRef): Promise<Party | undefined> {
  const rows: readonly PartyRow[] = await ('partyId' in ref
    ? read(PARTY.byPartyId, ref)
    : 'uuid' in ref
      ? read(PARTY.byUuid, { uuid: ref.uuid.toLowerCase() })
      : 'organization' in ref
        ? read(PARTY.byOrganization, ref)
        : 'person' in ref
          ? read(PARTY.byPerson, ref)
          : 'userId' in ref
            ? read(PARTY.byUserId, ref)
            : read(PARTY.byUserName, { userName: ref.userName.toLowerCase() }));
  return rows[0] && toParty(rows[0]);
}

/** Those who act with what an organisation has: holders of these roles in it. */
type ByKeyRoles<K> = Keys<K & { keyRoles: readonly string[] }>;
const keyOrganizations = (db: Db) =>
  db
    .selectFrom('party_role as key')
    .select('key.of_uuid')
    .distinct()
    .orderBy('key.of_uuid')
    .limit(MAX_KEY_ORGANIZATIONS);
const ofHolder = (db: Db) => keyOrganizations(db).innerJoin('party as holder', 'holder.uuid', 'key.holder_uuid');
const KEY_ORGANIZATIONS = {
  byUuid: (db: Db, { key, isOneOf }: ByKeyRoles<{ uuid: string }>) =>
    keyOrganizations(db).where('key.holder_uuid', '=', key('uuid')).where(isOneOf('key.role', 'keyRoles')),
  byPerson: (db: Db, { key, isOneOf }: ByKeyRoles<{ person: string }>) =>
    ofHolder(db).where('holder.person_number', '=', key('person')).where(isOneOf('key.role', 'keyRoles')),
  byUserId: (db: Db, { key, isOneOf }: ByKeyRoles<{ userId: number }>) =>
    ofHolder(db).where('holder.user_id', '=', key('userId')).where(isOneOf('key.role', 'keyRoles')),
};

/** The names of a holder by which it is asked for. */
export type HolderRef = Extract<PartyRef, { uuid: string } | { person: string } | { userId: number }>;

/** The organisations in which a holder has one of the key roles, by whichever name it is known at the moment. */
export async function keyOrganizationsOf(
  { read }: Reading,
  holder: HolderRef,
  keyRoles: readonly string[],
): Promise<readonly string[]> {
  const rows = await ('uuid' in holder
    ? read(KEY_ORGANIZATIONS.byUuid, { uuid: holder.uuid, keyRoles })
    : 'person' in holder
      ? read(KEY_ORGANIZATIONS.byPerson, { person: holder.person, keyRoles })
      : read(KEY_ORGANIZATIONS.byUserId, { userId: holder.userId, keyRoles }));
  return rows.map((row) => row.of_uuid);
}

/** The organisations whose roles count for the holder too, all of them: a part of another statement. */
const throughKeyRoles = (db: Db, { key, isOneOf }: ByKeyRoles<{ holder: string }>) =>
  db
    .selectFrom('party_role as key')
    .select('key.of_uuid')
    .where('key.holder_uuid', '=', key('holder'))
    .where(isOneOf('key.role', 'keyRoles'));

const ROLES = (db: Db, keys: Keys<{ holder: string; of: readonly string[]; keyRoles: readonly string[] }>) =>
  db
    .selectFrom('party_role')
    .select(['of_uuid', 'holder_uuid', 'role'])
    .where(keys.isOneOf('of_uuid', 'of'))
    .where((where) =>
      where.or([where('holder_uuid', '=', keys.key('holder')), where('holder_uuid', 'in', throughKeyRoles(db, keys))]),
    );

/** What `holder`, and every organisation in which `holder` has one of `keyRoles`, holds for the parties in `of`. */
export const rolesFor = (
  { read }: Reading,
  holder: string,
  of: readonly string[],
  keyRoles: readonly string[],
): Promise<readonly RoleRow[]> => read(ROLES, { holder, of, keyRoles });

type OwnedKeys = {
  holder: string;
  owner: string;
  /** See `keptSince`. */
  since: number;
  roles: readonly string[];
  keyRoles: readonly string[];
};

/** Of a sole proprietorship that its owner still has: what counts for the owner as a person too. */
const OF_OWNED = (db: Db, keys: Keys<OwnedKeys>) =>
  ownedBy(db, keys.key('owner'), keys.key('since'))
    .innerJoin('party_role as given', 'given.of_uuid', 'owned.of_uuid')
    .select(['given.of_uuid', 'given.holder_uuid', 'given.role'])
    .where(keys.isOneOf('given.role', 'roles'))
    .where((where) =>
      where.or([
        where('given.holder_uuid', '=', keys.key('holder')),
        where('given.holder_uuid', 'in', throughKeyRoles(db, keys)),
      ]),
    );

/** What `holder`, and every organisation in which `holder` has one of `keyRoles`, holds of `roles` for the sole proprietorships of `owner`. */
export const rolesForOwner = ({ read }: Reading, keys: OwnedKeys): Promise<readonly RoleRow[]> => read(OF_OWNED, keys);

/** What a party is remembered by. */
export const refKey = (ref: PartyRef): string =>
  'partyId' in ref
    ? `i${ref.partyId}`
    : 'uuid' in ref
      ? `u${ref.uuid.toLowerCase()}`
      : 'organization' in ref
        ? `o${ref.organization}`
        : 'person' in ref
          ? `p${ref.person}`
          : 'userId' in ref
            ? `n${ref.userId}`
            : `a${ref.userName.toLowerCase()}`;
