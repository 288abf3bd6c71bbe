/** What somebody has by role for many parties at once (altinn-pdp.md 14). */
import type { Kysely } from 'kysely';
import type { Tables } from '../database/index.ts';
import type { Catalogue } from './catalogue.ts';
import { FOR_OWNER_TOO, holdings, packagesFrom } from './relations.ts';
import { findParties, ownersOf, rolesHeldBy } from './store.ts';
import type { Party } from './types.ts';

interface Sources {
  readonly db: Kysely<Tables>;
  readonly catalogue: Catalogue;
  /** See `keptSince`. */
  readonly since: number;
  /** Of the holder. */
  readonly keyOrganizations: () => Promise<readonly string[]>;
}

const MAX_ROLES = 20_000;

/** URNs of access packages by UUID of the party: own, through the main unit, by key role, and for owners of sole proprietorships. */
export async function packagesForAll(
  { db, catalogue, since, keyOrganizations }: Sources,
  holder: Party,
  parties: readonly Party[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const holders = [...new Set([holder.uuid, ...(await keyOrganizations())])];
  const rows = await rolesHeldBy(db, holders, MAX_ROLES);
  const byParty = Map.groupBy(rows, (row) => row.of_uuid);
  const parents = new Set(parties.flatMap((party) => party.parentUuid ?? []));
  const mains = new Map((await findParties(db, [...parents])).map((party) => [party.uuid, party]));
  const served = rows.filter((row) => FOR_OWNER_TOO.has(row.role)).map((row) => row.of_uuid);
  const owned = parties.some((party) => party.type === 'person') ? await ownersOf(db, [...new Set(served)], since) : [];
  const enksOf = Map.groupBy(owned, (row) => row.holder_uuid);
  const found = new Map<string, readonly string[]>();
  for (const party of parties) {
    const main = party.parentUuid === undefined ? undefined : mains.get(party.parentUuid);
    const enks = party.type === 'person' && party.uuid !== holder.uuid ? (enksOf.get(party.uuid) ?? []) : [];
    const counting = [
      ...(byParty.get(party.uuid) ?? []),
      ...(main ? (byParty.get(main.uuid) ?? []) : []),
      ...enks.flatMap((enk) => (byParty.get(enk.of_uuid) ?? []).filter((row) => FOR_OWNER_TOO.has(row.role))),
    ];
    found.set(party.uuid, packagesFrom(catalogue, holdings(holder, party, main, counting), 'hasAccess'));
  }
  return found;
}
