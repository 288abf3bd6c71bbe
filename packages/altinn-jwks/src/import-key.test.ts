import { execFileSync, spawnSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importKeys } from './import-key.ts';
import { type Jwk, jwkJson, privateKeyOf, publicJwk, publicKeyOf, thumbprint } from './jwk.ts';
import { writePkcs12 } from './pkcs12.ts';
import { certified } from './testing/authority.ts';
import { keyNumber } from './testing/keys.ts';

const key = keyNumber(0, 'app-TEST.a');
const other = keyNumber(1, 'app-TEST.b');
const rsa = privateKeyOf(key);
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const ed = generateKeyPairSync('ed25519').privateKey;
const PASSPHRASE = 'blåbær 1€';
const validity = { notBefore: new Date('2026-01-01'), notAfter: new Date('2036-01-01') };

const text = (content: string) => Buffer.from(content, 'utf8');
const one = async (bytes: Buffer, options = {}): Promise<Jwk> => {
  const keys = await importKeys(bytes, options);
  expect(keys).toHaveLength(1);
  return keys[0] as Jwk;
};
const numbersOf = ({ n, d, p, q, dp, dq, qi, x, y, crv }: Jwk) => ({ n, d, p, q, dp, dq, qi, x, y, crv });
const pem = (of: KeyObject, type: 'pkcs1' | 'pkcs8' | 'sec1'): string =>
  String(of.export({ type, format: 'pem' } as never));

