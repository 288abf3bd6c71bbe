import type { Transaction } from 'kysely';
import { type Announce, type Database, type Tables, tell } from '../database/index.ts';
import { type Clock, isUuid } from '../foundation/index.ts';
import type { Party, Register } from '../register/index.ts';
import type { ResourceRecord, Resources } from '../resources/index.ts';
import { SUPPLIER } from './role-names.ts';
import {
  deleteScopeDelegation,
  deleteScopeDelegations,
  insertScopeDelegation,
  lockSupply,
  scopeDelegationRows,
  supplyRows,
} from './store.ts';
import type { ScopeDelegation } from './types.ts';

/** Scopes that a consumer has given to a supplier through a MaskinportenSchema resource (maskinporten.md 2.7). */
export interface ScopeDelegations {
  /** Organisation numbers. */
  has(question: { consumer: string; supplier: string; scope: string }): Promise<boolean>;
  /** At most 1000, the oldest first. */
  list(which: { consumer?: Party; supplier?: Party; scope?: string }): Promise<readonly ScopeDelegation[]>;
  /** Who is supplier of whom: whom the consumer has made one, or has given scopes. At most 1000. */
  supplies(which: { consumer?: Party; supplier?: Party }): Promise<readonly Supply[]>;
  addSupplier(trx: Transaction<Tables>, announce: Announce, consumer: Party, supplier: Party): Promise<void>;
  /** Takes a supplier off, with its scopes if `cascade`. @returns false, and does nothing, when it has scopes and may not lose them */
  endSupplier(
    trx: Transaction<Tables>,
    announce: Announce,
    which: { readonly consumer: Party; readonly supplier: Party; readonly cascade: boolean },
  ): Promise<boolean>;
  /** Holds a supplier for the transaction: nobody takes it off until that ends. @returns false for who is none, or none any more */
  hold(trx: Transaction<Tables>, consumer: Party, supplier: Party): Promise<boolean>;
  /** @returns false when it was there already */
  grant(
    trx: Transaction<Tables>,
    grant: { consumer: Party; supplier: Party; resource: ResourceRecord; by?: string },
  ): Promise<boolean>;
  /** @returns false when there was none */
  revoke(trx: Transaction<Tables>, which: { consumer: Party; supplier: Party; resourceId: string }): Promise<boolean>;
}

export interface Supply {
  readonly consumer: Party;
  readonly supplier: Party;
}

const MAX_ROWS = 1000;

/** A resource by which scopes of Maskinporten are given. */
export const isSchema = (record: ResourceRecord): boolean => record.resourceType === 'MaskinportenSchema';

function referencesOf(record: ResourceRecord, kind: string): readonly string[] {
  const references = record['resourceReferences'];
  if (!isSchema(record) || !Array.isArray(references)) return [];
  return references.flatMap((one: { referenceType?: unknown; reference?: unknown } | null) =>
    one?.referenceType === kind && typeof one.reference === 'string' ? [one.reference] : [],
  );
}

/** The scopes that a MaskinportenSchema resource stands for. */
export const scopesOf = (record: ResourceRecord): readonly string[] => [
  ...new Set(referencesOf(record, 'MaskinportenScope')),
];

/** What the resource was called as a delegation scheme of Altinn 2. */
export const schemeOf = (record: ResourceRecord): string | undefined =>
  referencesOf(record, 'DelegationSchemeId').find(isUuid);

interface ScopeDelegationsDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly register: Register;
  readonly resources: Resources;
}

