import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { minuteSuffix } from '../names.ts';
import { type Bench, openBench, PRIVATE_ORDER } from './harness.ts';

let bench: Bench;
beforeEach(() => {
  bench = openBench();
});
afterEach(() => {
  vi.unstubAllEnvs();
});
const cli: Bench['cli'] = (...args) => bench.cli(...args);

const exported = async (...args: string[]) =>
  JSON.parse((await cli(['export', ...args])).out) as Record<string, unknown>;

describe('create', () => {
  it('prints exactly two lines, TEST first (altinn-jwks#1, altinn-jwks#2, altinn-jwks#3, altinn-jwks#44, altinn-jwks#79)', async () => {
    const { code, out, err } = await cli(['create', 'testklient']);
    expect(out).toBe('Generating key testklient-TEST.2024-07-10\nGenerating key testklient-PROD.2024-07-10\n');
    expect([code, err]).toEqual([0, '']);
  });

  it('without a name is an error with exit code 1 (altinn-jwks#4)', async () => {
    const { code, out, err } = await cli(['create']);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('name');
  });

  it('prints the kid before it looks for duplicates (altinn-jwks#5, altinn-jwks#50, altinn-jwks#51)', async () => {
    await cli(['create', 'x', '--suffix', 'v1']);
    const before = bench.content();
    expect(Object.keys(before)).toHaveLength(2);
    const { code, out, err } = await cli(['create', 'x', '--suffix', 'v1']);
    expect(code).toBe(1);
    expect(out).toMatch(/^Generating key x-TEST\.v1\n/);
    expect(err).toBe('Key with id x-TEST.v1 already exists in key-set.\n');
    expect(bench.content()).toEqual(before);
  });

  it('makes one environment by -e, in any case and under each name (altinn-jwks#6, altinn-jwks#7, altinn-jwks#8)', async () => {
    for (const [number, value] of ['test', 'DEV', 'Development'].entries()) {
      await cli(['create', `t${number}`, '-e', value]);
      expect(readdirSync(bench.store).filter((file) => file.startsWith(`t${number}`))).toEqual([
        `t${number}-TEST.jwks.json`,
      ]);
    }
    await cli(['create', 'p1', '--env', 'PROD']);
    await cli(['create', 'p2', '--environment=production']);
    expect(readdirSync(bench.store).filter((file) => file.startsWith('p'))).toEqual([
      'p1-PROD.jwks.json',
      'p2-PROD.jwks.json',
    ]);
  });

  it('refuses an unknown environment (altinn-jwks#9)', async () => {
    const { code, out, err } = await cli(['create', 'x', '-e', 'STAGING']);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('Unknown environment: staging');
    expect(readdirSync(bench.store)).toEqual([]);
  });

  it('takes the flags of release 1 (altinn-jwks#10)', async () => {
    for (const [number, flag] of ['-t', '--test', '-d', '--dev'].entries()) {
      await cli(['create', `t${number}`, flag]);
      expect(readdirSync(bench.store)).toContain(`t${number}-TEST.jwks.json`);
      expect(readdirSync(bench.store)).not.toContain(`t${number}-PROD.jwks.json`);
    }
    for (const [number, flag] of ['-p', '--prod'].entries()) {
      await cli(['create', `p${number}`, flag]);
      expect(readdirSync(bench.store)).toContain(`p${number}-PROD.jwks.json`);
      expect(readdirSync(bench.store)).not.toContain(`p${number}-TEST.jwks.json`);
    }
    for (const [name, ...flags] of [['none'], ['both', '-t', '-p']] as const) {
      await cli(['create', name, ...flags]);
      expect(
        readdirSync(bench.store)
          .filter((file) => file.startsWith(name))
          .sort(),
      ).toEqual([`${name}-PROD.jwks.json`, `${name}-TEST.jwks.json`]);
    }
  });

  it('takes -s for size; before create it is the store (altinn-jwks#11, altinn-jwks#12, altinn-jwks#13, altinn-jwks#17)', async () => {
    const other = mkdtempSync(join(tmpdir(), 'altinn-jwks-'));
    expect((await cli(['-s', other, 'create', 'x', '-s', '3072', '-e', 'test'])).code).toBe(0);
    expect(readdirSync(other)).toEqual(['x-TEST.jwks.json']);
    expect((await cli(['list', '-s', other])).out).toBe('x (TEST)\n');
    expect((await cli(['--store', other, 'list'])).out).toBe('x (TEST)\n');
    for (const args of [
      ['export', 'maskinporten', 'x', '--store', other],
      ['--store', other, 'export', 'maskinporten', 'x'],
      ['export', '-s', other, 'maskinporten', 'x'],
    ])
      expect([args, (await cli(args)).code]).toEqual([args, 0]);
    const { n } = JSON.parse((await cli(['--store', other, 'export', 'key', 'x', '-r', 'public'])).out) as {
      n: string;
    };
    expect(Buffer.from(n, 'base64url')).toHaveLength(384);
    for (const [name, ...size] of [
      ['y', '--size=3072'],
      ['z', '--size', '3072'],
    ] as const) {
      await cli(['create', name, ...size, '-e', 'test']);
      expect(Buffer.from(String(bench.read(`${name}-TEST.jwks.json`).keys[0]?.['n']), 'base64url')).toHaveLength(384);
    }
  });

  it('writes algorithm and use as asked (altinn-jwks#14, altinn-jwks#16, altinn-jwks#20)', async () => {
    await cli(['create', 'a', '--alg', 'rs512', '-e', 'test']);
    await cli(['create', 'b', '-a', 'RS384', '-u', 'enc', '-e', 'test']);
    await cli(['create', 'c', '--algorithm', 'rs256', '--use', 'ENC', '-e', 'test']);
    expect(bench.read('a-TEST.jwks.json').keys[0]).toMatchObject({ alg: 'RS512', use: 'sig' });
    expect(bench.read('b-TEST.jwks.json').keys[0]).toMatchObject({ alg: 'RS384', use: 'enc' });
    expect(bench.read('c-TEST.jwks.json').keys[0]).toMatchObject({ alg: 'RS256', use: 'enc' });
    // Apart from its value, "use" changes nothing.
    expect((await cli(['create', 'd', '-u', 'enc', '-e', 'test'])).out).toBe('Generating key d-TEST.2024-07-10\n');
    const [key = {}] = bench.read('d-TEST.jwks.json').keys;
    expect(Object.keys(key)).toEqual(PRIVATE_ORDER);
    expect(key).toMatchObject({
      alg: 'RS256',
      e: 'AQAB',
      key_ops: [],
      kid: 'd-TEST.2024-07-10',
      kty: 'RSA',
      use: 'enc',
    });
    expect(Buffer.from(String(key['n']), 'base64url')).toHaveLength(256);
  });

  it('notes an algorithm that Maskinporten does not take, and makes the key', async () => {
    for (const [alg, kty] of [
      ['ES256', 'EC'],
      ['PS256', 'RSA'],
      ['EdDSA', 'OKP'],
    ] as const) {
      const { code, err } = await cli(['create', `k-${alg}`, '--alg', alg, '-e', 'test']);
      expect(code).toBe(0);
      expect(err).toContain(`Maskinporten does not take ${alg}`);
      expect(bench.read(`k-${alg}-TEST.jwks.json`).keys[0]).toMatchObject({ alg, kty });
    }
  });

  it.each([
    ['--size', 'abc'],
    ['--size', '-1'],
    ['--alg', 'XX'],
    ['--use', 'both'],
    ['--nonsense'],
    ['-e', 'test,other'],
    ['extra', 'words'],
  ])('refuses %s %s with exit code 1 (altinn-jwks#18)', async (...args) => {
    const { code, out } = await cli(['create', 'x', ...args]);
    expect([code, out]).toEqual([1, '']);
    expect(readdirSync(bench.store)).toEqual([]);
  });

  it('refuses weak keys unless told otherwise', async () => {
    const refused = await cli(['create', 'x', '--size', '1024']);
    expect([refused.code, readdirSync(bench.store)]).toEqual([1, []]);
    expect(refused.err).toContain('--insecure');
    expect((await cli(['create', 'x', '--size', '1024', '--insecure', '-e', 'test'])).code).toBe(0);
  });

  it('takes the next free suffix on the same day, and keeps the keys (altinn-jwks#45, altinn-jwks#49, altinn-jwks#52, altinn-jwks#53)', async () => {
    await cli(['create', 'x']);
    expect((await cli(['create', 'x'])).out).toBe(
      'Generating key x-TEST.2024-07-10.2\nGenerating key x-PROD.2024-07-10.2\n',
    );
    expect((await cli(['create', 'x', '-e', 'prod'])).out).toBe('Generating key x-PROD.2024-07-10.3\n');
    expect(bench.read('x-TEST.jwks.json').keys.map((key) => key['kid'])).toEqual([
      'x-TEST.2024-07-10',
      'x-TEST.2024-07-10.2',
    ]);
    expect((await exported('key', 'x'))['kid']).toBe('x-TEST.2024-07-10.2');
    expect(bench.read('x-TEST.jwks.json').keys[0]?.['n']).not.toBe(bench.read('x-PROD.jwks.json').keys[0]?.['n']);
  });

  it.each([
    ['Pacific/Kiritimati', '2024-07-11', '2024-07-10T12:00:00Z'],
    ['Pacific/Pago_Pago', '2024-07-09', '2024-07-10T10:30:00Z'],
    ['UTC', '2024-07-10', '2024-07-10T12:00:00Z'],
  ])('dates a kid by the calendar of %s (altinn-jwks#45)', async (zone, date, now) => {
    vi.stubEnv('TZ', zone);
    const { out } = await cli(['create', 'x', '-e', 'test'], { now: new Date(now) });
    expect(out).toBe(`Generating key x-TEST.${date}\n`);
  });

  it.each([
    ['Europe/Oslo', '2025-07-30T11:04:59Z'],
    ['America/New_York', '2025-07-30T17:04:00Z'],
    ['UTC', '2025-07-30T13:04:00Z'],
  ])('counts minutes by the clock on the wall in %s, summer time or not (altinn-jwks#47)', async (zone, now) => {
    vi.stubEnv('TZ', zone);
    const { out } = await cli(['create', 'x', '-e', 'test', '--kid-format', 'minute'], { now: new Date(now) });
    expect(out).toBe('Generating key x-TEST.BKBQ\n');
  });

  it('has the minute code of release 2 on demand (altinn-jwks#46, altinn-jwks#47, altinn-jwks#48)', async () => {
    expect(minuteSuffix(new Date(2025, 6, 30, 13, 4))).toBe('BKBQ');
    const now = new Date(2026, 10, 23, 9, 30);
    const { out } = await cli(['create', 'x', '--kid-format', 'minute'], { now });
    const suffix = /^Generating key x-TEST\.([\w-]{4})$/m.exec(out)?.[1] ?? '';
    const minutes = Buffer.from(suffix, 'base64url').readUIntBE(0, 3);
    expect(new Date(2025, 0, 1, 0, minutes).toLocaleString()).toBe(now.toLocaleString());
    expect((await cli(['create', 'y', '--suffix', 'v1'])).out).toContain('Generating key y-TEST.v1\n');
  });

  it('keeps six keys, the newest (altinn-jwks#54, altinn-jwks#81)', async () => {
    for (let number = 1; number <= 7; number += 1) await cli(['create', 'x', '--suffix', `v${number}`, '-e', 'test']);
    expect(bench.read('x-TEST.jwks.json').keys.map((key) => key['kid'])).toEqual(
      ['v2', 'v3', 'v4', 'v5', 'v6', 'v7'].map((suffix) => `x-TEST.${suffix}`),
    );
    const { out, err } = await cli(['export', 'maskinporten', 'x']);
    expect((JSON.parse(out) as object[]).map((key) => (key as { kid: string }).kid)).toEqual(
      ['v3', 'v4', 'v5', 'v6', 'v7'].map((suffix) => `x-TEST.${suffix}`),
    );
    expect(err).toContain('at most 5 keys');
  });

  it('never touches another name’s sets (altinn-jwks#56)', async () => {
    await cli(['create', 'a']);
    const before = bench.content();
    expect(Object.keys(before)).toHaveLength(2);
    for (const name of ['a-b', 'b', 'a-TEST', 'a.b']) expect((await cli(['create', name])).code).toBe(0);
    expect(bench.content()).toMatchObject(before);
  });

  it.each([
    '../x',
    '/etc/x',
    'a/b',
    'a\\b',
    '..',
    '.hidden',
    '',
    'a\u0000b',
    'a\nb',
    'æøå',
    'a'.repeat(101),
    'a..b',
    '-x',
  ])('refuses the name %j before anything is written (altinn-jwks#70)', async (name) => {
    const { code, out, err } = await cli(['create', '--', name]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^The name .* cannot be used: .*\n$/);
    expect(readdirSync(bench.store)).toEqual([]);
  });
});
