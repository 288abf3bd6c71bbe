/** Worlds from elsewhere, put in through rooms that stand on one transaction. */
import { type Database, joined } from '../database/index.ts';
import { createDelegations } from '../delegations/index.ts';
import { importWorld as putIn, type WorldFile, type WorldReport } from '../foreign-worlds/index.ts';
import { type Clock, platformUrls } from '../foundation/index.ts';
import { createRegister, type ImportProgress } from '../register/index.ts';
import { createResources } from '../resources/index.ts';
import { Scopes, SelfService } from '../selfservice/index.ts';
import { createSystems } from '../systems/index.ts';

/** Nothing that is put in has an address of the platform in it. */
const NOWHERE = 'http://localhost';

/**
 * Puts the files in, all of them or nothing; a platform that runs on the database sees them at its next request.
 * @throws ImportError with what is wrong, by section, place and member
 */
export function importWorld(
  ground: { readonly database: Database; readonly clock: Clock },
  files: readonly WorldFile[],
  options: { readonly onProgress?: (progress: ImportProgress) => void; readonly allowReal?: boolean } = {},
): Promise<WorldReport> {
  return ground.database.transaction(async (trx, announce) => {
    const inside = { clock: ground.clock, database: joined(ground.database, trx, announce) };
    const [register, resources] = [await createRegister(inside), await createResources(inside)];
    const selfservice = new SelfService(inside.database, inside.clock);
    const delegations = createDelegations({ ...inside, register, resources });
    const rooms = { ...inside, register, resources, delegations };
    // Who may ask is asked of nobody here: whoever writes the file operates the platform.
    const systems = createSystems({ ...rooms, urls: platformUrls(NOWHERE), mayUse: async () => false });
    return putIn({ ...rooms, selfservice, scopes: new Scopes(selfservice), systems }, files, options);
  });
}
