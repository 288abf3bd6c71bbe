/** What somebody has got from everyone, for the list of those whom they may act for: in as many statements for many givers as for one. */
import type { Kysely } from 'kysely';
import type { Tables } from '../database/index.ts';
import { FOR_OWNER_TOO, ownersOf, type Register } from '../register/index.ts';
import type { ClientAgents } from './client-agents.ts';
import type { GrantRow } from './client-store.ts';
import { firstGivers, receivedRows } from './received-store.ts';

/** What one giver has given. */
export interface Received {
  /** URNs */
  readonly packages: ReadonlySet<string>;
  readonly rights: readonly { readonly resourceId: string; readonly instanceId?: string }[];
}

interface Growing {
  readonly packages: Set<string>;
  readonly rights: { readonly resourceId: string; readonly instanceId?: string }[];
}

interface Sources {
  readonly db: Kysely<Tables>;
  readonly register: Pick<Register, 'keptSince'>;
  readonly clientAgents: Pick<ClientAgents, 'servedOf'>;
}

/** Which givers are looked at: those who are known for another reason, and the first so many of all. */
export interface Givers {
  readonly known: readonly string[];
  readonly most: number;
}

/** By giver. What an agent has through its facilitators counts as far as these still have it, for owners of sole proprietorships too. */
export async function receivedBy(
  { db, register, clientAgents }: Sources,
  to: readonly string[],
  { known, most }: Givers,
): Promise<ReadonlyMap<string, Received>> {
  const found = new Map<string, Growing>();
  const from = (giver: string): Growing => {
    const growing = found.get(giver) ?? { packages: new Set<string>(), rights: [] };
    found.set(giver, growing);
    return growing;
  };
  const isKnown = new Set(known);
  const first = await firstGivers(db, to, most + known.length);
  const givers = [...new Set([...known, ...first.filter((uuid) => !isKnown.has(uuid)).slice(0, most)])];
  const [rows, grants] = await Promise.all([receivedRows(db, to, givers), clientAgents.servedOf(to, givers)]);
  for (const row of rows) {
    if (row.package !== undefined) from(row.from).packages.add(row.package);
    if (row.resource === undefined) continue;
    const isWhole = row.instance === undefined || row.instance === '';
    from(row.from).rights.push({ resourceId: row.resource, ...(isWhole ? {} : { instanceId: row.instance }) });
  }
  const served = new Set(grants.filter(countsForOwner).map((grant) => grant.from_uuid));
  const owners = await ownersOf(db, [...served], register.keptSince());
  const ownersBy = Map.groupBy(owners, (row) => row.of_uuid);
  for (const grant of grants) {
    const reached = countsForOwner(grant) ? (ownersBy.get(grant.from_uuid) ?? []).map((row) => row.holder_uuid) : [];
    for (const giver of [grant.from_uuid, ...reached])
      if (grant.kind === 'package') from(giver).packages.add(grant.item);
      else from(giver).rights.push({ resourceId: grant.item });
  }
  return found;
}

const countsForOwner = ({ kind, via_role: role }: GrantRow): boolean => kind === 'package' && FOR_OWNER_TOO.has(role);
