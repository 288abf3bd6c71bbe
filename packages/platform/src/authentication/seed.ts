import type { Transaction } from 'kysely';
import type { Announce, Tables } from '../database/index.ts';
import type { Register } from '../register/index.ts';
import { upsertEnterpriseUser } from './store.ts';

/** A synthetic enterprise user of the sandbox. */
export interface SeedEnterpriseUser {
  readonly userName: string;
  /** Documented, and of no use outside the sandbox. */
  readonly password: string;
  /** Made beforehand with `hashPassword`, so that a start does not wait for it. */
  readonly passwordHash: string;
  readonly name: string;
  readonly userId: number;
  readonly partyId: number;
  readonly partyUuid: string;
  readonly organization: string;
  /** Roles (URN) that it holds for the organisation. */
  readonly roles: readonly string[];
  /** Access packages (URN) that the organisation has given it, and the UUID of the person who gave them. */
  readonly packages: readonly string[];
  readonly givenBy: string;
}

/** Writes a delegation of access packages from an organisation to a user, in the transaction. */
export type GivePackages = (
  trx: Transaction<Tables>,
  announce: Announce,
  grant: { to: string; organization: string; packages: readonly string[]; by: string },
) => Promise<void>;

/** The sandbox's enterprise users: stable names, passwords and ids. */
export const sandboxEnterpriseUsers: readonly SeedEnterpriseUser[] = [
  {
    userName: 'fjordvik-bedrift',
    password: 'Rugbrod-Kanel-42',
    passwordHash: 'scrypt$16384$8$5$D6DIUFrCloUncGt0F4fQhg$bz9neLwTdwFq7p0v12n0QI09CNpYTgkRwTqKVKwgUe4',
    name: 'FJORDVIK BAKERI VIRKSOMHETSBRUKER',
    userId: 30001,
    partyId: 50030001,
    partyUuid: '40000000-0000-4000-8000-000000000001',
    organization: '310044423',
    roles: ['urn:altinn:rolecode:utinn'],
    packages: ['urn:altinn:accesspackage:skatt-naering', 'urn:altinn:accesspackage:lonn'],
    givenBy: '10000000-0000-4000-8000-000000000001',
  },
  {
    userName: 'kveldsol-bedrift',
    password: 'Hovedbok:Bilag-7',
    passwordHash: 'scrypt$16384$8$5$SxYDgmyJksAQrMj7FCVj8w$xYiiDzFswsqkQgXNOONSvw6PGdkRoKWHVCdYSgkmWck',
    name: 'KVELDSOL REGNSKAP VIRKSOMHETSBRUKER',
    userId: 30002,
    partyId: 50030002,
    partyUuid: '40000000-0000-4000-8000-000000000002',
    organization: '310032085',
    roles: ['urn:altinn:rolecode:utinn'],
    packages: ['urn:altinn:accesspackage:skatt-naering'],
    givenBy: '10000000-0000-4000-8000-000000000005',
  },
];

/**
 * Puts the sandbox's enterprise users into the register and here; what is there already is brought back to what is documented.
 * @param deps.givePackages of the delegations room; left out = the users get their roles only
 */
export async function seedAuthentication(
  trx: Transaction<Tables>,
  announce: Announce,
  deps: { register: Register; givePackages?: GivePackages; users?: readonly SeedEnterpriseUser[] },
): Promise<void> {
  const { register, users = sandboxEnterpriseUsers } = deps;
  await register.saveParties(
    trx,
    announce,
    users.map((user) => ({
      partyId: user.partyId,
      uuid: user.partyUuid,
      type: 'person',
      name: user.name,
      userId: user.userId,
      isDeleted: false,
    })),
  );
  for (const user of users) {
    const organization = await trx
      .selectFrom('party')
      .select('uuid')
      .where('organization_number', '=', user.organization)
      .executeTakeFirst();
    if (!organization) throw new RangeError(`the register has no organisation ${user.organization}`);
    await register.giveRoles(
      trx,
      announce,
      user.roles.map((role) => ({ holder: user.partyUuid, role, of: organization.uuid })),
    );
    const { partyUuid: to, organization: from, packages, givenBy: by } = user;
    await deps.givePackages?.(trx, announce, { to, organization: from, packages, by });
    await upsertEnterpriseUser(trx, {
      user_id: user.userId,
      user_name: user.userName,
      party_id: user.partyId,
      party_uuid: user.partyUuid,
      organization_number: user.organization,
      password_hash: user.passwordHash,
      wrong_attempts: 0,
      locked_until: null,
    });
  }
}
