import assert from 'node:assert/strict';
import { it } from 'node:test';
import { usePlatform } from '@portvakt/testing/node';

export const onTheWire = {
  usePlatform() {
    // #region usePlatform
    const altinn = usePlatform();
    it('meets a Maskinporten that is down for a moment', async () => {
      altinn.platform.faults.add({ kind: 'status', status: 503, path: '/maskinporten/token', count: 1 });
      const { status } = await fetch(`${altinn.url}/maskinporten/token`, { method: 'POST' });
      assert.equal(status, 503);
    });
    // #endregion
  },
};