describe('importing', () => {
  it.each([
    ['a JWK', jwkJson(key)],
    ['a JWK with a byte order mark and space around it', `\uFEFF \n${jwkJson(key)}\n`],
    ['base64 of a JWK, as "export key --base64" prints it', Buffer.from(jwkJson(key)).toString('base64')],
    ['a set', jwkJson({ keys: [key] })],
    ['an array', jwkJson([key])],
    ['members in another order and case', JSON.stringify({ KTY: 'RSA', ...{ ...key, kty: undefined } })],
  ])('of %s keeps kid, alg, use and every number, in canonical order', async (_what, json) => {
    expect(jwkJson(await one(text(json)))).toBe(jwkJson(key));
  });

  it('of a set takes all keys in their order', async () => {
    expect((await importKeys(text(jwkJson({ keys: [key, other] })))).map(({ kid }) => kid)).toEqual([
      key.kid,
      other.kid,
    ]);
  });

  it('keeps an expiry and drops members that are not a key’s', async () => {
    const imported = await one(
      text(JSON.stringify({ ...key, exp: 1_800_000_000, note: 'mine', x5c: ['MIIB'], key_ops: ['sign'] })),
    );
    expect(imported).toEqual({ ...key, exp: 1_800_000_000 });
  });

  it('pads numbers that lost their leading zeros to full width', async () => {
    let thin: Jwk | undefined;
    // One key in a hundred or so has a number with a leading zero; a 512-bit one is quickly made.
    while (!thin) {
      const raw = generateKeyPairSync('rsa', { modulusLength: 512 }).privateKey.export({ format: 'jwk' });
      if (['d', 'dp', 'dq', 'qi'].some((member) => Buffer.from(String(raw[member]), 'base64url').length % 32 !== 0))
        thin = raw as Jwk;
    }
    const imported = await one(text(JSON.stringify({ ...thin, kid: 'a' })), { insecure: true });
    for (const [member, width] of [
      ['n', 64],
      ['d', 64],
      ['p', 32],
      ['q', 32],
      ['dp', 32],
      ['dq', 32],
      ['qi', 32],
    ] as const)
      expect(Buffer.from(String(imported[member]), 'base64url')).toHaveLength(width);
  });

  it.each([
    ['PKCS#1', pem(rsa, 'pkcs1'), rsa, 'RS256'],
    ['PKCS#8', pem(rsa, 'pkcs8'), rsa, 'RS256'],
    ['SEC1', pem(ec, 'sec1'), ec, 'ES256'],
    ['PKCS#8 of an EC key', pem(ec, 'pkcs8'), ec, 'ES256'],
    ['PKCS#8 of an Ed25519 key', pem(ed, 'pkcs8'), ed, 'EdDSA'],
  ])('of PEM in %s makes the key, with the algorithm that fits and no kid', async (_what, content, from, alg) => {
    const imported = await one(text(content));
    expect(privateKeyOf(imported).equals(from)).toBe(true);
    expect(imported).toMatchObject({ alg, kid: '', use: 'sig' });
  });

  it.each([
    ['a JWK in UTF-16, as Windows PowerShell writes it', `\uFEFF${JSON.stringify(key)}`, 'utf16le'],
    ['a JWK in UTF-16 without its mark', JSON.stringify(key), 'utf16le'],
    ['base64 in UTF-16', `\uFEFF${Buffer.from(JSON.stringify(key)).toString('base64')}`, 'utf16le'],
    ['PEM in UTF-16', `\uFEFF${pem(rsa, 'pkcs8')}`, 'utf16le'],
    ['PEM with a byte order mark', `\uFEFF${pem(rsa, 'pkcs8')}`, 'utf8'],
    ['PEM whose lines are joined', pem(rsa, 'pkcs8').replaceAll('\n', ''), 'utf8'],
    ['PEM with blanks for its line ends', pem(rsa, 'pkcs1').replaceAll('\n', ' '), 'utf8'],
  ] as const)('of %s makes the key', async (_what, content, encoding) => {
    expect(numbersOf(await one(Buffer.from(content, encoding)))).toEqual(numbersOf(key));
    if (encoding === 'utf16le')
      expect(numbersOf(await one(Buffer.from(content, encoding).swap16()))).toEqual(numbersOf(key));
  });

  it.each(['pkcs8', 'pkcs1'] as const)('of DER in %s makes the key', async (type) => {
    expect(numbersOf(await one(rsa.export({ type, format: 'der' })))).toEqual(numbersOf(key));
  });

  it.each(['pem', 'der'] as const)('of encrypted PKCS#8 as %s needs the passphrase', async (format) => {
    const encrypted = Buffer.from(
      rsa.export({
        type: 'pkcs8',
        format,
        cipher: 'aes-256-cbc',
        passphrase: PASSPHRASE,
      } as never) as unknown as string,
    );
    expect(numbersOf(await one(encrypted, { passphrase: PASSPHRASE }))).toEqual(numbersOf(key));
    await expect(importKeys(encrypted)).rejects.toMatchObject({ code: 'PASSPHRASE_NEEDED' });
    await expect(importKeys(encrypted, { passphrase: 'wrong' })).rejects.toMatchObject({
      code: 'INVALID_KEY',
      message: expect.stringContaining('passphrase is wrong'),
    });
  });

  it('of PKCS#12 needs the passphrase', async () => {
    const file = await writePkcs12(rsa, { passphrase: PASSPHRASE, name: 'x', ...validity });
    expect(numbersOf(await one(file, { passphrase: PASSPHRASE }))).toEqual(numbersOf(key));
    await expect(importKeys(file)).rejects.toMatchObject({ code: 'PASSPHRASE_NEEDED' });
    await expect(importKeys(file, { passphrase: 'wrong' })).rejects.toThrow('passphrase is wrong');
  });

  it('of PEM with a certificate beside the key refuses that of another key', async () => {
    const [own, others] = [await certified('a.example'), await certified('b.example')];
    const algorithm = { algorithm: 'ES256' } as const;
    const right = `${own.ca}\n${own.cert}\n${own.key}`;
    expect((await one(text(right), algorithm)).crv).toBe('P-256');
    await expect(importKeys(text(`${own.key}${others.cert}\n`), algorithm)).rejects.toThrow('is of another key');
  });

  it('of PEM with several keys takes them all and leaves out what is no key', async () => {
    const certificate = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
    const content = `Bag Attributes\n${certificate}${pem(rsa, 'pkcs8')}${certificate}${pem(privateKeyOf(other), 'pkcs1')}`;
    expect((await importKeys(text(content))).map(({ n }) => n)).toEqual([key.n, other.n]);
  });

  it('takes the algorithm that is asked for where the key fits it', async () => {
    expect(await one(text(pem(rsa, 'pkcs8')), { algorithm: 'PS384', use: 'enc' })).toMatchObject({
      alg: 'PS384',
      use: 'enc',
    });
    expect(await one(text(jwkJson({ ...key, alg: 'RSA-OAEP' })))).toMatchObject({ alg: 'RS256' });
    for (const algorithm of ['RS256', 'ES384', 'EdDSA'] as const)
      await expect(importKeys(text(pem(ec, 'pkcs8')), { algorithm })).rejects.toThrow(`does not fit ${algorithm}`);
  });

  it('refuses weak keys unless told otherwise', async () => {
    const weak = text(pem(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey, 'pkcs8'));
    await expect(importKeys(weak)).rejects.toMatchObject({
      code: 'WEAK_KEY',
      message: expect.stringContaining('1024'),
    });
    expect(await importKeys(weak, { insecure: true })).toHaveLength(1);
  });
});

