import { execFileSync } from 'node:child_process';
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKeys, openPkcs12, openStore, writePkcs12 } from 'altinn-jwks';
import { decodeProtectedHeader } from 'jose';
import { describe, expect, it } from 'vitest';
import { createAssertion } from '../assertion.ts';
import type { KeyError } from '../errors.ts';
import { CLIENT_ID, privateJwk, READ, world } from '../testing/world.ts';
import { keyFile, keyStore, pkcs12 } from './index.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'portvakt-keys-'));
const written = (name: string, content: string | Uint8Array): string => {
  const file = join(folder(), name);
  writeFileSync(file, content);
  return file;
};
const validity = { notBefore: new Date('2026-01-01'), notAfter: new Date('2036-01-01') };
const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const keyObject = async () => createPrivateKey({ key: (await privateJwk()) as never, format: 'jwk' });

describe('pkcs12', () => {
  it('gives key and chain, the leaf first, from file, bytes and base64 (client-library#16)', async () => {
    const key = await keyObject();
    const [root] = (await openPkcs12(await writePkcs12(other, { passphrase: 'x', name: 'root', ...validity }), 'x'))
      .certificates;
    const [leaf] = (await openPkcs12(await writePkcs12(key, { passphrase: 'x', name: 'leaf', ...validity }), 'x'))
      .certificates;
    const certificates = [root, leaf].map((one) => one ?? Buffer.alloc(0));
    const bytes = await writePkcs12(key, { passphrase: 'word', name: 'leaf', certificates });
    const file = join(folder(), 'key.p12');
    writeFileSync(file, bytes);
    for (const source of [
      pkcs12({ bytes, password: 'word' }),
      pkcs12({ file, password: 'word' }),
      pkcs12({ base64: bytes.toString('base64'), password: 'word', kid: 'mine' }),
    ]) {
      const signer = await source.signer();
      const assertion = await createAssertion(signer, { audience: 'https://x/', clientId: CLIENT_ID, scopes: READ });
      const { x5c, kid } = decodeProtectedHeader(assertion);
      // The other certificate has not issued this one, so it is no part of the chain.
      expect(x5c).toEqual([leaf?.toString('base64')]);
      expect(kid).toBe(signer.header.kid);
      expect(new X509Certificate(Buffer.from(x5c?.[0] ?? '', 'base64')).checkPrivateKey(key)).toBe(true);
    }
    await expect(pkcs12({ bytes, password: 'wrong' }).signer()).rejects.toMatchObject({ code: 'KEY' });
    expect(() => pkcs12({ bytes, file })).toThrow('exactly one');
  });
});

describe('keyFile', () => {
  it('takes what Windows PowerShell writes, and PEM whose lines were joined', async () => {
    const pem = (await keyObject()).export({ type: 'pkcs8', format: 'pem' }).toString();
    const wanted = (await keyFile(written('key.json', JSON.stringify(await privateJwk()))).signer()).id;
    for (const content of [
      Buffer.from(`\uFEFF${JSON.stringify(await privateJwk())}`, 'utf16le'),
      Buffer.from(`\uFEFF${pem}`, 'utf16le'),
      Buffer.from(`\uFEFF${pem}`, 'utf16le').swap16(),
      `\uFEFF${pem}`,
      pem.replaceAll('\n', ''),
      pem.replaceAll('\n', ' '),
    ])
      expect((await keyFile(written('key', content), { kid: 'a' }).signer()).id).toBe(wanted);
  });
});

describe('a PFX of an old program', () => {
  it('gives a key error that says how to convert it (client-library#62)', async () => {
    const place = folder();
    const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: place, stdio: 'pipe' });
    try {
      openssl('version');
    } catch {
      console.warn('openssl is not installed: no old PFX can be made.');
      return;
    }
    writeFileSync(join(place, 'key.pem'), (await keyObject()).export({ type: 'pkcs8', format: 'pem' }));
    openssl('req', '-x509', '-key', 'key.pem', '-subj', '/CN=leaf', '-days', '30', '-out', 'leaf.pem');
    const from = ['-inkey', 'key.pem', '-in', 'leaf.pem', '-passout', 'pass:word'];
    for (const cipher of ['-keypbe', '-certpbe']) {
      openssl('pkcs12', '-export', '-legacy', ...from, cipher, 'PBE-SHA1-RC2-40', '-out', 'old.p12');
      const told = await pkcs12({ file: join(place, 'old.p12'), password: 'word' })
        .signer()
        .catch((error: Error) => error);
      expect(told).toMatchObject({ code: 'KEY', message: expect.stringContaining('openssl pkcs12 -legacy -in') });
    }
  });
});

