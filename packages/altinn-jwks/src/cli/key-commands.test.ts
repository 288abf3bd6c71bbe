import { writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { thumbprint } from '../jwk.ts';
import { type Bench, openBench, PAGE_DAY, setOf, someKeys } from './harness.ts';

const KIDS = [1, 2, 3, 4, 5, 6].map((number) => `app-TEST.2024-0${number}-01`);

let bench: Bench;
beforeEach(async () => {
  bench = openBench();
  writeFileSync(bench.path('app-TEST.jwks.json'), await setOf(KIDS));
  writeFileSync(bench.path('app-PROD.jwks.json'), await setOf(['app-PROD.v1', 'app-PROD.v2']));
});
const kids = (): readonly unknown[] => bench.kids('app-TEST.jwks.json');

describe('use', () => {
  it('makes a key the current one, in the set that has it, and no other', async () => {
    const prod = bench.content()['app-PROD.jwks.json'];
    expect(await bench.cli(['use', KIDS[1] ?? ''])).toMatchObject({
      code: 0,
      out: `Current key ${KIDS[1]}\n`,
      err: '',
    });
    expect(kids().at(-1)).toBe(KIDS[1]);
    expect(kids()).toHaveLength(6);
    expect(bench.content()['app-PROD.jwks.json']).toBe(prod);
    expect((await bench.cli(['export', 'key', 'app', '-r', 'public'])).out).toContain(`"kid":"${KIDS[1]}"`);
  });

  it('finds a kid that tells nothing, and asks which set when several have it', async () => {
    writeFileSync(bench.path('one-TEST.jwks.json'), await setOf(['mine', 'other']));
    expect((await bench.cli(['use', 'mine', '--json'])).out).toBe(
      '{"name":"one","environment":"TEST","current":"mine"}\n',
    );
    writeFileSync(bench.path('two-PROD.jwks.json'), await setOf(['mine', 'last']));
    const several = await bench.cli(['use', 'mine']);
    expect([several.code, several.err]).toEqual([1, expect.stringContaining('one-TEST, two-PROD')]);
    expect((await bench.cli(['use', 'mine', '--name', 'two'])).code).toBe(0);
    expect((await bench.cli(['use', 'mine', '-e', 'test'])).code).toBe(0);
    expect(bench.kids('two-PROD.jwks.json').at(-1)).toBe('mine');
  });

  it('is not hindered by another set that cannot be read', async () => {
    writeFileSync(bench.path('broken-TEST.jwks.json'), '{');
    expect((await bench.cli(['use', KIDS[0] ?? ''])).code).toBe(0);
    expect(await bench.cli(['use', 'unknown'])).toMatchObject({ code: 1, err: expect.stringContaining('broken-TEST') });
  });
});

describe('revoke', () => {
  it('removes a key, but the current one only when forced: then the one before it signs', async () => {
    expect(await bench.cli(['revoke', KIDS[0] ?? ''])).toMatchObject({ code: 0, out: `Removed key ${KIDS[0]}\n` });
    expect(kids()).toEqual(KIDS.slice(1));
    const refused = await bench.cli(['revoke', KIDS[5] ?? '']);
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('is the current key')]);
    expect(kids()).toEqual(KIDS.slice(1));
    expect((await bench.cli(['revoke', KIDS[5] ?? '', '--force'])).code).toBe(0);
    expect(kids().at(-1)).toBe(KIDS[4]);
  });

  it('only shows it with --dry-run', async () => {
    const before = bench.content();
    expect((await bench.cli(['revoke', KIDS[0] ?? '', '--dry-run'])).out).toBe(`Would remove key ${KIDS[0]}\n`);
    expect((await bench.cli(['revoke', KIDS[5] ?? '', '--dry-run'])).code).toBe(1);
    expect(bench.content()).toEqual(before);
  });
});

describe('prune', () => {
  it('keeps the newest five, or as many as asked for, and never loses the current key', async () => {
    const before = bench.content();
    expect((await bench.cli(['prune', 'app', '--dry-run'])).out).toBe(`Would remove key ${KIDS[0]}\n`);
    expect(bench.content()).toEqual(before);
    expect((await bench.cli(['prune', 'app'])).out).toBe(`Removed key ${KIDS[0]}\n`);
    await bench.cli(['use', KIDS[1] ?? '']);
    const removed = JSON.parse((await bench.cli(['prune', 'app', '-t', '--keep', '1', '--json'])).out) as {
      removed: { keySet: string; kid: string }[];
    };
    expect(removed.removed.map(({ kid }) => kid)).toEqual(KIDS.slice(2));
    expect(kids()).toEqual([KIDS[1]]);
    expect(bench.kids('app-PROD.jwks.json')).toEqual(['app-PROD.v1', 'app-PROD.v2']);
    expect(await bench.cli(['prune', 'app'])).toMatchObject({ code: 0, out: '', err: 'Nothing to remove.\n' });
  });

  it('removes keys by age, told by their kids', async () => {
    await bench.cli(['prune', 'app', '-t', '--older-than', '90d'], { now: PAGE_DAY });
    expect(kids()).toEqual(KIDS.slice(4));
  });

  it('takes the whole store only when told so', async () => {
    const before = bench.content();
    expect((await bench.cli(['prune'])).code).toBe(1);
    expect((await bench.cli(['prune', 'app', '--all'])).code).toBe(1);
    expect((await bench.cli(['prune', '--dry-run', '--keep', '1'])).out.split('\n')).toHaveLength(7);
    expect(bench.content()).toEqual(before);
    await bench.cli(['prune', '--all', '--keep', '1']);
    expect([kids(), bench.kids('app-PROD.jwks.json')]).toEqual([[KIDS[5]], ['app-PROD.v2']]);
  });
});

describe('thumbprint', () => {
  it('is that of RFC 7638, of the current key or of all', async () => {
    const prints = (await someKeys()).map(thumbprint);
    expect((await bench.cli(['thumbprint', 'app', '-p'])).out).toBe(`${prints[1]}\n`);
    expect((await bench.cli(['thumbprint', 'app', '-p', '--all'])).out).toBe(
      `${prints[0]}  app-PROD.v1\n${prints[1]}  app-PROD.v2\n`,
    );
    expect(JSON.parse((await bench.cli(['thumbprint', 'app', '-p', '--kid', 'app-PROD.v1', '--json'])).out)).toEqual({
      name: 'app',
      environment: 'PROD',
      keys: [{ kid: 'app-PROD.v1', thumbprint: prints[0] }],
    });
  });
});

describe('doctor', () => {
  it('finds nothing in a good store, and exits with 1 when a key is broken', async () => {
    await bench.cli(['create', 'well', '--alg', 'RS256', '-t']);
    const { store } = openBench();
    await bench.cli(['--store', store, 'create', 'good', '-t']);
    expect(await bench.cli(['--store', store, 'doctor'])).toMatchObject({
      code: 0,
      out: '1 key in 1 key set: all well.\n',
    });
    writeFileSync(bench.path('bad-TEST.jwks.json'), '{"keys":');
    const ended = await bench.cli(['doctor']);
    expect(ended.code).toBe(1);
    expect(ended.out).toMatch(/^FAIL {2}bad-TEST: .*cannot be read/m);
    const told = JSON.parse((await bench.cli(['doctor', '--json'])).out) as { ok: boolean; findings: object[] };
    expect(told.ok).toBe(false);
    expect(told.findings).toContainEqual(expect.objectContaining({ level: 'error', where: 'bad-TEST' }));
  });
});
