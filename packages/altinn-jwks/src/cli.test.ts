import { execFile, execFileSync } from 'node:child_process';
import { createPublicKey, verify } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CompactSign, importJWK } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { runCli } from './cli/program.ts';
import { minuteSuffix } from './names.ts';

/** The date on the getting-started page, in local time. */
const PAGE_DAY = new Date(2024, 6, 10, 12, 0, 0);
const PRIVATE_ORDER = 'alg d dp dq e key_ops kid kty n oth p q qi use x5c'.split(' ');
const PUBLIC_ORDER = 'alg e key_ops kid kty n oth use x5c'.split(' ');
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi'];

let store: string;
beforeEach(() => {
  store = mkdtempSync(join(tmpdir(), 'altinn-jwks-'));
});

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function cli(
  args: readonly string[],
  more: { env?: Record<string, string>; now?: Date; tty?: boolean } = {},
): Promise<Ended> {
  let out = '';
  let err = '';
  const code = await runCli(args, {
    stdout: {
      write: (text) => {
        out += text;
      },
      isTTY: more.tty ?? false,
    },
    stderr: {
      write: (text) => {
        err += text;
      },
    },
    env: { ALTINN_JWK_STORE: store, ...more.env },
    now: () => more.now ?? PAGE_DAY,
  });
  return { code, out, err };
}

