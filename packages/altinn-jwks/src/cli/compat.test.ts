import { readdirSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { minuteSuffix } from '../names.ts';
import { type Bench, openBench, PAGE_DAY } from './harness.ts';

let bench: Bench;
beforeEach(() => {
  bench = openBench();
});
const NOW = new Date(2025, 6, 30, 13, 4);

describe('ALTINN_JWKS_COMPAT', () => {
  const two = (...args: string[]) => bench.cli(args, { env: { ALTINN_JWKS_COMPAT: '2' }, now: NOW });
  const one = (...args: string[]) => bench.cli(['--compat', '1', ...args]);

  it('2 takes RS algorithms alone: --alg ES256 is a parse error with exit code 1 (altinn-jwks#15)', async () => {
    for (const alg of ['ES256', 'es384', 'ES512', 'PS256', 'EdDSA', '3']) {
      const { code, out, err } = await two('create', 'x', '--alg', alg);
      expect([code, out]).toEqual([1, '']);
      expect(err).toMatch(new RegExp(`^Cannot parse argument '${alg}' for option '--algorithm'.*\n$`));
    }
    expect(readdirSync(bench.store)).toEqual([]);
    expect((await two('create', 'x', '--alg', 'rs384', '-e', 'test')).code).toBe(0);
  });

  it('1 takes ES algorithms as release 1 did, and no others; without it they are taken with a note', async () => {
    for (const alg of ['PS256', 'EdDSA']) expect((await one('create', 'x', '--alg', alg)).code).toBe(1);
    expect((await one('create', 'x', '--alg', 'ES256', '-t')).code).toBe(0);
    const members = 'alg crv d key_ops kid kty oth use x x5c y'.split(' ');
    expect(Object.keys(bench.read('x-TEST.json').keys[0] ?? {})).toEqual(members);
    const free = await bench.cli(['create', 'y', '--alg', 'ES256', '-t']);
    expect([free.code, free.err]).toEqual([0, expect.stringContaining('Maskinporten does not take ES256')]);
  });

  it('2 ends kids with the minute and refuses a second one in it (altinn-jwks#46, altinn-jwks#47)', async () => {
    expect((await two('create', 'x', '-e', 'test')).out).toBe('Generating key x-TEST.BKBQ\n');
    expect(minuteSuffix(NOW)).toBe('BKBQ');
    const before = bench.content();
    const again = await two('create', 'x', '-e', 'test');
    expect([again.code, again.err]).toEqual([1, 'Key with id x-TEST.BKBQ already exists in key-set.\n']);
    expect(bench.content()).toEqual(before);
    expect(Object.keys(bench.read('x-TEST.jwks.json'))).toEqual(['keys']);
  });

  it.each([
    ['1', 1, /^Required command was not provided\.\n/, /Usage:/],
    ['2', 0, /^$/, /^$/],
    ['', 0, /Usage:/, /^$/],
  ])('%j decides what a bare altinn-jwks does', async (compat, code, err, out) => {
    const ended = await bench.cli([], { env: { ALTINN_JWKS_COMPAT: compat } });
    expect(ended.code).toBe(code);
    expect(ended.err).toMatch(err);
    expect(ended.out).toMatch(out);
  });

  it('refuses what is no release, and the environment "none" where the .NET tool does', async () => {
    expect(await bench.cli(['list'], { env: { ALTINN_JWKS_COMPAT: '3' } })).toMatchObject({ code: 1, out: '' });
    expect(await two('create', 'x', '-e', 'none')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^Unknown environment: none/),
    });
    const free = await bench.cli(['create', 'x', '-e', 'none']);
    expect([free.code, free.out, free.err]).toEqual([0, '', expect.stringContaining('Warning')]);
    expect(readdirSync(bench.store)).toEqual([]);
  });

  it('leaves the kid format to whoever asks for one', async () => {
    const { out } = await bench.cli(['create', 'x', '-t'], { env: { ALTINN_JWK_KID_FORMAT: 'minute' }, now: NOW });
    expect(out).toBe('Generating key x-TEST.BKBQ\n');
    const thumb = await bench.cli(['create', 'x', '-t', '--alg', 'ES256', '--kid-format', 'thumbprint']);
    expect(thumb.out).toMatch(/^Generating key x-TEST\.[\w-]{43}\n$/);
    expect((await bench.cli(['thumbprint', 'x'])).out.trim()).toBe(thumb.out.trim().slice(-43));
    const uuid = await bench.cli(['create', 'x', '-t', '--alg', 'ES256', '--kid-format', 'uuid'], { now: PAGE_DAY });
    expect(uuid.out).toMatch(/^Generating key x-TEST\.[0-9a-f-]{36}\n$/);
    expect((await bench.cli(['create', 'x'], { env: { ALTINN_JWK_KID_FORMAT: 'moon' } })).code).toBe(1);
  });
});
