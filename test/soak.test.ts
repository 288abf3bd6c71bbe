import { describe, expect, it } from 'vitest';
import { postgresBinaries } from './postgres.ts';
import { loneServer } from './soak/place.ts';
import { soak } from './soak/run.ts';

/** The short form of `npm run soak`. */
describe.skipIf(postgresBinaries() === undefined)(
  'three nodes under load, to which one thing after another is done',
  () => {
    it('lose nothing, take no grant twice, and show no value that no order of what was done explains', async () => {
      // Other tests run beside it.
      const place = await loneServer(200, 30_000);
      try {
        const short_ms = [100, 300] as const;
        const wish = {
          place,
          seed: 7,
          warm_ms: 0,
          rest_ms: 0,
          lengths: { short_ms },
          withMasterKey: false,
          enough: 5,
          again: 20,
        };
        const { faults, replayed, lost, disturbances, grants, clients, operations, svg } = await soak(wish);
        expect(faults).toEqual([]);
        expect([replayed, lost]).toEqual([0, 0]);
        expect(new Set(disturbances.map(({ kind }) => kind)).size).toBe(10);
        for (const count of [grants, clients, operations]) expect(count).toBeGreaterThan(0);
        expect(svg).toContain('server frozen');
      } finally {
        await place.remove();
      }
    });
  },
);
