import type { Kysely, Transaction } from 'kysely';
import { chunks, type Tables } from '../database/index.ts';
import { type ClientKey, type ClientRecord, type IntegrationType, JWT_BEARER, type PublicJwk } from './model.ts';

type Db = Kysely<Tables>;
const LIST_LIMIT = 10_000;
const CHUNK = 500;

type ClientBody = Omit<
  ClientRecord,
  'clientId' | 'organization' | 'supplier' | 'managedBy' | 'active' | 'integrationType' | 'created' | 'lastUpdated'
>;

/** What the first rows did not say: they are all Maskinporten's. */
const BEFORE = { applicationType: 'web', authMethod: 'private_key_jwt', grantTypes: [JWT_BEARER] } as const;

const clientOf = (row: Tables['client']): ClientRecord => ({
  clientId: row.client_id,
  organization: row.organization,
  ...(row.supplier === null ? {} : { supplier: row.supplier }),
  ...(row.managed_by === null ? {} : { managedBy: row.managed_by }),
  active: row.active === 1,
  integrationType: row.integration_type as IntegrationType,
  ...BEFORE,
  ...(JSON.parse(row.body) as ClientBody),
  created: row.created,
  lastUpdated: row.last_updated,
});

const clientRow = (client: ClientRecord): Tables['client'] => {
  const { clientId, organization, supplier, managedBy, active, integrationType, created, lastUpdated, ...rest } =
    client;
  const body: ClientBody = rest;
  return {
    client_id: clientId,
    organization,
    supplier: supplier ?? null,
    managed_by: managedBy ?? null,
    active: Number(active),
    integration_type: integrationType,
    body: JSON.stringify(body),
    created,
    last_updated: lastUpdated,
  };
};

export async function findClient(db: Db, clientId: string): Promise<ClientRecord | undefined> {
  const row = await db.selectFrom('client').selectAll().where('client_id', '=', clientId).executeTakeFirst();
  return row && clientOf(row);
}

/** Clients by id; those that do not exist are left out. */
export async function findClientsNamed(db: Db, clientIds: readonly string[]): Promise<readonly ClientRecord[]> {
  const found: ClientRecord[] = [];
  for (const part of chunks(clientIds)) {
    const rows = await db.selectFrom('client').selectAll().where('client_id', 'in', part).execute();
    found.push(...rows.map(clientOf));
  }
  return found;
}

/** One, inside a transaction that will change it: others that want to change it wait. */
export async function lockClient(
  db: Transaction<Tables>,
  clientId: string,
  now: number,
): Promise<ClientRecord | undefined> {
  const query = db.updateTable('client').set({ last_updated: now }).where('client_id', '=', clientId).returningAll();
  const row = await query.executeTakeFirst();
  return row && clientOf(row);
}

/** Clients of an organisation: its own and, when asked for, those that it supplies; or those that it manages. Newest first. */
export async function findClients(
  db: Db,
  where: { readonly organization: string; readonly supplies: boolean } | { readonly managedBy: string },
  inactive: boolean,
): Promise<readonly ClientRecord[]> {
  let query = db.selectFrom('client').selectAll();
  if ('managedBy' in where) query = query.where('managed_by', '=', where.managedBy);
  else if (!where.supplies) query = query.where('organization', '=', where.organization);
  else
    query = query.where((eb) =>
      eb.or([eb('organization', '=', where.organization), eb('supplier', '=', where.organization)]),
    );
  if (!inactive) query = query.where('active', '=', 1);
  const rows = await query.orderBy('created', 'desc').orderBy('client_id').limit(LIST_LIMIT).execute();
  return rows.map(clientOf);
}

/** Clients that have the scope, deactivated ones too; the newest first. */
export async function findClientsWith(db: Db, scope: string, limit: number): Promise<readonly ClientRecord[]> {
  const found: ClientRecord[] = [];
  // A name may hold `_`, which a pattern takes for any character: what fits it is read, and asked.
  const query = db
    .selectFrom('client')
    .selectAll()
    .where('body', 'like', `%${JSON.stringify(scope)}%`);
  for (let offset = 0; found.length < limit; offset += CHUNK) {
    const rows = await query.orderBy('created', 'desc').orderBy('client_id').limit(CHUNK).offset(offset).execute();
    found.push(...rows.map(clientOf).filter(({ scopes }) => scopes.includes(scope)));
    if (rows.length < CHUNK) break;
  }
  return found.slice(0, limit);
}

/** Active Maskinporten clients whose id, name or organisation number holds the text, newest first. */
export async function searchClients(db: Db, text: string, limit: number): Promise<readonly ClientRecord[]> {
  const rows = await db
    .selectFrom('client')
    .selectAll()
    .where('active', '=', 1)
    .where('integration_type', '=', 'maskinporten')
    .orderBy('created', 'desc')
    .orderBy('client_id')
    .limit(LIST_LIMIT)
    .execute();
  const wanted = text.toLowerCase();
  return rows
    .map(clientOf)
    .filter(({ clientId, name, organization }) =>
      [clientId, name, organization].some((one) => one.toLowerCase().includes(wanted)),
    )
    .slice(0, limit);
}

/** @returns false when the id is taken */
export async function insertClient(db: Transaction<Tables>, client: ClientRecord): Promise<boolean> {
  const result = await db
    .insertInto('client')
    .values(clientRow(client))
    .onConflict((conflict) => conflict.column('client_id').doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

export async function updateClient(db: Transaction<Tables>, client: ClientRecord): Promise<void> {
  await db.updateTable('client').set(clientRow(client)).where('client_id', '=', client.clientId).execute();
}

export async function findKeys(db: Db, clientId: string): Promise<readonly ClientKey[]> {
  const rows = await db
    .selectFrom('client_key')
    .selectAll()
    .where('client_id', '=', clientId)
    .orderBy('position')
    .execute();
  return rows.map(keyOf);
}

const keyOf = (row: Tables['client_key']): ClientKey => ({
  kid: row.kid,
  jwk: JSON.parse(row.jwk) as PublicJwk,
  created: row.created,
  expires: row.expires,
});

export async function replaceKeys(
  db: Transaction<Tables>,
  clientId: string,
  keys: readonly ClientKey[],
): Promise<void> {
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

/** The keys of several clients, by client. */
export async function findKeysOf(
  db: Db,
  clientIds: readonly string[],
): Promise<ReadonlyMap<string, readonly ClientKey[]>> {
  const found = new Map<string, ClientKey[]>();
  for (const part of chunks(clientIds)) {
    const rows = await db
      .selectFrom('client_key')
      .selectAll()
      .where('client_id', 'in', part)
      .orderBy('position')
      .execute();
    for (const row of rows) found.set(row.client_id, [...(found.get(row.client_id) ?? []), keyOf(row)]);
  }
  return found;
}

/** The first of these kids that another client has. */
export async function kidElsewhere(db: Db, clientId: string, kids: readonly string[]): Promise<string | undefined> {
  if (kids.length === 0) return undefined;
  const query = db.selectFrom('client_key').select('kid').where('kid', 'in', kids).where('client_id', '!=', clientId);
  return (await query.limit(1).executeTakeFirst())?.kid;
}
