import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readActual } from './actual.ts';
import { difference } from './difference.ts';
import { memoryApis } from './memory-harness.ts';
import { SECTIONS } from './model.ts';
import { hasDied, KEY_FILES, missing, mortal, POLICY_FILES, pairs, reach, wantedOf } from './random-harness.ts';

const RUNS = process.env['PORTVAKT_TESTS'] === 'long' ? 10_000 : 300;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portvakt-difference-'));
  for (const [index, file] of KEY_FILES.entries())
    writeFileSync(
      join(folder, file),
      JSON.stringify({ kty: 'RSA', use: 'sig', alg: 'RS256', kid: `k${index}`, n: `n${index}`, e: 'AQAB' }),
    );
  for (const file of POLICY_FILES) writeFileSync(join(folder, file), `<Policy PolicyId="${file}"/>\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

const all = new Set(SECTIONS);

describe('the difference of two random set-ups', () => {
  it('leads from any to any, and then there is none; a client that has a key is at no moment without', async () => {
    await fc.assert(
      fc.asyncProperty(pairs('s-'), async ({ first, second }) => {
        const apis = memoryApis();
        for (const setup of [first, second]) {
          const wanted = await wantedOf(setup, folder);
          await reach(wanted, apis);
          expect(missing(wanted, await readActual(apis, undefined, all))).toEqual([]);
          expect(difference(wanted, await readActual(apis, wanted, wanted.sections)).steps).toEqual([]);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('leads to the same end when the program dies at any step, before it is done or right after', async () => {
    let deaths = 0;
    await fc.assert(
      fc.asyncProperty(pairs('s-'), async ({ first, second, dies, isDone }) => {
        const apis = memoryApis();
        await reach(await wantedOf(first, folder), apis);
        const wanted = await wantedOf(second, folder);
        await reach(wanted, mortal(apis, dies, isDone)).catch((error: unknown) => {
          if (!hasDied(error)) throw error;
          deaths += 1;
        });
        await reach(wanted, apis);
        expect(missing(wanted, await readActual(apis, undefined, all))).toEqual([]);
        expect(difference(wanted, await readActual(apis, wanted, wanted.sections)).steps).toEqual([]);
      }),
      { numRuns: RUNS },
    );
    expect(deaths).toBeGreaterThan(RUNS / 2);
  });
});
