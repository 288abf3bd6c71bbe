import { expect, it } from 'vitest';
import { movableClock } from '../foundation/index.ts';
import { testDatabase } from '../testing/database.ts';
import { jwk, OWN } from './operations-fixture.ts';
import { SelfService } from './selfservice.ts';
import { replaceKeys } from './store.ts';

it('a key that was stored with the kid .. goes when the set is replaced or removed', async () => {
  const database = await testDatabase();
  const clock = movableClock({ now: () => Date.UTC(2026, 10, 28) });
  const selfservice = new SelfService(database, clock);
  const actor = { organization: OWN, supplier: false };
  const { clientId } = await selfservice.createClient({ organization: OWN, name: 'Old', scopes: [] });
  const stored = (kid: string) => ({ kid, jwk: jwk(kid) as never, created: clock.now(), expires: clock.now() + 1000 });
  const kids = async () => (await selfservice.keys(actor, clientId)).map(({ kid }) => kid).sort();
  for (const old of ['.', '..']) {
    await database.transaction((trx) => replaceKeys(trx, clientId, [stored(old), stored('k2')]));
    expect(await kids()).toEqual([old, 'k2']);
    await selfservice.setKeys(actor, clientId, [jwk('k2')]);
    expect(await kids()).toEqual(['k2']);
  }
  await database.transaction((trx) => replaceKeys(trx, clientId, [stored('..')]));
  await selfservice.deleteKeys(actor, clientId);
  expect(await kids()).toEqual([]);
  await database.close();
});
