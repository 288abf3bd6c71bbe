import { expect, it } from 'vitest';
import { startPlatform } from '../server.ts';
import { freshDatabase } from '../testing/database.ts';
import { startSandbox } from '../testing/sandbox.ts';

const VENDOR = '310019747';
const CUSTOMER = { organization: '310044423', partyId: 50020008, director: '01816010027' };
const BAKERY = '20000000-0000-4000-8000-000000000008';
const STRANGER = { uuid: '10000000-0000-4000-8000-000000000011', number: '11918010779' };
const SCOPES = ['altinn:instances.read', 'altinn:instances.write'];

it('grants and withdraws a right for the next request on every node of one database (altinn-instances#71)', async ({
  skip,
}) => {
  const place = await freshDatabase();
  if (place.url === ':memory:') return skip('needs PostgreSQL: runs in the project postgres');
  const box = await startSandbox({ database: place.url });
  const node = await startPlatform({ port: 0, database: place.url, baseUrl: box.base });
  try {
    const director = await box.personToken(CUSTOMER.director);
    const stranger = await box.personToken(STRANGER.number);
    const bases = [box.base, `http://localhost:${node.port}`];
    const create = async (base: string, token: string) =>
      (
        await fetch(`${base}/ttd/demo/instances?instanceOwnerPartyId=${CUSTOMER.partyId}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}` },
        })
      ).status;
    const onAll = async (token: string) => {
      const statuses = [];
      for (const base of bases) statuses.push(await create(base, token));
      return statuses;
    };
    const pair = { party: BAKERY, from: BAKERY, to: STRANGER.uuid, package: 'skatt-naering' };
    const path = `/accessmanagement/api/v1/enduser/connections/accesspackages?${new URLSearchParams(pair)}`;
    const known = `/accessmanagement/api/v1/enduser/connections?${new URLSearchParams({ party: BAKERY, from: BAKERY })}`;
    const named = { personIdentifier: STRANGER.number, lastName: 'Falk' };
    expect((await box.call('POST', known, { token: director, body: named })).status).toBe(200);
    // Both nodes remember their last answer, and each change is made on the first only.
    expect(await onAll(stranger)).toEqual([403, 403]);
    for (let round = 0; round < 5; round += 1) {
      expect((await box.call('POST', path, { token: director })).status).toBe(200);
      expect(await create(bases[1] ?? '', stranger)).toBe(201);
      expect(await onAll(stranger)).toEqual([201, 201]);
      expect((await box.call('DELETE', path, { token: director })).status).toBe(204);
      expect(await create(bases[1] ?? '', stranger)).toBe(403);
      expect(await onAll(stranger)).toEqual([403, 403]);
    }
    const wish = { vendor: VENDOR, customer: CUSTOMER, resources: ['app_ttd_demo'], scopes: SCOPES };
    const { clientId, id } = await box.systemUser(wish);
    const as = { clientId, systemUser: { org: CUSTOMER.organization } };
    const token = await box.altinnToken(VENDOR, SCOPES, as);
    expect(await onAll(token)).toEqual([201, 201]);
    const user = `/authentication/api/v1/systemuser/${CUSTOMER.partyId}/${id}`;
    expect((await box.call('DELETE', user, { token: director })).status).toBe(202);
    expect(await create(bases[1] ?? '', token)).toBe(403);
    expect(await onAll(token)).toEqual([403, 403]);
  } finally {
    await node.stop();
    await box.stop();
    await place.drop();
  }
});