describe('what is no key', () => {
  const p256 = { ...ec.export({ format: 'jwk' }) } as Jwk;
  const swapped = { ...key, n: other.n };
  it.each([
    ['nothing', '', 'it is empty'],
    ['words', 'hello', 'neither JSON'],
    ['half of a JSON', jwkJson(key).slice(0, 300), 'not complete'],
    ['no keys', '{"keys":[]}', 'there is no key'],
    ['no object', '[1]', 'not an object'],
    ['the public half', jwkJson(publicJwk(key)), 'has no private part'],
    ['a key without primes', jwkJson({ ...key, p: undefined, qi: undefined }), 'lacks p, qi'],
    ['a modulus of another key', jwkJson(swapped), 'do not fit together'],
    ['an exponent of another key', jwkJson({ ...key, d: other.d }), 'do not fit together'],
    ['a coefficient of another key', jwkJson({ ...key, qi: other.qi }), 'do not'],
    ['a point of another curve', jwkJson({ ...p256, crv: 'P-384' }), 'do not make a key'],
    ['a private number of another key', jwkJson({ ...p256, d: Buffer.alloc(32, 7).toString('base64url') }), 'do not'],
    ['a symmetric key', jwkJson({ kty: 'oct', k: 'c2VjcmV0', d: 'x' }), 'do not make a key'],
    ['a certificate', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----', 'only CERTIFICATE'],
    ['a public key', String(createPublicKey(rsa).export({ type: 'spki', format: 'pem' })), 'only PUBLIC KEY'],
    ['half of a PEM', pem(rsa, 'pkcs8').slice(0, 800), 'not complete'],
    ['a damaged PEM', pem(rsa, 'pkcs8').replace(/\n[A-Za-z0-9+/]{64}\n/, '\n'), 'is damaged'],
    ['OpenSSH’s form', '-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----', 'ssh-keygen -p'],
    ['a key for no JWT', pem(generateKeyPairSync('x25519').privateKey, 'pkcs8'), 'not used for JWT'],
    ['other DER', Buffer.from('3003020101', 'hex'), 'no private key'],
    ['too much', Buffer.alloc(1_000_001, 0x20), 'longer than'],
  ])('%s is refused with a reason and without key material', async (_what, content, reason) => {
    const error: unknown = await importKeys(typeof content === 'string' ? text(content) : content).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: 'INVALID_KEY', message: expect.stringContaining(reason) });
    expect((error as Error).message).not.toContain('\n');
    const told = inspect(error, { depth: 10, showHidden: true });
    for (const secret of [key.d, key.p, other.d, other.qi]) expect(told).not.toContain(String(secret).slice(0, 30));
  });

  it('whatever it is, is refused in an orderly way and soon', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)),
      fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.concat([Buffer.of(0x30), array])),
      fc.json().map(text),
      fc
        .array(fc.constantFrom('-----BEGIN ', 'RSA PRIVATE KEY', 'A', '-----', '\n', '-----END ', 'MIIE'), {
          maxLength: 30,
        })
        .map((parts) => text(parts.join(''))),
      fc.nat(1600).map((at) => {
        const der = Buffer.from(rsa.export({ type: 'pkcs8', format: 'der' }));
        der.writeUInt8((der.readUInt8(at % der.length) + 1) & 0xff, at % der.length);
        return der;
      }),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (content) => {
        await importKeys(content, { passphrase: 'x', insecure: true }).catch((error: unknown) => {
          expect(error).toMatchObject({ name: 'JwksError', message: expect.stringMatching(/^[^\n]+$/) });
        });
      }),
      { numRuns: 150 },
    );
    const before = process.cpuUsage();
    const hostile = text('-----BEGIN A-----'.repeat(58_000));
    await expect(importKeys(hostile)).rejects.toMatchObject({ code: 'INVALID_KEY' });
    expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
  });
});

