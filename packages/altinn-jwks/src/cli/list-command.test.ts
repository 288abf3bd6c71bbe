import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Bench, openBench } from './harness.ts';

let bench: Bench;
beforeEach(() => {
  bench = openBench();
});
const cli: Bench['cli'] = (...args) => bench.cli(...args);

describe('list', () => {
  it('shows names with their environments, sorted; other files and folders are not seen (altinn-jwks#63, altinn-jwks#64)', async () => {
    await cli(['create', 'b', '-e', 'prod']);
    await cli(['create', 'a']);
    await cli(['create', 'c', '-e', 'test']);
    writeFileSync(join(bench.store, 'notes.json'), '{}');
    mkdirSync(join(bench.store, 'd-TEST.jwks.json'));
    expect((await cli(['list'])).out).toBe('a (TEST, PROD)\nb (PROD)\nc (TEST)\n');
  });

  it('of nothing says so on stderr and is no failure (altinn-jwks#65)', async () => {
    for (const place of [bench.store, join(bench.store, 'missing')])
      expect(await cli(['list'], { env: { ALTINN_JWK_STORE: place } })).toMatchObject({
        code: 0,
        out: '',
        err: 'No keys found.\n',
      });
  });
});
