import type { Transaction } from 'kysely';
import { type Database, type Tables, tell } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';
import type { Party, Register } from '../register/index.ts';
import type { ResourceRecord, Resources } from '../resources/index.ts';
import { holds, policyRightsOf } from './rights.ts';
import { deleteScopeDelegation, insertScopeDelegation, scopeDelegationRows } from './store.ts';
import type { ScopeDelegation } from './types.ts';

/** Scopes that a consumer has given to a supplier through a MaskinportenSchema resource (maskinporten.md 2.7). */
export interface ScopeDelegations {
  /** Organisation numbers. */
  has(question: { consumer: string; supplier: string; scope: string }): Promise<boolean>;
  /** At most 1000, the oldest first. */
  list(which: { consumer?: Party; supplier?: Party; scope?: string }): Promise<readonly ScopeDelegation[]>;
  /** May the person give the resource's scopes to a supplier, for the consumer? */
  mayDelegate(person: Party, consumer: Party, resourceId: string): Promise<boolean>;
  /** @returns false when it was there already. @throws RangeError when the resource is no MaskinportenSchema */
  grant(
    trx: Transaction<Tables>,
    grant: { consumer: Party; supplier: Party; resource: ResourceRecord; by?: string },
  ): Promise<boolean>;
  /** @returns false when there was none */
  revoke(trx: Transaction<Tables>, which: { consumer: Party; supplier: Party; resourceId: string }): Promise<boolean>;
}

const MAX_ROWS = 1000;
/** What a person must be permitted on a resource to give its scopes away. */
export const SCOPE_ACTION = 'scopeaccess';

/** The scopes that a MaskinportenSchema resource stands for. */
export function scopesOf(record: ResourceRecord): readonly string[] {
  const references = record['resourceReferences'];
  if (record.resourceType !== 'MaskinportenSchema' || !Array.isArray(references)) return [];
  return references.flatMap((one: { referenceType?: unknown; reference?: unknown } | null) =>
    one?.referenceType === 'MaskinportenScope' && typeof one.reference === 'string' ? [one.reference] : [],
  );
}

interface ScopeDelegationsDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly register: Register;
  readonly resources: Resources;
}

export function createScopeDelegations(deps: ScopeDelegationsDeps): ScopeDelegations {
  const { database, register, resources, clock } = deps;

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
        found.push({ consumer, supplier, resourceId, scopes: scopesOf(record), created });
      }
      return found;
    },
    mayDelegate: (person, consumer, resourceId) => mayDelegate(deps, person, consumer, resourceId),
    async grant(trx, { consumer, supplier, resource, by }) {
      if (scopesOf(resource).length === 0)
        throw new RangeError(`${resource.identifier} is no MaskinportenSchema with a MaskinportenScope reference`);
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

/** What the feed says of a delegation of scopes. */
const about = (consumer: Party, supplier: Party, resource: string) => ({
  subject: supplier.organizationNumber ?? supplier.uuid,
  data: { consumer: consumer.organizationNumber, resource },
});

async function mayDelegate(
  { register, resources }: ScopeDelegationsDeps,
  person: Party,
  consumer: Party,
  resourceId: string,
): Promise<boolean> {
  const policy = await resources.policy(resourceId);
  if (!policy) return false;
  const roles = await register.roles(person, consumer);
  const packages = await register.packages(person, consumer);
  return policyRightsOf(policy)
    .filter((right) => right.action.value === SCOPE_ACTION)
    .some((right) => holds(policy, right, { party: person, roles, packages }, consumer).permitted);
}
