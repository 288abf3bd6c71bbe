import { afterAll, expect, it } from '@jest/globals';
import { startPlatform } from '@portvakt/platform';

// A whole Maskinporten and Altinn of its own, on a free port, in memory.
const platform = await startPlatform({ port: 0 });
afterAll(() => platform.stop());

const profile = (token) =>
  fetch(`${platform.urls.base}/profile/api/v1/users/current`, { headers: { authorization: `Bearer ${token}` } });

it('knows the person', async () => {
  const token = await platform.token({ as: 'person', pid: '01816010027' });
  expect(await (await profile(token)).json()).toMatchObject({ userId: 20001 });
});

it('turns away a token that has expired', async () => {
  const token = await platform.token({ as: 'person', pid: '01816010027', ttl: 60 });
  platform.clock.advance(120_000);
  expect((await profile(token)).status).toBe(401);
});
