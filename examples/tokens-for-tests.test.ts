import { startPlatform } from '@portvakt/platform';
import { afterAll, expect, it } from 'vitest';

const platform = await startPlatform({ port: 0 });
afterAll(() => platform.stop());

const profile = async (token: string) =>
  fetch(`${platform.urls.base}/profile/api/v1/users/current`, { headers: { authorization: `Bearer ${token}` } });

it('knows the person', async () => {
  const token = await platform.token({ as: 'person', pid: '01816010027' });
  expect(await (await profile(token)).json()).toMatchObject({ userId: 20001 });
});

it('turns an organisation away', async () => {
  const token = await platform.token({ as: 'organisation', orgNo: '310044423', scopes: ['altinn:instances.read'] });
  expect((await profile(token)).status).toBe(403);
});

it('turns away a token that has expired', async () => {
  const token = await platform.token({ as: 'person', pid: '01816010027', ttl: 60 });
  platform.clock.advance(120_000);
  expect((await profile(token)).status).toBe(401);
  platform.clock.reset();
});