const read = (file: string) =>
  JSON.parse(readFileSync(join(store, file), 'utf8')) as { keys: Record<string, unknown>[] };
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
    const before = readFileSync(join(store, 'x-TEST.jwks.json'), 'utf8');
    const { code, out, err } = await cli(['create', 'x', '--suffix', 'v1']);
    expect(code).toBe(1);
    expect(out).toMatch(/^Generating key x-TEST\.v1\n/);
    expect(err).toBe('Key with id x-TEST.v1 already exists in key-set.\n');
    expect(readFileSync(join(store, 'x-TEST.jwks.json'), 'utf8')).toBe(before);
  });

  it('makes one environment by -e, in any case and under each name (altinn-jwks#6, altinn-jwks#7, altinn-jwks#8)', async () => {
    for (const [number, value] of ['test', 'DEV', 'Development'].entries()) {
      await cli(['create', `t${number}`, '-e', value]);
      expect(readdirSync(store).filter((file) => file.startsWith(`t${number}`))).toEqual([`t${number}-TEST.jwks.json`]);
    }
    await cli(['create', 'p1', '--env', 'PROD']);
    await cli(['create', 'p2', '--environment=production']);
    expect(readdirSync(store).filter((file) => file.startsWith('p'))).toEqual([
      'p1-PROD.jwks.json',
      'p2-PROD.jwks.json',
    ]);
  });

  it('refuses an unknown environment (altinn-jwks#9)', async () => {
    const { code, out, err } = await cli(['create', 'x', '-e', 'STAGING']);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('Unknown environment: staging');
    expect(readdirSync(store)).toEqual([]);
  });

  it('takes the flags of release 1 (altinn-jwks#10)', async () => {
    for (const [number, flag] of ['-t', '--test', '-d', '--dev'].entries()) {
      await cli(['create', `t${number}`, flag]);
      expect(readdirSync(store)).toContain(`t${number}-TEST.jwks.json`);
      expect(readdirSync(store)).not.toContain(`t${number}-PROD.jwks.json`);
    }
    for (const [number, flag] of ['-p', '--prod'].entries()) {
      await cli(['create', `p${number}`, flag]);
      expect(readdirSync(store)).toContain(`p${number}-PROD.jwks.json`);
      expect(readdirSync(store)).not.toContain(`p${number}-TEST.jwks.json`);
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
    await cli(['create', 'y', '--size=3072', '-e', 'test']);
    expect(Buffer.from(String(read('y-TEST.jwks.json').keys[0]?.['n']), 'base64url')).toHaveLength(384);
  });

  it('writes algorithm and use as asked (altinn-jwks#14, altinn-jwks#16, altinn-jwks#20)', async () => {
    await cli(['create', 'a', '--alg', 'rs512', '-e', 'test']);
    await cli(['create', 'b', '-a', 'RS384', '-u', 'enc', '-e', 'test']);
    await cli(['create', 'c', '--algorithm', 'rs256', '--use', 'ENC', '-e', 'test']);
    expect(read('a-TEST.jwks.json').keys[0]).toMatchObject({ alg: 'RS512', use: 'sig' });
    expect(read('b-TEST.jwks.json').keys[0]).toMatchObject({ alg: 'RS384', use: 'enc' });
    expect(read('c-TEST.jwks.json').keys[0]).toMatchObject({ alg: 'RS256', use: 'enc' });
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
      expect(read(`k-${alg}-TEST.jwks.json`).keys[0]).toMatchObject({ alg, kty });
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
    expect(readdirSync(store)).toEqual([]);
  });

  it('refuses weak keys unless told otherwise', async () => {
    const refused = await cli(['create', 'x', '--size', '1024']);
    expect([refused.code, readdirSync(store)]).toEqual([1, []]);
    expect(refused.err).toContain('--insecure');
    expect((await cli(['create', 'x', '--size', '1024', '--insecure', '-e', 'test'])).code).toBe(0);
  });

  it('takes the next free suffix on the same day, and keeps the keys (altinn-jwks#45, altinn-jwks#49, altinn-jwks#52, altinn-jwks#53)', async () => {
    await cli(['create', 'x']);
    expect((await cli(['create', 'x'])).out).toBe(
      'Generating key x-TEST.2024-07-10.2\nGenerating key x-PROD.2024-07-10.2\n',
    );
    expect((await cli(['create', 'x', '-e', 'prod'])).out).toBe('Generating key x-PROD.2024-07-10.3\n');
    expect(read('x-TEST.jwks.json').keys.map((key) => key['kid'])).toEqual([
      'x-TEST.2024-07-10',
      'x-TEST.2024-07-10.2',
    ]);
    expect((await exported('key', 'x'))['kid']).toBe('x-TEST.2024-07-10.2');
    expect(read('x-TEST.jwks.json').keys[0]?.['n']).not.toBe(read('x-PROD.jwks.json').keys[0]?.['n']);
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

  it('keeps six keys, the newest (altinn-jwks#54)', async () => {
    for (let number = 1; number <= 7; number += 1) await cli(['create', 'x', '--suffix', `v${number}`, '-e', 'test']);
    expect(read('x-TEST.jwks.json').keys.map((key) => key['kid'])).toEqual(
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
    const before = readFileSync(join(store, 'a-TEST.jwks.json'), 'utf8');
    await cli(['create', 'a-b']);
    await cli(['create', 'b']);
    expect(readFileSync(join(store, 'a-TEST.jwks.json'), 'utf8')).toBe(before);
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
    const { code, out } = await cli(['create', '--', name]);
    expect([code, out]).toEqual([1, '']);
    expect(readdirSync(store)).toEqual([]);
  });
});

describe('export', () => {
  beforeEach(() => cli(['create', 'testklient']));

  it('prints the public keys as one line of JSON, nine members in order, none private (altinn-jwks#26, altinn-jwks#27, altinn-jwks#28, altinn-jwks#29, altinn-jwks#34)', async () => {
    const { out, err } = await cli(['export', 'maskinporten', 'testklient']);
    expect(out).not.toContain('\n');
    expect(err).toBe('');
    const keys = JSON.parse(out) as Record<string, unknown>[];
    expect(keys).toHaveLength(1);
    for (const key of keys) {
      expect(Object.keys(key)).toEqual(PUBLIC_ORDER);
      expect([key['key_ops'], key['oth'], key['x5c']]).toEqual([[], [], []]);
      for (const member of PRIVATE_MEMBERS) expect(key).not.toHaveProperty(member);
    }
    expect(JSON.stringify(keys)).toBe(out);
  });

  it('lists all kept keys, oldest first (altinn-jwks#30)', async () => {
    await cli(['create', 'testklient']);
    const keys = JSON.parse((await cli(['export', 'maskinporten', 'testklient'])).out) as { kid: string }[];
    expect(keys.map(({ kid }) => kid)).toEqual(['testklient-TEST.2024-07-10', 'testklient-TEST.2024-07-10.2']);
  });

  it('prints the private key as padded standard base64 of the very JSON (altinn-jwks#19, altinn-jwks#31, altinn-jwks#32, altinn-jwks#33, altinn-jwks#35, altinn-jwks#42)', async () => {
    const base64 = (await cli(['export', 'key', 'testklient', '--base64'])).out;
    expect(base64).toMatch(/^[A-Za-z0-9+/]+={0,2}$/);
    expect(base64.length % 4).toBe(0);
    const json = Buffer.from(base64, 'base64').toString('utf8');
    expect((await cli(['export', 'key', 'testklient'])).out).toBe(json);
    for (const args of [
      ['--base64', 'testklient'],
      ['testklient', '-b'],
    ])
      expect((await cli(['export', 'key', ...args])).out).toBe(base64);
    const key = JSON.parse(json) as Record<string, unknown>;
    expect(Object.keys(key)).toEqual(PRIVATE_ORDER);
    expect(key['e']).toBe('AQAB');
  });

  it('exports TEST unless PROD is asked for (altinn-jwks#36)', async () => {
    expect((await exported('key', 'testklient'))['kid']).toBe('testklient-TEST.2024-07-10');
    for (const args of [['-p'], ['--prod'], ['-e', 'prod'], ['--env', 'Production']])
      expect((await exported('key', 'testklient', ...args))['kid']).toBe('testklient-PROD.2024-07-10');
    expect(((await exported('maskinporten', 'testklient', '-p')) as unknown as { kid: string }[])[0]?.kid).toBe(
      'testklient-PROD.2024-07-10',
    );
  });

  it('exports the public half with -r public: one object (altinn-jwks#37, altinn-jwks#38, altinn-jwks#39, altinn-jwks#40)', async () => {
    expect(await exported('key', 'testklient')).toHaveProperty('d');
    const half = (await cli(['export', 'key', 'testklient', '-r', 'PUBLIC'])).out;
    const key = JSON.parse(half) as Record<string, unknown>;
    expect(Object.keys(key)).toEqual(PUBLIC_ORDER);
    expect((await cli(['export', 'key', 'testklient', '--variant', 'public', '-b'])).out).toBe(
      Buffer.from(half).toString('base64'),
    );
    expect(key['n']).toBe((await exported('key', 'testklient'))['n']);
  });

  it('exports keys whose halves fit: what one signs the other verifies (altinn-jwks#43)', async () => {
    const key = await exported('key', 'testklient');
    const { key_ops: _ops, ...signing } = key;
    const jws = await new CompactSign(Buffer.from('hei'))
      .setProtectedHeader({ alg: 'RS256' })
      .sign(await importJWK(signing, 'RS256'));
    const [header, payload, signature = ''] = jws.split('.');
    const half = await exported('key', 'testklient', '-r', 'public');
    const publicKey = createPublicKey({
      key: { kty: 'RSA', n: String(half['n']), e: String(half['e']) },
      format: 'jwk',
    });
    expect(verify('sha256', Buffer.from(`${header}.${payload}`), publicKey, Buffer.from(signature, 'base64url'))).toBe(
      true,
    );
  });

  it('gives a value that .NET’s Convert.FromBase64String takes (altinn-jwks#77)', async () => {
    const base64 = (await cli(['export', 'key', 'testklient', '-b'])).out;
    expect(Buffer.from(base64, 'base64').toString('base64')).toBe(base64);
  });

  it('says what is missing (altinn-jwks#21, altinn-jwks#66)', async () => {
    const unknown = await cli(['export', 'key', 'nobody']);
    expect([unknown.code, unknown.out, unknown.err]).toEqual([1, '', 'Key-set nobody-TEST not found.\n']);
    const bare = await cli(['export']);
    expect([bare.code, bare.err.split('\n')[0]]).toEqual([1, 'Missing required subcommand.']);
    expect(bare.out).toContain('Usage:');
  });

  it('warns when a private key goes to a terminal, refuses when told to, and writes files that only the owner reads (altinn-jwks#82)', async () => {
    const shown = await cli(['export', 'key', 'testklient'], { tty: true });
    expect(shown.err).toContain('Warning');
    expect((await cli(['export', 'maskinporten', 'testklient'], { tty: true })).err).toBe('');
    const strict = await cli(['export', 'key', 'testklient'], { tty: true, env: { ALTINN_JWKS_STRICT: '1' } });
    expect([strict.code, strict.out]).toEqual([1, '']);
    const file = join(store, 'out.json');
    const written = await cli(['export', 'key', 'testklient', '--out', file]);
    expect([written.code, written.out]).toEqual([0, '']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const secret = String((JSON.parse(readFileSync(file, 'utf8')) as { d: string }).d);
    for (const { err } of [shown, written, strict]) expect(err).not.toContain(secret);
    expect((await cli(['list', '--json'])).out).not.toContain(secret);
  });
});

describe('list', () => {
  it('shows names with their environments, sorted; other files and folders are not seen (altinn-jwks#63, altinn-jwks#64)', async () => {
    await cli(['create', 'b', '-e', 'prod']);
    await cli(['create', 'a']);
    await cli(['create', 'c', '-e', 'test']);
    writeFileSync(join(store, 'notes.json'), '{}');
    mkdirSync(join(store, 'd-TEST.jwks.json'));
    expect((await cli(['list'])).out).toBe('a (TEST, PROD)\nb (PROD)\nc (TEST)\n');
  });

  it('of nothing says so on stderr and is no failure (altinn-jwks#65)', async () => {
    for (const place of [store, join(store, 'missing')])
      expect(await cli(['list'], { env: { ALTINN_JWK_STORE: place } })).toEqual({
        code: 0,
        out: '',
        err: 'No keys found.\n',
      });
  });
});

describe('the store', () => {
  it('is the option, then the variable, then the current directory (altinn-jwks#57, altinn-jwks#58, altinn-jwks#59)', async () => {
    const deep = join(store, 'one', 'two');
    await cli(['create', 'x', '-e', 'test'], { env: { ALTINN_JWK_STORE: deep } });
    expect(readdirSync(deep)).toEqual(['x-TEST.jwks.json']);
    expect((await cli(['--store', deep, 'list'], { env: { ALTINN_JWK_STORE: '/nowhere' } })).out).toBe('x (TEST)\n');
    const here = execFileSync(
      process.execPath,
      ['--conditions=portvakt-source', join(dirname(fileURLToPath(import.meta.url)), 'cli.ts'), 'list'],
      { cwd: deep, env: { ...process.env, ALTINN_JWK_STORE: '' }, encoding: 'utf8' },
    );
    expect(here).toBe('x (TEST)\n');
  });

  it('holds one file an environment, compact, current key last, modes tight (altinn-jwks#60, altinn-jwks#61, altinn-jwks#69)', async () => {
    const fresh = join(store, 'fresh');
    await cli(['--store', fresh, 'create', 'x']);
    expect(readdirSync(fresh).sort()).toEqual(['x-PROD.jwks.json', 'x-TEST.jwks.json']);
    const text = readFileSync(join(fresh, 'x-TEST.jwks.json'), 'utf8');
    expect(text).toBe(JSON.stringify(JSON.parse(text)));
    expect(text).toMatch(/^\{"keys":\[\{/);
    expect(statSync(join(fresh, 'x-TEST.jwks.json')).mode & 0o777).toBe(0o600);
    expect(statSync(fresh).mode & 0o777).toBe(0o700);
  });

  it('keeps members that it does not know (altinn-jwks#67)', async () => {
    await cli(['create', 'x', '-e', 'test']);
    const file = join(store, 'x-TEST.jwks.json');
    const document = JSON.parse(readFileSync(file, 'utf8')) as { keys: object[] };
    writeFileSync(file, JSON.stringify({ keys: document.keys.map((key) => ({ ...key, owner: 'me' })), note: 'kept' }));
    await cli(['create', 'x', '-e', 'test']);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ keys: [{ owner: 'me' }, {}], note: 'kept' });
  });

  it('reads private sets of release 1, renamed or not (altinn-jwks#68)', async () => {
    await cli(['--compat', '1', 'create', 'x', '-e', 'test']);
    expect((await exported('key', 'x'))['kid']).toBe('x-TEST.2024-07-10');
    renameSync(join(store, 'x-TEST.json'), join(store, 'x-TEST.jwks.json'));
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
      const file = join(store, 'x-TEST.jwks.json');
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
      expect(readdirSync(store)).toEqual(['x-TEST.jwks.json']);
    },
  );

  it('that may not be written is told in one line', async ({ skip }) => {
    if (process.getuid?.() === 0) {
      const { code, err } = await cli(['--store', '/etc/hostname/keys', 'create', 'x']);
      expect([code, err.split('\n')]).toEqual([1, [expect.stringContaining('Cannot use the store'), '']]);
      return skip('root may write read-only directories');
    }
    chmodSync(store, 0o500);
    const { code, err } = await cli(['create', 'x']);
    chmodSync(store, 0o700);
    expect([code, err]).toEqual([1, expect.stringContaining('permission denied')]);
  });

  it('loses nothing when several processes create at once', { timeout: 60_000 }, async () => {
    const command = join(dirname(fileURLToPath(import.meta.url)), 'cli.ts');
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
        execFile(process.execPath, args, { env: { ...process.env, ALTINN_JWK_STORE: store } }, (error) =>
          resolve(error ? 1 : 0),
        );
      });
    expect(await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map(create))).toEqual([0, 0, 0, 0, 0, 0]);
    expect(
      read('x-TEST.jwks.json')
        .keys.map((key) => key['kid'])
        .sort(),
    ).toEqual(['a', 'b', 'c', 'd', 'e', 'f'].map((suffix) => `x-TEST.${suffix}`));
    expect(readdirSync(store)).toEqual(['x-TEST.jwks.json']);
  });
});

describe('--compat 1', () => {
  it('prints the page’s two lines and writes its three files, three keys at most (altinn-jwks#55, altinn-jwks#62, altinn-jwks#80)', async () => {
    const { code, out } = await cli(['--compat', '1', 'create', 'testklient']);
    expect([code, out]).toEqual([
      0,
      'Generating key testklient-TEST.2024-07-10\nGenerating key testklient-PROD.2024-07-10\n',
    ]);
    expect(readdirSync(store).sort()).toEqual(
      ['PROD', 'TEST'].flatMap((env) => ['json', 'key.json', 'pub.json'].map((end) => `testklient-${env}.${end}`)),
    );
    expect((await cli(['--compat', '1', 'create', 'testklient'])).code).toBe(1);
    for (let day = 11; day <= 13; day += 1)
      await cli(['create', 'testklient'], { env: { ALTINN_JWKS_COMPAT: '1' }, now: new Date(2024, 6, day) });
    const kids = read('testklient-TEST.json').keys.map((key) => key['kid']);
    expect(kids).toEqual(['11', '12', '13'].map((day) => `testklient-TEST.2024-07-${day}`));
    expect(JSON.parse(readFileSync(join(store, 'testklient-TEST.key.json'), 'utf8'))).toMatchObject({
      kid: 'testklient-TEST.2024-07-13',
    });
    for (const key of read('testklient-TEST.pub.json').keys) expect(Object.keys(key)).toEqual(PUBLIC_ORDER);
    expect((await cli(['--compat', '1', 'list'])).out).toBe('testklient (TEST, PROD)\n');
  });
});

describe('help and version', () => {
  it('go to stdout with exit code 0, on every command (altinn-jwks#22, altinn-jwks#23, altinn-jwks#24, altinn-jwks#25)', async () => {
    for (const command of [[], ['create'], ['list'], ['export'], ['export', 'key'], ['export', 'maskinporten']])
      for (const flag of ['--help', '-h', '-?']) {
        const { code, out, err } = await cli([...command, flag]);
        expect([command, flag, code, err]).toEqual([command, flag, 0, '']);
        expect(out).toContain('Usage:');
      }
    expect((await cli(['--help'])).out).toMatch(/altinn-jwks create my-app/);
    expect(await cli(['--version'])).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
    expect((await cli([])).code).toBe(1);
    expect(existsSync(join(store, 'x'))).toBe(false);
  });
});
