import type { Transaction } from 'kysely';
import type { Tables } from '../database/index.ts';
import { loadCatalogue } from './catalogue.ts';
import { insertRoles, upsertParties, upsertServiceOwners } from './store.ts';
import type { Party } from './types.ts';

export interface SeedOrganization {
  readonly organizationNumber: string;
  readonly name: string;
  readonly form: string;
  readonly partyId: number;
  readonly uuid: string;
  /** Organisation number of the main unit. */
  readonly parent?: string;
  readonly serviceOwnerCode?: string;
}

export interface SeedPerson {
  readonly personNumber: string;
  readonly name: string;
  readonly partyId: number;
  readonly userId: number;
  readonly uuid: string;
}

/** `holder` and `organization` are organisation or person numbers; `role` is a legacy code, a name or a URN. */
export interface SeedRole {
  readonly holder: string;
  readonly role: string;
  readonly organization: string;
}

export interface RegisterSeed {
  readonly organizations: readonly SeedOrganization[];
  readonly persons: readonly SeedPerson[];
  readonly roles: readonly SeedRole[];
}

/**
 * Puts parties, roles and service owners into the register; what is there already stays or is brought up to date.
 * @throws RangeError when a role names a number or a role that is not there
 */
export async function seedRegister(trx: Transaction<Tables>, world: RegisterSeed): Promise<void> {
  const uuids = new Map<string, string>();
  for (const one of world.organizations) uuids.set(one.organizationNumber, one.uuid);
  for (const one of world.persons) uuids.set(one.personNumber, one.uuid);
  const uuidOf = (number: string): string => {
    const uuid = uuids.get(number);
    if (uuid === undefined) throw new RangeError(`no organisation or person has the number ${number}`);
    return uuid;
  };
  const catalogue = loadCatalogue();
  const roleUrn = (ref: string): string => {
    const role = catalogue.role(ref);
    if (!role) throw new RangeError(`there is no role ${ref}`);
    return role.urn;
  };
  const organizations = world.organizations.map(
    (one): Party => ({
      partyId: one.partyId,
      uuid: one.uuid,
      type: 'organization',
      name: one.name,
      organizationNumber: one.organizationNumber,
      form: one.form,
      ...(one.parent === undefined ? {} : { parentUuid: uuidOf(one.parent) }),
      isDeleted: false,
    }),
  );
  const persons = world.persons.map(
    (one): Party => ({
      partyId: one.partyId,
      uuid: one.uuid,
      type: 'person',
      name: one.name,
      personNumber: one.personNumber,
      userId: one.userId,
      isDeleted: false,
    }),
  );
  await upsertParties(trx, [...organizations, ...persons]);
  await insertRoles(
    trx,
    world.roles.map((one) => ({
      of_uuid: uuidOf(one.organization),
      holder_uuid: uuidOf(one.holder),
      role: roleUrn(one.role),
    })),
  );
  const owners = world.organizations.flatMap((one) =>
    one.serviceOwnerCode === undefined
      ? []
      : [{ code: one.serviceOwnerCode, organizationNumber: one.organizationNumber, name: one.name }],
  );
  await upsertServiceOwners(trx, owners);
}
