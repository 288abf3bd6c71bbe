/** Who keeps the books of a sole proprietorship, or audits it, does so for its owner as a person too (altinn-pdp.md 14.2). */
import type { Kysely } from 'kysely';
import type { Tables } from '../database/index.ts';
import { FOR_OWNER_TOO } from './relations.ts';
import { findParties, holdersOf, ownedBy, ownersOf } from './store.ts';
import type { HeldRole, Party, Relation } from './types.ts';

/**
 * The relations, and after them the owners whom they reach: with the roles that count for these, beside what is held for them otherwise.
 * @param since see `keptSince`
 */
export async function withOwners(
  db: Kysely<Tables>,
  related: readonly Relation[],
  { limit, since }: { readonly limit: number; readonly since: number },
): Promise<readonly Relation[]> {
  const served = new Map<string, readonly HeldRole[]>();
  for (const { party, roles } of related) {
    const counting = roles.filter(({ urn }) => FOR_OWNER_TOO.has(urn));
    if (counting.length > 0) served.set(party.uuid, counting);
  }
  const rows = served.size === 0 ? [] : await ownersOf(db, [...served.keys()], since);
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

/**
 * UUIDs of those who hold something for a party by role: the party itself where it is a person, who holds it directly or by its main unit, for its
 * sole proprietorships, and who has a key role in such a one.
 * @param since see `keptSince`
 */
export async function holdersFor(
  db: Kysely<Tables>,
  of: Party,
  { keyRoles, since, limit }: { readonly keyRoles: readonly string[]; readonly since: number; readonly limit: number },
): Promise<readonly string[]> {
  const isPerson = of.type === 'person';
  const units = of.parentUuid === undefined ? [of.uuid] : [of.uuid, of.parentUuid];
  const enks = isPerson ? await ownedBy(db, of.uuid, since).select('owned.of_uuid').execute() : [];
  const served = enks.map((row) => row.of_uuid);
  const direct = [
    ...(await holdersOf(db, units, undefined, limit)),
    ...(await holdersOf(db, served, [...FOR_OWNER_TOO], limit)),
  ];
  return [...(isPerson ? [of.uuid] : []), ...direct, ...(await holdersOf(db, direct, keyRoles, limit))];
}