describe('keyFile', () => {
  it('tells by its content what a file is', async () => {
    const path = join(folder(), 'key');
    const jwk = await privateJwk();
    const key = await keyObject();
    const contents: readonly (readonly [string | Buffer, object])[] = [
      [JSON.stringify(jwk), {}],
      [JSON.stringify({ keys: [jwk] }), {}],
      [Buffer.from(JSON.stringify(jwk)).toString('base64'), {}],
      [key.export({ type: 'pkcs8', format: 'pem' }) as string, { kid: 'key-1' }],
      [key.export({ type: 'pkcs1', format: 'pem' }) as string, { kid: 'key-1' }],
      [
        key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'word' }) as string,
        { kid: 'key-1', password: 'word' },
      ],
      [await writePkcs12(key, { passphrase: 'word', name: 'x', ...validity }), { kid: 'key-1', password: 'word' }],
    ];
    for (const [content, options] of contents) {
      writeFileSync(path, content);
      const signer = await keyFile(path, options).signer();
      expect(signer.header.kid).toBe('key-1');
      const signature = await signer.sign(Buffer.from('text'));
      const { createVerify } = await import('node:crypto');
      expect(createVerify('sha256').update('text').verify(createPublicKey(key), signature)).toBe(true);
    }
    for (const content of [
      '',
      'no key',
      '{"kty":"RSA"}',
      '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----',
    ]) {
      writeFileSync(path, content);
      await expect(keyFile(path, { kid: 'x' }).signer()).rejects.toMatchObject({ code: 'KEY' });
    }
    await expect(keyFile(`${path}.none`).signer()).rejects.toThrow('ENOENT');
  });

  it('follows a swapped symlink, and keeps the old key while the new one is broken (client-library#64)', async () => {
    const place = folder();
    const path = join(place, 'key.json');
    const mount = (name: string, content: string) => {
      writeFileSync(join(place, name), content);
      symlinkSync(join(place, name), join(place, 'next'));
      renameSync(join(place, 'next'), path);
    };
    const jwk = await privateJwk();
    mount('one', JSON.stringify(jwk));
    const errors: KeyError[] = [];
    const source = keyFile(path, { pollMs: 0, onError: (error) => errors.push(error) });
    const { client, fake } = await world({ key: source });
    await client.getToken();
    mount('two', '{"kty":"RSA","trunca');
    await client.getToken({}, { refresh: true });
    expect(errors.map(({ code }) => code)).toEqual(['KEY']);
    mount('three', JSON.stringify({ ...jwk, kid: 'rotated' }));
    await client.getToken({}, { refresh: true }).catch(() => {});
    const kids = fake.calls
      .filter(({ target }) => target === 'token')
      .map(({ body }) => decodeProtectedHeader(new URLSearchParams(body).get('assertion') ?? '').kid);
    expect(kids).toEqual(['key-1', 'key-1', 'rotated']);
    expect(errors).toHaveLength(1);
  });

  it('looks at the file at most once in pollMs, but at once when the key is refused', async () => {
    const path = join(folder(), 'key.json');
    const jwk = await privateJwk();
    writeFileSync(path, JSON.stringify(jwk));
    const source = keyFile(path, { pollMs: 60_000 });
    await source.signer();
    writeFileSync(path, JSON.stringify({ ...other.export({ format: 'jwk' }), kid: 'another' }));
    expect((await source.signer()).header.kid).toBe('key-1');
    expect(await source.refresh?.('rejected')).toBe(true);
    expect((await source.signer()).header.kid).toBe('another');
    expect(await source.refresh?.('rejected')).toBe(false);
  });
});

describe('keyStore', () => {
  it('signs with the current key of a set, also after it has been rotated', async () => {
    const place = folder();
    const store = await openStore(place);
    const make = () => createKeys({ store, name: 'app', environments: ['TEST'] });
    const [first] = await make();
    const source = keyStore(place, { pollMs: 0 });
    expect((await source.signer()).header.kid).toBe(first?.kid);
    const [second] = await make();
    expect((await source.signer()).header.kid).toBe(second?.kid);
    expect(second?.kid).not.toBe(first?.kid);
    expect((await keyStore(place, { kid: first?.kid ?? '' }).signer()).header.kid).toBe(first?.kid);
    await expect(keyStore(place, { environment: 'prod' }).signer()).rejects.toThrow('app-PROD');
    await expect(keyStore(folder()).signer()).rejects.toThrow('altinn-jwks create');
    await expect(keyStore('ftp://x').signer()).rejects.toMatchObject({ code: 'KEY' });
  });
});

it('the id of a signer is the RFC 7638 thumbprint of its key', async () => {
  const jwk = await privateJwk();
  const path = join(folder(), 'key.json');
  writeFileSync(path, JSON.stringify(jwk));
  const text = JSON.stringify({ e: jwk.e, kty: 'RSA', n: jwk.n });
  expect((await keyFile(path).signer()).id).toBe(createHash('sha256').update(text).digest('base64url'));
});
