import { describe, expect, it } from 'vitest';
import { faultLine, fuzz } from './fuzz/run.ts';
import { runsAll } from './reach.ts';

/** See `reach.ts`; `npm run fuzz -- --requests 100000` for more. */
const REQUESTS = runsAll ? 3_000 : 1_000;

describe('random requests made from the schemas', () => {
  it('get no 5xx, and no answer that the description of their operation does not promise', async () => {
    const { faults, sent, operations } = await fuzz({ seed: 20_261_128, requests: REQUESTS });
    expect(faults.map(faultLine)).toEqual([]);
    expect(sent).toBeGreaterThanOrEqual(REQUESTS);
    expect(operations).toBeGreaterThan(10);
  });
});