describe('thumbprints', () => {
  it('are those of RFC 7638 section 3.1 and RFC 8037 appendix A.3', () => {
    const n =
      '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw';
    expect(thumbprint({ kty: 'RSA', n, e: 'AQAB', alg: 'RS256', kid: '2011-04-29' })).toBe(
      'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs',
    );
    expect(thumbprint({ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' })).toBe(
      'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
    );
  });

  it('are the same for both halves and another for another key', () => {
    expect(thumbprint(publicJwk(key))).toBe(thumbprint(key));
    expect(thumbprint(other)).not.toBe(thumbprint(key));
  });
});

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
if (!hasOpenssl) console.warn('openssl is not installed: what it makes of keys and they of it is not tested.');

describe.skipIf(!hasOpenssl)('the program openssl', () => {
  const folder = mkdtempSync(join(tmpdir(), 'altinn-jwks-openssl-'));
  const openssl = (...args: string[]): Buffer => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const file = (name: string, content?: string | Buffer): Buffer => {
    if (content !== undefined) writeFileSync(join(folder, name), content);
    return readFileSync(join(folder, name));
  };
  file('key.pem', pem(rsa, 'pkcs8'));
  openssl('req', '-x509', '-key', 'key.pem', '-subj', '/CN=leaf', '-days', '30', '-out', 'leaf.pem');

  it.each([
    ['genrsa', ['genrsa', '-traditional', '-out', 'made', '2048'], 'RS256'],
    ['genpkey', ['genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048', '-out', 'made'], 'RS256'],
    [
      'ecparam, with its parameters before the key',
      ['ecparam', '-name', 'secp384r1', '-genkey', '-out', 'made'],
      'ES384',
    ],
    ['genpkey of Ed25519', ['genpkey', '-algorithm', 'ED25519', '-out', 'made'], 'EdDSA'],
    [
      'rsa, encrypted in its own old way',
      ['rsa', '-in', 'key.pem', '-traditional', '-aes128', '-passout', 'pass:secret', '-out', 'made'],
      'RS256',
    ],
    [
      'pkcs8, encrypted with triple DES',
      ['pkcs8', '-topk8', '-in', 'key.pem', '-v1', 'PBE-SHA1-3DES', '-passout', 'pass:secret', '-out', 'made'],
      'RS256',
    ],
    [
      'pkcs8, encrypted with scrypt',
      ['pkcs8', '-topk8', '-in', 'key.pem', '-scrypt', '-passout', 'pass:secret', '-out', 'made'],
      'RS256',
    ],
    [
      'pkcs12',
      ['pkcs12', '-export', '-inkey', 'key.pem', '-in', 'leaf.pem', '-passout', 'pass:secret', '-out', 'made'],
      'RS256',
    ],
    [
      'pkcs12 without certificates',
      ['pkcs12', '-export', '-nocerts', '-inkey', 'key.pem', '-passout', 'pass:secret', '-out', 'made'],
      'RS256',
    ],
    [
      'pkcs12 in the legacy way',
      [
        'pkcs12',
        '-export',
        '-legacy',
        '-inkey',
        'key.pem',
        '-in',
        'leaf.pem',
        '-passout',
        'pass:secret',
        '-out',
        'made',
      ],
      'RS256',
    ],
    [
      'pkcs12 with SHA-512',
      [
        'pkcs12',
        '-export',
        '-inkey',
        'key.pem',
        '-in',
        'leaf.pem',
        '-macalg',
        'sha512',
        '-passout',
        'pass:secret',
        '-out',
        'made',
      ],
      'RS256',
    ],
  ])('makes by %s what is imported', async (_what, args, alg) => {
    openssl(...args);
    const imported = await one(file('made'), { passphrase: 'secret' });
    expect(imported.alg).toBe(alg);
    file('again.pem', pem(privateKeyOf(imported), 'pkcs8'));
    expect(openssl('pkey', '-in', 'again.pem', '-pubout').toString()).toContain('BEGIN PUBLIC KEY');
    if (args.includes('key.pem')) expect(imported.n).toBe(key.n);
  });

  it('makes a PKCS#12 that is not read here only in a way of which it is told how to convert it', async () => {
    const out = ['-passout', 'pass:secret', '-out', 'old.p12'];
    openssl(
      'pkcs12',
      '-export',
      '-legacy',
      '-keypbe',
      'PBE-SHA1-RC2-40',
      '-inkey',
      'key.pem',
      '-in',
      'leaf.pem',
      ...out,
    );
    await expect(importKeys(file('old.p12'), { passphrase: 'secret' })).rejects.toMatchObject({
      code: 'INVALID_KEY',
      message: expect.stringContaining('openssl pkcs12 -legacy'),
    });
  });

  it('reads the PEM and the PKCS#12 that we write, and both halves fit', async () => {
    file('private.pem', pem(privateKeyOf(key), 'pkcs8'));
    file('public.pem', String(publicKeyOf(key).export({ type: 'spki', format: 'pem' })));
    expect(openssl('rsa', '-in', 'private.pem', '-check', '-noout').toString()).toContain('RSA key ok');
    expect(openssl('rsa', '-in', 'private.pem', '-pubout').toString()).toBe(file('public.pem').toString());
    file('message', 'hei');
    openssl('dgst', '-sha256', '-sign', 'private.pem', '-out', 'signature', 'message');
    expect(
      openssl('dgst', '-sha256', '-verify', 'public.pem', '-signature', 'signature', 'message').toString(),
    ).toContain('Verified OK');
    file('ours.p12', await writePkcs12(rsa, { passphrase: 'secret', name: 'app-TEST.a', ...validity }));
    const read = openssl('pkcs12', '-in', 'ours.p12', '-nodes', '-passin', 'pass:secret').toString();
    expect(read).toMatch(/friendlyName: app-TEST\.a/);
    expect(createPrivateKey(read).equals(rsa)).toBe(true);
    expect(() => openssl('pkcs12', '-in', 'ours.p12', '-nodes', '-passin', 'pass:wrong')).toThrow();
  });
});
