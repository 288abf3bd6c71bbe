import type { Kysely } from 'kysely';
import type { Tables } from '../database/index.ts';
import type {
  AccessState,
  ClientKey,
  ClientRecord,
  IntegrationType,
  PublicJwk,
  ScopeAccess,
  ScopeRecord,
} from './model.ts';

type Db = Kysely<Tables>;
const LIST_LIMIT = 10_000;

type ClientBody = Pick<ClientRecord, 'name' | 'description' | 'scopes' | 'accessTokenLifetime' | 'others'>;

const clientOf = (row: Tables['client']): ClientRecord => ({
  clientId: row.client_id,
  organization: row.organization,
  ...(row.supplier === null ? {} : { supplier: row.supplier }),
  active: row.active === 1,
  integrationType: row.integration_type as IntegrationType,
  ...(JSON.parse(row.body) as ClientBody),
  created: row.created,
  lastUpdated: row.last_updated,
});

const clientRow = (client: ClientRecord): Tables['client'] => {
  const { name, description, scopes, accessTokenLifetime, others } = client;
  const body: ClientBody = { name, description, scopes, accessTokenLifetime, others };
  return {
    client_id: client.clientId,
    organization: client.organization,
    supplier: client.supplier ?? null,
    active: Number(client.active),
    integration_type: client.integrationType,
    body: JSON.stringify(body),
    created: client.created,
    last_updated: client.lastUpdated,
  };
};

export async function findClient(db: Db, clientId: string): Promise<ClientRecord | undefined> {
  const row = await db.selectFrom('client').selectAll().where('client_id', '=', clientId).executeTakeFirst();
  return row && clientOf(row);
}

/** The clients that an organisation owns or supplies, newest first. */
export async function findClients(db: Db, organization: string, inactive: boolean): Promise<readonly ClientRecord[]> {
  let query = db
    .selectFrom('client')
    .selectAll()
    .where((eb) => eb.or([eb('organization', '=', organization), eb('supplier', '=', organization)]));
  if (!inactive) query = query.where('active', '=', 1);
  const rows = await query.orderBy('created', 'desc').orderBy('client_id').limit(LIST_LIMIT).execute();
  return rows.map(clientOf);
}

