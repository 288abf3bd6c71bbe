/** Who keeps the books of a sole proprietorship, or audits it, does so for its owner as a person too (altinn-pdp.md 14.2). */
import type { Kysely } from 'kysely';
import type { Tables } from '../database/index.ts';
import { FOR_OWNER_TOO } from './relations.ts';
import { findParties, ownersOf } from './store.ts';
import type { HeldRole, Relation } from './types.ts';

/** The relations, and after them the owners whom they reach: with the roles that count for these, beside what is held for them otherwise. */
export async function withOwners(
  db: Kysely<Tables>,
  related: readonly Relation[],
  limit: number,
): Promise<readonly Relation[]> {
  const served = new Map<string, readonly HeldRole[]>();
  for (const { party, roles } of related) {
    const counting = roles.filter(({ urn }) => FOR_OWNER_TOO.has(urn));
    if (counting.length > 0) served.set(party.uuid, counting);
  }
  const rows = served.size === 0 ? [] : await ownersOf(db, [...served.keys()]);
  if (rows.length === 0) return related;
  const persons = new Map(
    (
      await findParties(
        db,
        rows.map((row) => row.holder_uuid),
      )
    ).map((one) => [one.uuid, one]),
  );
  const all = new Map(related.map((relation) => [relation.party.uuid, relation]));
  for (const { of_uuid: enk, holder_uuid: owner } of rows) {
    const party = persons.get(owner);
    if (!party || party.isDeleted) continue;
    const own = all.get(owner)?.roles ?? [];
    const more = (served.get(enk) ?? []).filter((role) => !own.some((one) => one.urn === role.urn));
    all.set(owner, { party, roles: [...own, ...more] });
  }
  return [...all.values()].slice(0, limit);
}
