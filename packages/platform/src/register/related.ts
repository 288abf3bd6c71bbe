/** Whom somebody holds roles for, from the rows of the register. */
import type { Kysely } from 'kysely';
import type { Tables } from '../database/index.ts';
import type { Catalogue } from './catalogue.ts';
import { heldRole } from './relations.ts';
import { findParties, subUnitsOf } from './store.ts';
import type { Relation } from './types.ts';

/** How many are told of, and whether those that are deleted are. */
export interface Which {
  readonly limit: number;
  readonly deletedToo?: boolean;
}

/** The parties, each with the roles that are held for it. */
export async function related(
  db: Kysely<Tables>,
  catalogue: Catalogue,
  rows: readonly { readonly of: string; readonly role: string }[],
  { limit, deletedToo = false }: Which,
): Promise<readonly Relation[]> {
  const byParty = new Map<string, Set<string>>();
  for (const row of rows) byParty.set(row.of, (byParty.get(row.of) ?? new Set()).add(row.role));
  const found = await findParties(db, [...byParty.keys()].slice(0, limit));
  const parties = new Map(found.map((party) => [party.uuid, party]));
  return [...byParty].flatMap(([uuid, roles]) => {
    const party = parties.get(uuid);
    const held = [...roles].flatMap((role) => heldRole(catalogue, role) ?? []);
    return party && (deletedToo || !party.isDeleted) ? [{ party, roles: held }] : [];
  });
}

/** With the sub-units: what is held for a main unit is held for them too. */
export async function withSubUnits(
  db: Kysely<Tables>,
  mains: readonly Relation[],
  { limit, deletedToo = false }: Which,
): Promise<readonly Relation[]> {
  const known = new Map(mains.map((relation) => [relation.party.uuid, relation]));
  const byMain = new Map(known);
  for (const party of await subUnitsOf(db, [...byMain.keys()])) {
    const main = party.parentUuid === undefined ? undefined : byMain.get(party.parentUuid);
    if (!main || (party.isDeleted && !deletedToo)) continue;
    const own = known.get(party.uuid)?.roles ?? [];
    const inherited = main.roles.filter((role) => !own.some((one) => one.urn === role.urn));
    known.set(party.uuid, { party, roles: [...own, ...inherited] });
  }
  return [...known.values()].slice(0, limit);
}
