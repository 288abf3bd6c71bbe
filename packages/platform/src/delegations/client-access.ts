/** What facilitators have of their clients, by role: all that their agents can be given, and no more than that ever counts (access-management.md 2). */
import type { Kysely } from 'kysely';
import type { Tables } from '../database/index.ts';
import type { Party, Register } from '../register/index.ts';
import { type GrantRow, givenTo } from './client-store.ts';
import { RIGHTHOLDER, SUPPLIER } from './role-names.ts';

/** By one role. */
export interface RoleAccess {
  /** URN */
  readonly role: string;
  /** URNs, also of packages that cannot be passed on. */
  readonly packages: ReadonlySet<string>;
  /** Ids of resources that the client has given one by one. */
  readonly resources: ReadonlySet<string>;
}

/** A client, and by which roles a facilitator has what for it. */
export interface HeldClient {
  readonly client: Party;
  readonly byRole: ReadonlyMap<string, RoleAccess>;
}

/** By facilitator and client. */
export type HeldClients = ReadonlyMap<string, ReadonlyMap<string, HeldClient>>;

interface Growing {
  readonly role: string;
  readonly packages: Set<string>;
  readonly resources: Set<string>;
}

/**
 * The clients of the facilitators, or one client. Whoever gives a party something without a role is a client that has made it rightholder.
 * As many queries for one facilitator as for many.
 */
export async function heldClients(
  { register, db }: { readonly register: Register; readonly db: Kysely<Tables> },
  facilitators: readonly string[],
  of?: string,
): Promise<HeldClients> {
  const [roles, given] = await Promise.all([register.assigned(facilitators, of), givenTo(db, facilitators, of)]);
  const parties = await register.parties([...roles.map((row) => row.of), ...given.map((row) => row.from)]);
  const held = new Map<string, Map<string, { client: Party; byRole: Map<string, Growing> }>>();
  const accessOf = (facilitator: string, client: string, role: string): Growing | undefined => {
    const party = parties.get(client);
    if (!party) return undefined;
    const clients = held.get(facilitator) ?? new Map<string, { client: Party; byRole: Map<string, Growing> }>();
    held.set(facilitator, clients);
    const one = clients.get(client) ?? { client: party, byRole: new Map<string, Growing>() };
    clients.set(client, one);
    const access = one.byRole.get(role) ?? { role, packages: new Set<string>(), resources: new Set<string>() };
    one.byRole.set(role, access);
    return access;
  };
  for (const { holder, of: client, role } of roles) {
    if (role === SUPPLIER) continue;
    const access = accessOf(holder, client, role);
    const form = parties.get(client)?.form;
    if (access) for (const row of register.catalogue.packagesOf(role, form)) access.packages.add(row.package);
  }
  for (const { to, from, kind, item } of given)
    accessOf(to, from, RIGHTHOLDER)?.[kind === 'package' ? 'packages' : 'resources'].add(item);
  return held;
}

/** Whether what an agent was given is still the facilitator's to pass on. */
export function isHeld(
  held: HeldClients,
  { via_uuid: via, from_uuid: from, via_role: role, kind, item }: GrantRow,
): boolean {
  const access = held.get(via)?.get(from)?.byRole.get(role);
  return access !== undefined && (kind === 'package' ? access.packages : access.resources).has(item);
}
