import { createPublicKey, verify } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CompactSign, importJWK } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Jwk } from '../jwk.ts';
import { keyNumber, keyWithShort } from '../testing/keys.ts';
import { type Bench, openBench, PRIVATE_MEMBERS, PRIVATE_ORDER, PUBLIC_ORDER } from './harness.ts';

let bench: Bench;
beforeEach(() => {
  bench = openBench();
});
const cli: Bench['cli'] = (...args) => bench.cli(...args);

const exported = async (...args: string[]) =>
  JSON.parse((await cli(['export', ...args])).out) as Record<string, unknown>;

describe('export', () => {
  beforeEach(() => cli(['create', 'testklient']));

  it('prints the public keys as one line of JSON, nine members in order, none private (altinn-jwks#26, altinn-jwks#27, altinn-jwks#28, altinn-jwks#29, altinn-jwks#34, altinn-jwks#79)', async () => {
    const { code, out, err } = await cli(['export', 'maskinporten', 'testklient']);
    expect(out).not.toContain('\n');
    expect([code, err]).toEqual([0, '']);
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

  it('prints the private key as padded standard base64 of the very JSON (altinn-jwks#19, altinn-jwks#31, altinn-jwks#32, altinn-jwks#33, altinn-jwks#34, altinn-jwks#35, altinn-jwks#42, altinn-jwks#79)', async () => {
    const { code, out: base64 } = await cli(['export', 'key', 'testklient', '--base64']);
    expect(code).toBe(0);
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
    expect(JSON.stringify(key)).toBe(json);
  });

  it('pads base64 in every length and never takes its url-safe alphabet (altinn-jwks#32, altinn-jwks#33, altinn-jwks#77)', async () => {
    const ends = new Set<string>();
    let texts = '';
    // Only "?" and "~" at some places of a kid make the two characters in which the alphabets differ.
    for (const end of ['', '~', '?~', '~?~', '???', '>~~~']) {
      writeFileSync(bench.path('x-TEST.jwks.json'), JSON.stringify({ keys: [keyNumber(0, `x-TEST.~~~???${end}`)] }));
      for (const args of [[], ['-r', 'public']]) {
        const json = (await cli(['export', 'key', 'x', ...args])).out;
        expect(json).toMatch(/^\{.*\}$/);
        const base64 = (await cli(['export', 'key', 'x', '--base64', ...args])).out;
        expect(base64).toBe(Buffer.from(json).toString('base64'));
        ends.add(/=*$/.exec(base64)?.[0] ?? '');
        texts += base64;
      }
    }
    // Otherwise nothing has been tried.
    expect([...ends].sort()).toEqual(['', '=', '==']);
    expect(texts).toContain('/');
    expect(texts).toContain('+');
  });

  it('exports TEST unless PROD is asked for (altinn-jwks#36)', async () => {
    expect((await exported('key', 'testklient'))['kid']).toBe('testklient-TEST.2024-07-10');
    for (const args of [['-p'], ['--prod'], ['-e', 'prod'], ['--env', 'Production']])
      expect((await exported('key', 'testklient', ...args))['kid']).toBe('testklient-PROD.2024-07-10');
    expect(((await exported('maskinporten', 'testklient', '-p')) as unknown as { kid: string }[])[0]?.kid).toBe(
      'testklient-PROD.2024-07-10',
    );
  });

  it('exports the public half with -r public: one object (altinn-jwks#37, altinn-jwks#38, altinn-jwks#39, altinn-jwks#40, altinn-jwks#20)', async () => {
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
    expect(JSON.parse(Buffer.from(base64, 'base64').toString('utf8'))).toEqual(
      bench.read('testklient-TEST.jwks.json').keys[0],
    );
  });

  it('says what is missing (altinn-jwks#21, altinn-jwks#66)', async () => {
    const unknown = await cli(['export', 'key', 'nobody']);
    expect([unknown.code, unknown.out]).toEqual([1, '']);
    expect(unknown.err).toMatch(/^Key-set nobody not found\. .*\n$/);
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
    const file = join(bench.store, 'out.json');
    const written = await cli(['export', 'key', 'testklient', '--out', file]);
    expect([written.code, written.out]).toEqual([0, '']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const secret = String((JSON.parse(readFileSync(file, 'utf8')) as { d: string }).d);
    for (const { err } of [shown, written, strict]) expect(err).not.toContain(secret);
  });

  it('shows nothing private on stderr or in JSON, whatever is done (altinn-jwks#82)', async () => {
    const secrets = new Set<string>();
    const said: (readonly [string, string])[] = [];
    for (const line of [
      'create testklient --json',
      'create testklient --suffix v1',
      'create testklient --suffix v1',
      'rotate testklient --json',
      'list --json',
      'list',
      'export maskinporten testklient --json',
      'export maskinporten testklient',
      'export key testklient --json',
      'export key testklient -r public --json',
      'thumbprint testklient --json',
      'doctor --json',
      'doctor',
      'use testklient-TEST.v1 --name testklient --json',
      'revoke testklient-TEST.2024-07-10 --name testklient --json',
      'prune testklient --keep 1 --json',
    ]) {
      const { out, err } = await cli(line.split(' '));
      expect([line, out + err]).not.toEqual([line, '']);
      said.push([line, out + err]);
      for (const environment of ['TEST', 'PROD'])
        for (const key of bench.read(`testklient-${environment}.jwks.json`).keys)
          for (const member of PRIVATE_MEMBERS) secrets.add(String(key[member]));
    }
    said.push(['export key', (await cli(['export', 'key', 'testklient'], { tty: true })).err]);
    expect(secrets.size).toBeGreaterThan(5 * PRIVATE_MEMBERS.length);
    for (const [line, text] of said)
      expect([line, [...secrets].filter((secret) => text.includes(secret.slice(0, 40)))]).toEqual([line, []]);
  });
});

describe('the numbers of an exported key', () => {
  const MEMBERS = ['n', 'd', 'p', 'q', 'dp', 'dq', 'qi'] as const;
  const widths = (key: Record<string, unknown>) =>
    MEMBERS.map((member) => Buffer.from(String(key[member]), 'base64url').length);
  const FULL = [64, 64, 32, 32, 32, 32, 32];
  /** With a leading zero octet, as signed integers have it. */
  const signed = (key: Jwk): Jwk => ({
    ...key,
    ...Object.fromEntries(
      [...MEMBERS, 'e' as const].map((member) => [
        member,
        Buffer.concat([Buffer.of(0), Buffer.from(String(key[member]), 'base64url')]).toString('base64url'),
      ]),
    ),
  });

  it.each(['d', 'dp', 'dq', 'qi'] as const)(
    'have their full width where %s was stored or imported short, or all too long (altinn-jwks#41)',
    async (member) => {
      const short = keyWithShort(member, 'app-TEST.v1');
      expect(widths(short)).not.toEqual(FULL);
      for (const key of [short, signed(short)]) {
        writeFileSync(bench.path('app-TEST.jwks.json'), JSON.stringify({ keys: [key] }));
        const base64 = (await cli(['export', 'key', 'app', '--base64'])).out;
        const stored = await exported('key', 'app');
        expect(Buffer.from(base64, 'base64').toString('utf8')).toBe(JSON.stringify(stored));
        const [publicKey = {}] = (await exported('maskinporten', 'app')) as unknown as Record<string, unknown>[];
        expect([publicKey['n'], publicKey['e']]).toEqual([short.n, short.e]);
        writeFileSync(bench.path('key.json'), JSON.stringify(key));
        const imported = await cli(['import', 'other', bench.path('key.json'), '-e', 'test', '--insecure']);
        expect(imported).toMatchObject({ code: 0 });
        for (const one of [stored, await exported('key', 'other')]) {
          expect(widths(one)).toEqual(FULL);
          expect(one['e']).toBe(short.e);
          for (const name of MEMBERS)
            expect(BigInt(`0x${Buffer.from(String(one[name]), 'base64url').toString('hex')}`)).toBe(
              BigInt(`0x${Buffer.from(String(short[name]), 'base64url').toString('hex')}`),
            );
        }
        expect((await cli(['doctor'])).out).toContain('lack leading zeros');
        // The next change of the set mends the document for whoever reads it without this tool.
        await cli(['create', 'app', '-e', 'test', '--suffix', 'v2']);
        expect(widths(bench.read('app-TEST.jwks.json').keys[0] ?? {})).toEqual(FULL);
        await cli(['revoke', '--name', 'other', '--force', String((await exported('key', 'other'))['kid'])]);
      }
    },
  );
});
