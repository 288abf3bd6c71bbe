import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Bench, openBench, PRIVATE_ORDER, PUBLIC_ORDER } from './harness.ts';

let bench: Bench;
beforeEach(() => {
  bench = openBench();
});
const cli: Bench['cli'] = (...args) => bench.cli(...args);

const exported = async (...args: string[]) =>
  JSON.parse((await cli(['export', ...args])).out) as Record<string, unknown>;

describe('the store', () => {
  it('is the option, then the variable, then the current directory (altinn-jwks#57, altinn-jwks#58, altinn-jwks#59)', async () => {
    const deep = join(bench.store, 'one', 'two');
    await cli(['create', 'x', '-e', 'test'], { env: { ALTINN_JWK_STORE: deep } });
    expect(readdirSync(deep)).toEqual(['x-TEST.jwks.json']);
    expect((await cli(['--store', deep, 'list'], { env: { ALTINN_JWK_STORE: '/nowhere' } })).out).toBe('x (TEST)\n');
    const here = execFileSync(
      process.execPath,
      ['--conditions=portvakt-source', join(dirname(fileURLToPath(import.meta.url)), '..', 'cli.ts'), 'list'],
      { cwd: deep, env: { ...process.env, ALTINN_JWK_STORE: '' }, encoding: 'utf8' },
    );
    expect(here).toBe('x (TEST)\n');
  });

  it('holds one file an environment, compact, current key last, modes tight (altinn-jwks#60, altinn-jwks#61, altinn-jwks#69)', async () => {
    const fresh = join(bench.store, 'fresh');
    await cli(['--store', fresh, 'create', 'x', '--suffix', 'v2']);
    await cli(['--store', fresh, 'create', 'x', '--suffix', 'v1']);
    expect(readdirSync(fresh).sort()).toEqual(['x-PROD.jwks.json', 'x-TEST.jwks.json']);
    const text = readFileSync(join(fresh, 'x-TEST.jwks.json'), 'utf8');
    expect(text).toBe(JSON.stringify(JSON.parse(text)));
    expect(text).toMatch(/^\{"keys":\[\{/);
    const { keys } = JSON.parse(text) as { keys: Record<string, unknown>[] };
    expect(keys.map((key) => key['kid'])).toEqual(['x-TEST.v2', 'x-TEST.v1']);
    for (const key of keys) expect(Object.keys(key)).toEqual(PRIVATE_ORDER);
    expect(JSON.parse((await cli(['--store', fresh, 'export', 'key', 'x'])).out)).toEqual(keys[1]);
    expect(statSync(join(fresh, 'x-TEST.jwks.json')).mode & 0o777).toBe(0o600);
    expect(statSync(fresh).mode & 0o777).toBe(0o700);
  });

  it('keeps members that it does not know (altinn-jwks#67)', async () => {
    await cli(['create', 'x', '-e', 'test']);
    const file = join(bench.store, 'x-TEST.jwks.json');
    const document = JSON.parse(readFileSync(file, 'utf8')) as { keys: object[] };
    writeFileSync(file, JSON.stringify({ keys: document.keys.map((key) => ({ ...key, owner: 'me' })), note: 'kept' }));
    await cli(['create', 'x', '-e', 'test']);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ keys: [{ owner: 'me' }, {}], note: 'kept' });
  });

  it('reads private sets of release 1, renamed or not (altinn-jwks#68)', async () => {
    await cli(['--compat', '1', 'create', 'x', '-e', 'test']);
    expect((await exported('key', 'x'))['kid']).toBe('x-TEST.2024-07-10');
    renameSync(join(bench.store, 'x-TEST.json'), join(bench.store, 'x-TEST.jwks.json'));
    for (const other of ['x-TEST.pub.json', 'x-TEST.key.json']) rmSync(join(bench.store, other));
    expect((await exported('key', 'x'))['kid']).toBe('x-TEST.2024-07-10');
  });

  it('refuses other schemes (altinn-jwks#71)', async () => {
    for (const place of ['http://vault.vault.azure.net/', 'https://example.com/', 'foo:bar']) {
      const { code, err } = await cli(['--store', place, 'list']);
      expect([code, err]).toEqual([1, `Unsupported URI scheme: ${place.split(':')[0]}\n`]);
    }
  });

  it.each(['', '{', '{"keys":', '[]', '{"keys":{}}', '{"keys":[1]}', '{"keys":[{"kty":"RSA","kid":"a"}]}', 'null'])(
    'with the corrupt file %j is told in one line and left as it is',
    async (text) => {
      const file = join(bench.store, 'x-TEST.jwks.json');
      writeFileSync(file, text);
      for (const args of [
        ['create', 'x'],
        ['export', 'key', 'x'],
        ['export', 'maskinporten', 'x'],
      ]) {
        const { code, err } = await cli(args);
        expect(code).toBe(1);
        expect(err).toMatch(/^.*x-TEST\.jwks\.json cannot be read as a key set: .*\n$/);
      }
      expect(readFileSync(file, 'utf8')).toBe(text);
      expect(readdirSync(bench.store)).toEqual(['x-TEST.jwks.json']);
    },
  );

  it('that may not be written is told in one line', async ({ skip }) => {
    if (process.getuid?.() === 0) {
      const { code, err } = await cli(['--store', '/etc/hostname/keys', 'create', 'x']);
      expect([code, err.split('\n')]).toEqual([1, [expect.stringContaining('Cannot use the store'), '']]);
      return skip('root may write read-only directories');
    }
    chmodSync(bench.store, 0o500);
    const { code, err } = await cli(['create', 'x']);
    chmodSync(bench.store, 0o700);
    expect([code, err]).toEqual([1, expect.stringContaining('permission denied')]);
  });

  it('loses nothing when several processes create at once', async () => {
    const command = join(dirname(fileURLToPath(import.meta.url)), '..', 'cli.ts');
    const create = (suffix: string) =>
      new Promise<number>((resolve) => {
        const args = [
          '--conditions=portvakt-source',
          '--disable-warning=ExperimentalWarning',
          command,
          'create',
          'x',
          '--suffix',
          suffix,
          '-e',
          'test',
        ];
        execFile(process.execPath, args, { env: { ...process.env, ALTINN_JWK_STORE: bench.store } }, (error) =>
          resolve(error ? 1 : 0),
        );
      });
    expect(await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map(create))).toEqual([0, 0, 0, 0, 0, 0]);
    expect(
      bench
        .read('x-TEST.jwks.json')
        .keys.map((key) => key['kid'])
        .sort(),
    ).toEqual(['a', 'b', 'c', 'd', 'e', 'f'].map((suffix) => `x-TEST.${suffix}`));
    expect(readdirSync(bench.store)).toEqual(['x-TEST.jwks.json']);
  });
});

