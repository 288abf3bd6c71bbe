/** Who is connected to whom: by role, by delegation, or as rightholder (altinn-pdp.md 13.3). Reads only. */
import { uuidOfText } from '../foundation/index.ts';
import type { HeldRole, Party, Register } from '../register/index.ts';
import type { Delegations } from './delegations.ts';

export interface Sources {
  readonly register: Register;
  readonly delegations: Delegations;
}

/** `from` is who has given, `to` who has got. */
export interface Pair {
  readonly from: Party;
  readonly to: Party;
}

const byName = (a: Party, b: Party): number => a.name.localeCompare(b.name, 'nb') || (a.uuid < b.uuid ? -1 : 1);

/** Everyone who has something for the party, by name; system users are no parties of the register and are listed with the system users. */
export async function receiversOf({ register, delegations }: Sources, from: Party): Promise<readonly Party[]> {
  const found = new Map((await register.holders(from)).map((party) => [party.uuid, party]));
  const others = (await delegations.receivers(from.uuid)).filter((uuid) => !found.has(uuid));
  for (const party of (await register.parties(others)).values()) if (!party.isDeleted) found.set(party.uuid, party);
  found.delete(from.uuid);
  return [...found.values()].sort(byName);
}

/** Everyone from whom the party has something, by name. */
export async function giversTo({ register, delegations }: Sources, to: Party): Promise<readonly Party[]> {
  const related =
    to.type === 'person' ? await register.reportees(to) : await register.withOwners(await register.clientsOf(to));
  const found = new Map(related.map(({ party }) => [party.uuid, party]));
  const others = (await delegations.givers([to.uuid])).filter((uuid) => !found.has(uuid));
  for (const party of (await register.parties(others)).values()) if (!party.isDeleted) found.set(party.uuid, party);
  found.delete(to.uuid);
  return [...found.values()].sort(byName);
}

/** A party as the connections API writes it. The number of a person is never written back. */
export const entityJson = (party: Party) => ({
  id: party.uuid,
  name: party.name,
  type: party.type === 'organization' ? 'Organisasjon' : 'Person',
  variant: party.form ?? (party.type === 'person' ? 'Person' : null),
  partyId: party.partyId,
  organizationIdentifier: party.organizationNumber ?? null,
  isDeleted: party.isDeleted,
});

/** By its own code, and not by that of Altinn 2 (access-management.md 1). */
export const roleJson = (register: Register, { urn, code }: HeldRole) => {
  const role = register.catalogue.role(urn);
  return { id: role?.id ?? null, code: role?.code ?? code, urn };
};

/** UUID of the assignment that makes one rightholder of the other. */
export const rightholderId = ({ from, to }: Pair): string => uuidOfText(`rightholder:${from.uuid}:${to.uuid}`);

export const packageJson = (register: Register, urn: string) => {
  const known = register.catalogue.package(urn);
  return { id: known?.id ?? null, urn, areaId: known?.areaId ?? null };
};

/** The access packages of one pair, each with how it was got. */
export async function packagesOf(
  { register, delegations }: Sources,
  { from, to }: Pair,
): Promise<ReadonlyMap<string, readonly ('role' | 'delegation')[]>> {
  const found = new Map<string, readonly ('role' | 'delegation')[]>();
  for (const urn of await register.packages(to, from)) found.set(urn, ['role']);
  for (const urn of await delegations.packages(to.uuid, from.uuid))
    found.set(urn, [...(found.get(urn) ?? []), 'delegation']);
  return found;
}

/** What one pair has by single delegation: actions by resource, and by instance of it. */
export async function actionsOf(
  { delegations }: Sources,
  { from, to }: Pair,
): Promise<
  readonly { readonly resourceId: string; readonly instanceId?: string; readonly actions: readonly string[] }[]
> {
  const found = new Map<string, { resourceId: string; instanceId?: string; actions: string[] }>();
  for (const { resourceId, instanceId, action, part } of await delegations.allRights(to.uuid, from.uuid)) {
    // What apps give and take is no matter between the two.
    if (part !== undefined) continue;
    const key = `${resourceId} ${instanceId ?? ''}`;
    const known = found.get(key);
    if (known) known.actions.push(action);
    else found.set(key, { resourceId, ...(instanceId === undefined ? {} : { instanceId }), actions: [action] });
  }
  return [...found.values()];
}

/** How somebody has something: who gave it to whom, and by what. */
export const permission = ({ from, to }: Pair, by: 'role' | 'delegation') => ({
  from: entityJson(from),
  to: entityJson(to),
  by,
});
