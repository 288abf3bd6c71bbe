import { describe, expect, it } from 'vitest';
import { faultLine, fuzz } from './fuzz/run.ts';

describe('random requests made from the schemas', () => {
  it('get no 5xx, and no answer that the description of their operation does not promise', async () => {
    const { faults, sent, operations } = await fuzz({ seed: 20_261_128, requests: 3_000 });
    expect(faults.map(faultLine)).toEqual([]);
    expect(sent).toBeGreaterThanOrEqual(3_000);
    expect(operations).toBeGreaterThan(10);
  });
});
