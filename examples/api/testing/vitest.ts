import { platformTest, usePlatform } from '@portvakt/testing/vitest';
import { expect, it } from 'vitest';

export const onTheWire = {
  platformTest() {
    // #region platformTest
    platformTest('is ready', async ({ altinn }) => {
      expect((await fetch(`${altinn.url}/health/ready`)).status).toBe(200);
    });
    // #endregion
  },

  usePlatform() {
    // #region usePlatform
    const altinn = usePlatform();
    it('gets a client', async () => {
      const { clientId } = await altinn.client({ organization: '310044423', scopes: ['altinn:instances.read'] });
      expect(clientId).toBeTruthy();
    });
    // #endregion
  },
};