export function createScopeDelegations({
  database,
  register,
  resources,
  clock,
}: ScopeDelegationsDeps): ScopeDelegations {
  const schemasWith = async (scope: string): Promise<string[]> =>
    (await resources.list()).filter((one) => scopesOf(one).includes(scope)).map((one) => one.identifier);

  async function rowsOf(which: { consumer?: Party; supplier?: Party; scope?: string }) {
    const schemas = which.scope === undefined ? undefined : await schemasWith(which.scope);
    if (schemas?.length === 0) return [];
    const filter = {
      ...(which.consumer ? { consumer: which.consumer.uuid } : {}),
      ...(which.supplier ? { supplier: which.supplier.uuid } : {}),
      ...(schemas ? { resources: schemas } : {}),
    };
    return scopeDelegationRows(database.db, filter, MAX_ROWS);
  }

  return {
    async has({ consumer, supplier, scope }) {
      const [from, to] = [
        await register.party({ organization: consumer }),
        await register.party({ organization: supplier }),
      ];
      if (!from || !to || from.isDeleted || to.isDeleted) return false;
      const rows = await scopeDelegationRows(database.db, { consumer: from.uuid, supplier: to.uuid }, MAX_ROWS);
      for (const row of rows) {
        const record = await resources.resource(row.resource_id);
        if (record && scopesOf(record).includes(scope)) return true;
      }
      return false;
    },
    async list(which) {
      const rows = await rowsOf(which);
      const parties = await register.parties(rows.flatMap((row) => [row.consumer_uuid, row.supplier_uuid]));
      const found: ScopeDelegation[] = [];
      for (const row of rows) {
        const [consumer, supplier] = [parties.get(row.consumer_uuid), parties.get(row.supplier_uuid)];
        const record = await resources.resource(row.resource_id);
        if (!consumer || !supplier || !record) continue;
        const { resource_id: resourceId, created } = row;
        found.push({ consumer, supplier, resourceId, resource: record, scopes: scopesOf(record), created });
      }
      return found;
    },
    ...suppliesOn({ database, register }),
    async grant(trx, { consumer, supplier, resource, by }) {
      const added = await insertScopeDelegation(trx, {
        consumer_uuid: consumer.uuid,
        supplier_uuid: supplier.uuid,
        resource_id: resource.identifier,
        by_uuid: by ?? null,
        created: clock.now(),
      });
      if (added) tell(trx, { kind: 'scope-delegation.given', ...about(consumer, supplier, resource.identifier) });
      return added;
    },
    async revoke(trx, { consumer, supplier, resourceId }) {
      const which = { consumer: consumer.uuid, supplier: supplier.uuid, resourceId };
      const taken = await deleteScopeDelegation(trx, which);
      if (taken) tell(trx, { kind: 'scope-delegation.taken', ...about(consumer, supplier, resourceId) });
      return taken;
    },
  };
}

/** Who is supplier of whom, whatever has been given. */
function suppliesOn({
  database,
  register,
}: Pick<ScopeDelegationsDeps, 'database' | 'register'>): Pick<
  ScopeDelegations,
  'supplies' | 'addSupplier' | 'hold' | 'endSupplier'
> {
  return {
    async supplies({ consumer, supplier }) {
      const ends = {
        ...(consumer ? { consumer: consumer.uuid } : {}),
        ...(supplier ? { supplier: supplier.uuid } : {}),
      };
      const rows = await supplyRows(database.db, ends, MAX_ROWS);
      const parties = await register.parties(rows.flatMap((row) => [row.consumer_uuid, row.supplier_uuid]));
      return rows.flatMap((row) => {
        const [from, to] = [parties.get(row.consumer_uuid), parties.get(row.supplier_uuid)];
        return from && to ? { consumer: from, supplier: to } : [];
      });
    },
    addSupplier: (trx, announce, consumer, supplier) =>
      register.giveRoles(trx, announce, [{ holder: supplier.uuid, role: SUPPLIER, of: consumer.uuid }]),
    hold: (trx, consumer, supplier) => lockSupply(trx, { consumer: consumer.uuid, supplier: supplier.uuid }),
    async endSupplier(trx, announce, { consumer, supplier, cascade }) {
      const ends = { consumer: consumer.uuid, supplier: supplier.uuid };
      if (!(await lockSupply(trx, ends))) return true;
      if (!cascade && (await scopeDelegationRows(trx, ends, 1)).length > 0) return false;
      for (const resourceId of await deleteScopeDelegations(trx, ends))
        tell(trx, { kind: 'scope-delegation.taken', ...about(consumer, supplier, resourceId) });
      await register.takeRoles(trx, announce, { holder: supplier.uuid, of: consumer.uuid, role: SUPPLIER });
      return true;
    },
  };
}

/** What the feed says of a delegation of scopes. */
const about = (consumer: Party, supplier: Party, resource: string) => ({
  subject: supplier.organizationNumber ?? supplier.uuid,
  data: { consumer: consumer.organizationNumber, resource },
});
