import { execFileSync, spawnSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openPkcs12, readPkcs12, writePkcs12 } from './pkcs12.ts';

const PASSPHRASE = 'pære-ål 1€';
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const validity = { notBefore: new Date('2026-01-01'), notAfter: new Date('2036-01-01') };
const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
if (!hasOpenssl) console.warn('openssl is not installed: what it writes and reads is not tested.');

const folder = mkdtempSync(join(tmpdir(), 'altinn-jwks-pkcs12-'));
const openssl = (...args: string[]): Buffer => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });

describe('PKCS#12', () => {
  it('that was written here is read here, with the passphrase and with no other', async () => {
    const file = await writePkcs12(privateKey, { passphrase: PASSPHRASE, name: 'app-TEST.2026', ...validity });
    const { key, certificates } = await openPkcs12(file, PASSPHRASE);
    expect(key.equals(privateKey)).toBe(true);
    expect(certificates.map((der) => new X509Certificate(der).subject)).toEqual(['CN=app-TEST.2026']);
    expect(new X509Certificate(certificates[0] ?? '').checkPrivateKey(privateKey)).toBe(true);
    await expect(openPkcs12(file, 'other')).rejects.toMatchObject({ code: 'INVALID_KEY' });
  });

  it('keeps the certificates that it was given, in their order', async () => {
    const made = async (name: string) => {
      const file = await writePkcs12(privateKey, { passphrase: 'x', name, ...validity });
      return (await openPkcs12(file, 'x')).certificates[0] ?? Buffer.alloc(0);
    };
    const certificates = [await made('leaf'), await made('middle'), await made('root')];
    const file = await writePkcs12(privateKey, { passphrase: PASSPHRASE, name: 'leaf', certificates });
    expect((await openPkcs12(file, PASSPHRASE)).certificates).toEqual(certificates);
  });

  it.each([
    [
      'without a seal',
      ['-nomac'],
      /^This PKCS#12 file cannot be used: it has no seal \(MAC\).*openssl pkcs12 .*-macalg sha256/,
    ],
    [
      'sealed by SHA-224',
      ['-macalg', 'sha224'],
      /its seal \(MAC\) is made by 2\.16\.840\.1\.101\.3\.4\.2\.4, and only .*-macalg sha256/,
    ],
    [
      'sealed by SHA3-256',
      ['-macalg', 'sha3-256'],
      /its seal \(MAC\) is made by 2\.16\.840\.1\.101\.3\.4\.2\.8, and only .*-macalg sha256/,
    ],
  ])('%s is refused with what it is and how to make another', async (_what, how, message) => {
    if (!hasOpenssl) return expect(hasOpenssl).toBe(false);
    writeFileSync(join(folder, 'key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const from = ['-nocerts', '-inkey', 'key.pem', '-passout', 'pass:secret', ...how];
    openssl('pkcs12', '-export', ...from, '-out', 'odd.p12');
    for (const open of [openPkcs12, readPkcs12])
      await expect(open(readFileSync(join(folder, 'odd.p12')), 'secret')).rejects.toMatchObject({
        code: 'INVALID_KEY',
        message: expect.stringMatching(message),
      });
  });

  it.each(['AES-256-CBC', 'AES-128-CBC'])(
    'of OpenSSL, with its certificates encrypted by %s, is read',
    async (cipher) => {
      if (!hasOpenssl) return expect(hasOpenssl).toBe(false);
      writeFileSync(join(folder, 'key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
      openssl('req', '-x509', '-key', 'key.pem', '-subj', '/CN=leaf', '-days', '30', '-out', 'leaf.pem');
      const from = ['-inkey', 'key.pem', '-in', 'leaf.pem', '-passout', 'pass:secret'];
      openssl('pkcs12', '-export', ...from, '-keypbe', cipher, '-certpbe', cipher, '-out', 'made.p12');
      const { key, certificates } = await openPkcs12(readFileSync(join(folder, 'made.p12')), 'secret');
      expect(key.equals(createPrivateKey(readFileSync(join(folder, 'key.pem'))))).toBe(true);
      expect(certificates.map((der) => new X509Certificate(der).subject)).toEqual(['CN=leaf']);
    },
  );

  it('of an old program says how to convert it, with commands that do', async () => {
    if (!hasOpenssl) return expect(hasOpenssl).toBe(false);
    writeFileSync(join(folder, 'key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    openssl('req', '-x509', '-key', 'key.pem', '-subj', '/CN=leaf', '-days', '30', '-out', 'leaf.pem');
    const from = ['-inkey', 'key.pem', '-in', 'leaf.pem', '-passout', 'pass:secret'];
    openssl('pkcs12', '-export', '-legacy', ...from, '-keypbe', 'PBE-SHA1-RC2-40', '-out', 'old.p12');
    const old = readFileSync(join(folder, 'old.p12'));
    const refusal = await readPkcs12(old, 'secret').catch((error: Error) => error.message);
    expect(refusal).toMatch(/openssl pkcs12 -legacy -in old\.p12 -nodes -out all\.pem && openssl pkcs12 -export/);
    openssl('pkcs12', '-legacy', '-in', 'old.p12', '-nodes', '-out', 'all.pem', '-passin', 'pass:secret');
    openssl('pkcs12', '-export', '-in', 'all.pem', '-out', 'new.p12', '-passout', 'pass:secret');
    const { key } = await openPkcs12(readFileSync(join(folder, 'new.p12')), 'secret');
    expect(key.equals(privateKey)).toBe(true);
  });

  it('that is damaged anywhere is refused, with no key and no certificate of it', async () => {
    const file = await writePkcs12(privateKey, { passphrase: PASSPHRASE, name: 'x', ...validity });
    for (let at = 0; at < file.length; at += 97) {
      const damaged = Buffer.from(file);
      damaged.writeUInt8((damaged.readUInt8(at) ^ 0x5a) & 0xff, at);
      await expect(openPkcs12(damaged, PASSPHRASE)).rejects.toMatchObject({ code: 'INVALID_KEY' });
    }
    await expect(openPkcs12(file.subarray(0, 100), PASSPHRASE)).rejects.toMatchObject({ code: 'INVALID_KEY' });
  });
});
