import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { afterDotnetCreate, keyNumber } from '../testing/keys.ts';
import { type Bench, openBench, PAGE_DAY, setOf } from './harness.ts';

const HOUR_MS = 3_600_000;
const after = (hours: number): Date => new Date(PAGE_DAY.getTime() + hours * HOUR_MS);

let bench: Bench;
beforeEach(async () => {
  bench = openBench();
  const file = bench.path('app-TEST.jwks.json');
  writeFileSync(file, await setOf(['app-TEST.v1']));
  // A kid that tells no date is as old as its file.
  utimesSync(file, after(-24), after(-24));
});
const current = async (now: Date = PAGE_DAY): Promise<unknown> =>
  (JSON.parse((await bench.cli(['export', 'key', 'app', '-r', 'public'], { now })).out) as { kid: unknown }).kid;
const published = async (now: Date = PAGE_DAY): Promise<unknown> =>
  (JSON.parse((await bench.cli(['export', 'maskinporten', 'app'], { now })).out) as { kid: unknown }[]).map(
    ({ kid }) => kid,
  );

describe('rotate', () => {
  it('publishes a new key beside the old one, which signs until the new one is promoted', async () => {
    const rotated = await bench.cli(['rotate', 'app', '--suffix', 'v2']);
    expect([rotated.code, rotated.out]).toEqual([0, 'Generating key app-TEST.v2\n']);
    expect(rotated.err).toContain('rotate app --promote');
    expect(await current()).toBe('app-TEST.v1');
    expect(await published()).toEqual(['app-TEST.v1', 'app-TEST.v2']);
    expect(await bench.cli(['rotate', 'app', '--promote'])).toMatchObject({
      code: 0,
      out: 'Current key app-TEST.v2\n',
    });
    expect(await current()).toBe('app-TEST.v2');
    expect(await published()).toEqual(['app-TEST.v1', 'app-TEST.v2']);
  });

  it('lets the new key sign by itself from a time on', async () => {
    await bench.cli(['rotate', 'app', '--suffix', 'v2', '--activate-after', '2d']);
    expect(await current(after(47))).toBe('app-TEST.v1');
    expect(await current(after(49))).toBe('app-TEST.v2');
    const again = await bench.cli(['rotate', 'app', '--suffix', 'v3', '--activate-at', '2024-08-01T03:00'], {
      now: after(49),
    });
    expect(again.code).toBe(0);
    expect(await current(new Date(2024, 7, 1, 2, 59))).toBe('app-TEST.v2');
    expect(await current(new Date(2024, 7, 1, 3, 1))).toBe('app-TEST.v3');
  });

  it('makes a key like the current one, unless told otherwise', async () => {
    await bench.cli(['create', 'ec', '-t', '--alg', 'ES384', '--suffix', 'v1']);
    await bench.cli(['create', 'big', '-t', '--alg', 'RS512', '--size', '2560', '--suffix', 'v1']);
    expect((await bench.cli(['rotate', 'ec'])).err).toContain('does not take ES384');
    await bench.cli(['rotate', 'big']);
    await bench.cli(['rotate', 'app', '--alg', 'ES256']);
    const waiting = (file: string) => bench.read(file).keys[0] as { alg: string; crv?: string; n?: string };
    expect(bench.read('ec-TEST.jwks.json').keys.map((key) => key['alg'])).toEqual(['ES384', 'ES384']);
    expect(waiting('app-TEST.jwks.json').alg).toBe('ES256');
    expect(waiting('big-TEST.jwks.json').alg).toBe('RS512');
    expect(Buffer.from(waiting('big-TEST.jwks.json').n ?? '', 'base64url')).toHaveLength(320);
  });

  it('publishes five keys at most, the current and the waiting one among them', async () => {
    writeFileSync(
      bench.path('app-TEST.jwks.json'),
      await setOf([1, 2, 3, 4, 5, 6].map((number) => `app-TEST.v${number}`)),
    );
    await bench.cli(['rotate', 'app', '--suffix', 'v7']);
    const kids = (await published()) as string[];
    expect(kids).toHaveLength(5);
    expect(kids).toEqual(expect.arrayContaining(['app-TEST.v6', 'app-TEST.v7']));
    expect(await current()).toBe('app-TEST.v6');
  });

  it('takes the environments that there are, and only those named', async () => {
    writeFileSync(bench.path('app-PROD.jwks.json'), await setOf(['app-PROD.v1']));
    expect((await bench.cli(['rotate', 'app', '-p', '--suffix', 'v2'])).out).toBe('Generating key app-PROD.v2\n');
    // TEST has nothing to promote and stays as it is.
    expect((await bench.cli(['rotate', 'app', '--promote'])).out).toBe('Current key app-PROD.v2\n');
    const told = JSON.parse((await bench.cli(['rotate', 'app', '--json', '--activate-after', '12h'])).out) as {
      keys: { environment: string; kid: string; activate: string }[];
    };
    expect(told.keys.map(({ environment }) => environment)).toEqual(['TEST', 'PROD']);
    expect(told.keys[0]?.activate).toBe(after(12).toISOString());
  });

  it.each([
    [['rotate', 'nobody'], /^Key-set nobody not found\./],
    [['rotate', 'app', '-e', 'prod'], /^Key-set app not found\. It has keys for TEST only: add -e test\.\n$/],
    [['rotate', 'app', '--promote'], /^No key of key-set app-TEST waits/],
    [['rotate', 'app', '--promote', '--activate-after', '2d'], /cannot be used with/],
    [['rotate', 'app', '--activate-at', '2024-07-01'], /that is past/],
    [['rotate', 'app', '--activate-at', '2024-02-31'], /no point in time/],
    [['rotate', 'app', '--activate-at', 'soon'], /no point in time/],
    [['rotate', 'app', '--activate-after', '3 moons'], /no period/],
    [['rotate', 'app', '-e', 'none'], /nothing to rotate/],
    [['rotate', 'app', '--suffix', 'v1'], /^Key with id app-TEST\.v1 already exists/],
    [['rotate', 'app', '--size', '1024'], /--insecure/],
  ])('%j is refused and changes nothing', async (args, message) => {
    const before = bench.content();
    const { code, err } = await bench.cli(args);
    expect([code, err]).toEqual([1, expect.stringMatching(message)]);
    expect(err).toMatch(/^[^\n]+\n$/);
    expect(bench.content()).toEqual(before);
  });

  it('refuses a second key while one waits', async () => {
    await bench.cli(['rotate', 'app', '--suffix', 'v2']);
    const before = bench.content();
    expect(await bench.cli(['rotate', 'app', '--suffix', 'v3'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('waits to be promoted'),
    });
    expect(bench.content()).toEqual(before);
  });
});

describe('a command that a message tells to run', () => {
  /** Runs what stands in quotes. */
  const follow = async (message: string) => {
    const [, words = ''] = /"altinn-jwks ([^"]+)"/.exec(message) ?? [];
    const args = [...words.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
    return bench.cli(args, { env: { ALTINN_JWK_STORE: join(bench.store, 'elsewhere') } });
  };

  it('works where it is printed, also for a store that was named on the command line', async () => {
    const store = join(bench.store, 'a store');
    const at = (...args: string[]) => bench.cli(['--store', store, ...args], { env: { ALTINN_JWK_STORE: '' } });
    await at('create', 'app', '-e', 'test', '--suffix', 'v1');
    const rotated = await at('rotate', 'app', '--suffix', 'v2');
    const refused = await at('rotate', 'app', '--suffix', 'v3');
    expect(await follow(rotated.err)).toMatchObject({ code: 0, out: 'Current key app-TEST.v2\n' });
    expect(await follow(refused.err)).toMatchObject({ code: 0, out: expect.stringContaining('app-TEST.v2') });
    expect((await follow((await at('export', 'key', 'nobody')).err)).out).toContain('app (TEST)');
    expect((await follow((await at('export', 'key', 'app', '--kid', 'none')).err)).out).toContain('app-TEST.v2');
    expect((await follow((await at('use', 'none')).err)).out).toContain('app-TEST.v1');
  });
});

