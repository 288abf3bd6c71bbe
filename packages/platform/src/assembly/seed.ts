/** The synthetic world in the database: at the first start, and again when the sandbox is reset. */
import type { Transaction } from 'kysely';
import { seedAuthentication } from '../authentication/index.ts';
import { type Announce, type Tables, tell, untell } from '../database/index.ts';
import { type Party, seedRegister } from '../register/index.ts';
import { seedResources } from '../resources/index.ts';
import { emptyWorld } from '../sandbox/index.ts';
import { seedSelfService } from '../selfservice/index.ts';
import { world } from '../world/index.ts';
import type { Rooms } from './rooms.ts';

type Seeding = Pick<
  Rooms,
  'database' | 'clock' | 'register' | 'resources' | 'delegations' | 'delegationSource' | 'apps'
>;

/** Fills an empty database with the synthetic world, all or nothing; one that has been filled stays as it is. */
export async function seed(deps: Seeding): Promise<void> {
  const { database } = deps;
  // A world from elsewhere may have been put in before the first start: its prefixes are others.
  const own = world.scopes.prefixes.map(({ prefix }) => prefix);
  const seeded = await database.db
    .selectFrom('scope_prefix')
    .select('prefix')
    .where('prefix', 'in', own)
    .limit(1)
    .executeTakeFirst();
  if (seeded) return;
  await database.transaction(async (trx, announce) => {
    await fill(deps, trx, announce);
    untell(trx);
    announce({ topic: '*' });
  });
}

/** The world as it was at first, all or nothing; signing keys, used grants, revoked certificates and apps that were brought in stay. */
async function reset(deps: Seeding): Promise<void> {
  const { database } = deps;
  await database.transaction(async (trx, announce) => {
    await emptyWorld(trx, database.kind);
    await fill(deps, trx, announce);
    await deps.apps?.restore(trx, announce);
    untell(trx);
    tell(trx, { kind: 'sandbox.reset', subject: 'sandbox' });
    announce({ topic: '*' });
  });
}

/** Resets that are asked for at once follow each other: on PostgreSQL each would wait for the other's locks, and for no longer than a moment. */
export function resets(deps: Seeding): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return () => {
    last = last.catch(() => {}).then(() => reset(deps));
    return last;
  };
}

async function fill(deps: Seeding, trx: Transaction<Tables>, announce: Announce): Promise<void> {
  const { clock, register, resources, delegations, delegationSource } = deps;
  await seedRegister(trx, world);
  await seedResources(trx, resources, world as Parameters<typeof seedResources>[2]);
  await seedSelfService(trx, world.scopes as Parameters<typeof seedSelfService>[1], {
    now: clock.now(),
    delegationSource,
  });
  await seedAuthentication(trx, announce, {
    register,
    givePackages: (inside, tell, { organization, ...grant }) =>
      delegations.grantPlanned(inside, tell, { ...grant, from: seededOrganization(organization), rights: [] }),
  });
}

function seededOrganization(number: string): Party {
  const found = world.organizations.find((one) => one.organizationNumber === number);
  if (!found) throw new RangeError(`the synthetic world has no organisation ${number}`);
  return { ...found, type: 'organization', isDeleted: false };
}