describe('--compat 1', () => {
  it('prints the page’s two lines and writes its three files, three keys at most (altinn-jwks#55, altinn-jwks#62, altinn-jwks#80)', async () => {
    const { code, out } = await cli(['--compat', '1', 'create', 'testklient']);
    expect([code, out]).toEqual([
      0,
      'Generating key testklient-TEST.2024-07-10\nGenerating key testklient-PROD.2024-07-10\n',
    ]);
    expect(readdirSync(bench.store).sort()).toEqual(
      ['PROD', 'TEST'].flatMap((env) => ['json', 'key.json', 'pub.json'].map((end) => `testklient-${env}.${end}`)),
    );
    expect((await cli(['--compat', '1', 'create', 'testklient'])).code).toBe(1);
    for (let day = 11; day <= 13; day += 1)
      await cli(['create', 'testklient'], { env: { ALTINN_JWKS_COMPAT: '1' }, now: new Date(2024, 6, day) });
    const kids = bench.read('testklient-TEST.json').keys.map((key) => key['kid']);
    expect(kids).toEqual(['11', '12', '13'].map((day) => `testklient-TEST.2024-07-${day}`));
    expect(JSON.parse(readFileSync(join(bench.store, 'testklient-TEST.key.json'), 'utf8'))).toMatchObject({
      kid: 'testklient-TEST.2024-07-13',
    });
    for (const key of bench.read('testklient-TEST.pub.json').keys) expect(Object.keys(key)).toEqual(PUBLIC_ORDER);
    expect((await cli(['--compat', '1', 'list'])).out).toBe('testklient (TEST, PROD)\n');
  });
});