describe('rotate, where the .NET tool writes the set meanwhile and drops what it does not know (altinn-jwks#83)', () => {
  /** As `create` of the .NET tool leaves the file, written at a time. */
  const dotnetCreates = (kid: string, at: Date) => {
    const file = bench.path('app-TEST.jwks.json');
    writeFileSync(file, afterDotnetCreate(readFileSync(file, 'utf8'), keyNumber(7, kid)));
    utimesSync(file, at, at);
  };

  it('still knows which key waits: it is listed, not made twice, and promoted', async () => {
    await bench.cli(['rotate', 'app', '--suffix', 'v2']);
    dotnetCreates('app-TEST.BKBQ', after(1));
    expect(bench.content()['app-TEST.jwks.json']).not.toContain('altinn-jwks');
    expect(await current(after(2))).toBe('app-TEST.BKBQ');
    const listed = JSON.parse((await bench.cli(['list', '--keys', '--json'], { now: after(2) })).out) as {
      keys: { kid: string; status: string }[];
    };
    expect(listed.keys.map(({ kid, status }) => [kid, status])).toContainEqual(['app-TEST.v2', 'next']);
    expect((await bench.cli(['rotate', 'app'], { now: after(2) })).err).toContain('app-TEST.v2');
    expect(await bench.cli(['rotate', 'app', '--promote'], { now: after(2) })).toMatchObject({
      code: 0,
      out: 'Current key app-TEST.v2\n',
    });
    expect(await current(after(2))).toBe('app-TEST.v2');
    // Promoted for good: nothing waits any more, also after the next `create` of either tool.
    dotnetCreates('app-TEST.BKBR', after(3));
    expect((await bench.cli(['rotate', 'app', '--promote'], { now: after(4) })).code).toBe(1);
    expect(await current(after(4))).toBe('app-TEST.BKBR');
  });

  it('repairs the document with the next change', async () => {
    await bench.cli(['rotate', 'app', '--suffix', 'v2']);
    dotnetCreates('app-TEST.BKBQ', after(1));
    expect((await bench.cli(['create', 'app', '-t', '--suffix', 'v3'], { now: after(2) })).code).toBe(0);
    expect(bench.read('app-TEST.jwks.json')).toMatchObject({
      'altinn-jwks': { keys: { 'app-TEST.v2': { waiting: true } } },
    });
  });

  it('lets a key that is due begin to sign, but not one that was due before the .NET tool made another', async () => {
    await bench.cli(['rotate', 'app', '--suffix', 'v2', '--activate-after', '6h']);
    const kept = bench.content();
    dotnetCreates('app-TEST.BKBQ', after(1));
    expect([await current(after(5)), await current(after(7))]).toEqual(['app-TEST.BKBQ', 'app-TEST.v2']);
    writeFileSync(bench.path('app-TEST.jwks.json'), kept['app-TEST.jwks.json'] ?? '');
    dotnetCreates('app-TEST.BKBQ', after(8));
    expect(await current(after(9))).toBe('app-TEST.BKBQ');
  });

  it('keeps no part of a key beside the document, and nothing when there is nothing to keep', async () => {
    await bench.cli(['rotate', 'app', '--suffix', 'v2']);
    const notes = bench.content()['.app-TEST.notes.json'] ?? '';
    expect(JSON.parse(notes)).toMatchObject({ 'altinn-jwks': { keys: { 'app-TEST.v2': { waiting: true } } } });
    for (const key of bench.read('app-TEST.jwks.json').keys)
      for (const member of ['n', 'd', 'p', 'q'] as const) expect(notes).not.toContain(String(key[member]));
    await bench.cli(['rotate', 'app', '--promote']);
    expect(Object.keys(bench.content())).toEqual(['app-TEST.jwks.json']);
  });

  it.each(['', '{', 'null', '[]', '{"altinn-jwks":5}', '{"altinn-jwks":{"keys":{"app-TEST.v1":7}}}'])(
    'does without notes that cannot be read: %j',
    async (text) => {
      writeFileSync(bench.path('.app-TEST.notes.json'), text);
      expect(await current()).toBe('app-TEST.v1');
      expect((await bench.cli(['rotate', 'app', '--suffix', 'v2'])).code).toBe(0);
    },
  );
});
