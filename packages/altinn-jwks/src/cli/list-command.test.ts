import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { jwkJson } from '../jwk.ts';
import { keyNumber } from '../testing/keys.ts';
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

  it.each(['my app', 'æøå', '-x', 'a:b', '.app'])(
    'of a set that the .NET tool has named %j, which is read and left as it is',
    async (name) => {
      writeFileSync(
        join(bench.store, `${name}-TEST.jwks.json`),
        jwkJson({ keys: [keyNumber(0, `${name}-TEST.BKBQ`)] }),
      );
      const before = bench.content();
      expect((await cli(['list'])).out).toBe(`${name} (TEST)\n`);
      expect((await cli(['list', '--keys'])).out).toMatch(new RegExp(`^${name}-TEST\\.BKBQ  current`));
      expect((await cli(['list', '--expiring', '1d'])).code).toBe(0);
      const exported = await cli(['export', 'key', '--', name]);
      expect([exported.code, JSON.parse(exported.out)]).toEqual([0, bench.read(`${name}-TEST.jwks.json`).keys[0]]);
      expect((await cli(['export', 'maskinporten', '--', name])).code).toBe(0);
      expect((await cli(['doctor'])).code).toBe(0);
      for (const change of ['create', 'rotate']) {
        const { code, err } = await cli([change, '--', name]);
        expect([code, err]).toEqual([
          2,
          expect.stringContaining('another tool has made under it is exported, not changed'),
        ]);
      }
      expect(bench.content()).toEqual(before);
    },
  );

  it('of nothing says so on stderr and is no failure (altinn-jwks#65)', async () => {
    for (const place of [bench.store, join(bench.store, 'missing')])
      expect(await cli(['list'], { env: { ALTINN_JWK_STORE: place } })).toMatchObject({
        code: 0,
        out: '',
        err: 'No keys found.\n',
      });
  });
});
