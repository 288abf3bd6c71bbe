import { usePlatform } from '@portvakt/testing/jest';

/** Globals of Jest, which brings types of its own. */
declare function it(name: string, test: () => Promise<void>): void;

export const onTheWire = {
  usePlatform() {
    // #region usePlatform
    const altinn = usePlatform({
      // Made once; each test finds it as it was then.
      prepare: ({ platform }) =>
        platform.createClient({ name: 'Havn', organization: '310044423', scopes: ['altinn:instances.read'] }),
    });
    it('answers', async () => {
      const { ok } = await fetch(`${altinn.url}/health/ready`);
      if (!ok) throw new Error('the platform is not ready');
    });
    // #endregion
  },
};