/** @returns false when the id is taken */
export async function insertClient(db: Db, client: ClientRecord): Promise<boolean> {
  const result = await db
    .insertInto('client')
    .values(clientRow(client))
    .onConflict((conflict) => conflict.column('client_id').doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

export async function updateClient(db: Db, client: ClientRecord): Promise<void> {
  await db.updateTable('client').set(clientRow(client)).where('client_id', '=', client.clientId).execute();
}

export async function findKeys(db: Db, clientId: string): Promise<readonly ClientKey[]> {
  const rows = await db
    .selectFrom('client_key')
    .selectAll()
    .where('client_id', '=', clientId)
    .orderBy('position')
    .execute();
  return rows.map((row) => ({
    kid: row.kid,
    jwk: JSON.parse(row.jwk) as PublicJwk,
    created: row.created,
    expires: row.expires,
  }));
}

export async function replaceKeys(db: Db, clientId: string, keys: readonly ClientKey[]): Promise<void> {
  await db.deleteFrom('client_key').where('client_id', '=', clientId).execute();
  if (keys.length === 0) return;
  await db
    .insertInto('client_key')
    .values(
      keys.map((key, position) => ({
        client_id: clientId,
        kid: key.kid,
        position,
        jwk: JSON.stringify(key.jwk),
        created: key.created,
        expires: key.expires,
      })),
    )
    .execute();
}

type ScopeBody = Omit<ScopeRecord, 'name' | 'prefix' | 'owner' | 'active' | 'visibility' | 'created' | 'lastUpdated'>;

const scopeOf = (row: Tables['scope']): ScopeRecord => ({
  ...(JSON.parse(row.body) as ScopeBody),
  name: row.name,
  prefix: row.prefix,
  owner: row.owner,
  active: row.active === 1,
  visibility: row.visibility as ScopeRecord['visibility'],
  created: row.created,
  lastUpdated: row.last_updated,
});

const scopeRow = (scope: ScopeRecord): Tables['scope'] => {
  const { name, prefix, owner, active, visibility, created, lastUpdated, ...body } = scope;
  return {
    name,
    prefix,
    owner,
    active: Number(active),
    visibility,
    body: JSON.stringify(body),
    created,
    last_updated: lastUpdated,
  };
};

export async function findScope(db: Db, name: string): Promise<ScopeRecord | undefined> {
  const row = await db.selectFrom('scope').selectAll().where('name', '=', name).executeTakeFirst();
  return row && scopeOf(row);
}

export async function findScopes(
  db: Db,
  where: { owner?: string; visibility?: string; prefix?: string },
): Promise<readonly ScopeRecord[]> {
  let query = db.selectFrom('scope').selectAll();
  if (where.owner !== undefined) query = query.where('owner', '=', where.owner);
  if (where.visibility !== undefined) query = query.where('visibility', '=', where.visibility);
  if (where.prefix !== undefined) query = query.where('prefix', '=', where.prefix);
  const rows = await query.orderBy('name').limit(LIST_LIMIT).execute();
  return rows.map(scopeOf);
}

/** @returns false when a scope of this name exists */
export async function insertScope(db: Db, scope: ScopeRecord): Promise<boolean> {
  const result = await db
    .insertInto('scope')
    .values(scopeRow(scope))
    .onConflict((conflict) => conflict.column('name').doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

export async function updateScope(db: Db, scope: ScopeRecord): Promise<void> {
  await db.updateTable('scope').set(scopeRow(scope)).where('name', '=', scope.name).execute();
}

export async function findAccess(db: Db, scope: string, consumer: string): Promise<AccessState | undefined> {
  const row = await db
    .selectFrom('scope_access')
    .select('state')
    .where('scope', '=', scope)
    .where('consumer', '=', consumer)
    .executeTakeFirst();
  return row?.state as AccessState | undefined;
}

export async function findAccesses(
  db: Db,
  where: { owner?: string; scope?: string; consumer?: string },
): Promise<readonly ScopeAccess[]> {
  let query = db
    .selectFrom('scope_access')
    .innerJoin('scope', 'scope.name', 'scope_access.scope')
    .select([
      'scope_access.scope',
      'scope.owner',
      'consumer',
      'state',
      'scope_access.created',
      'scope_access.last_updated',
    ]);
  if (where.owner !== undefined) query = query.where('scope.owner', '=', where.owner);
  if (where.scope !== undefined) query = query.where('scope_access.scope', '=', where.scope);
  if (where.consumer !== undefined) query = query.where('consumer', '=', where.consumer);
  const rows = await query.orderBy('scope_access.scope').orderBy('consumer').limit(LIST_LIMIT).execute();
  return rows.map(({ last_updated, state, ...row }) => ({
    ...row,
    state: state as AccessState,
    lastUpdated: last_updated,
  }));
}

export async function putAccess(
  db: Db,
  scope: string,
  consumer: string,
  state: AccessState,
  now: number,
): Promise<void> {
  await db
    .insertInto('scope_access')
    .values({ scope, consumer, state, created: now, last_updated: now })
    .onConflict((conflict) => conflict.columns(['scope', 'consumer']).doUpdateSet({ state, last_updated: now }))
    .execute();
}

export async function findPrefixes(db: Db, owner?: string): Promise<readonly { prefix: string; owner: string }[]> {
  const query = db.selectFrom('scope_prefix').selectAll().orderBy('prefix');
  return (owner === undefined ? query : query.where('owner', '=', owner)).execute();
}

export async function putPrefix(db: Db, prefix: string, owner: string): Promise<void> {
  await db
    .insertInto('scope_prefix')
    .values({ prefix, owner })
    .onConflict((c) => c.column('prefix').doNothing())
    .execute();
}
