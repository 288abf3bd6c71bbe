import { after, before, beforeEach } from 'node:test';
import { createMaskinportenClient } from '@portvakt/client';
import { startTestPlatform, usePlatformWith } from '@portvakt/testing';

export const examples = {
  async startTestPlatform() {
    // #region startTestPlatform
    const altinn = await startTestPlatform();
    const scopes = ['altinn:instances.read'];
    const { clientId, key } = await altinn.client({ organization: '310044423', scopes });
    const { environment } = altinn;
    const client = createMaskinportenClient({ environment, clientId, key, scopes });
    console.log((await client.getToken()).scopes); // [ 'altinn:instances.read' ]
    await altinn.stop();
    // #endregion
  },
};

export const onTheWire = {
  usePlatformWith() {
    // #region usePlatformWith
    // Whatever a runner calls its hooks; these are of node:test.
    const altinn = usePlatformWith({ beforeAll: before, beforeEach, afterAll: after }, { logLevel: false });
    beforeEach(() => console.log('this test has a platform at', altinn.url));
    // #endregion
  },
};
