import { afterAll, afterEach, expect, it } from '@jest/globals';
import { startPlatform } from '@portvakt/platform';

const platform = await startPlatform({ port: 0 });
afterEach(() => platform.situations.clear());
afterAll(() => platform.stop());

const newToken = () =>
  platform.token({
    as: 'organisation',
    orgNo: '310019747',
    clientId: 'lonn',
    scopes: ['altinn:authentication/systemregister.write'],
  });

/** What is under test: at 401 it gets a new token, and repeats the call once. */
async function systems() {
  const url = `${platform.urls.base}/authentication/api/v1/systemregister/vendor`;
  const ask = async () => fetch(url, { headers: { authorization: `Bearer ${await newToken()}` } });
  const first = await ask();
  return (first.status === 401 ? await ask() : first).status;
}

it('gets a new token when the one it has has expired', async () => {
  platform.situations.start('token-expired');
  expect(await systems()).toBe(200);
  expect(platform.situations.report().find(({ name }) => name === 'token-expired')?.times).toBe(1);
});
