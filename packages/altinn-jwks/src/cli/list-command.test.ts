import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
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
    await cli(['create', 'a-B', '-e', 'test']);
    for (const file of [
      'notes.json',
      'notes.jwks.json',
      'e-STAGING.jwks.json',
      'f-test.jwks.json',
      'g-TEST.jwks.json.bak',
    ])
      writeFileSync(join(bench.store, file), '{"keys":[]}');
    mkdirSync(join(bench.store, 'below'));
    copyFileSync(join(bench.store, 'a-TEST.jwks.json'), join(bench.store, 'below', 'h-TEST.jwks.json'));
    mkdirSync(join(bench.store, 'd-TEST.jwks.json'));
    expect((await cli(['list'])).out).toBe('a (TEST, PROD)\na-B (TEST)\nb (PROD)\nc (TEST)\n');
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
