import { execFileSync } from 'node:child_process';
import { createPrivateKey, randomUUID, sign, X509Certificate } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { type Platform, startPlatform } from '@portvakt/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificateCommand } from './index.ts';

const ORGANIZATION = '310044423';
const PASSWORD = 'pære-ål 1€';

describe('portvakt certificate', () => {
  let platform: Platform;
  let folder: string;
  const run = async (...args: string[]): Promise<string> => {
    let text = '';
    const io = { out: (part: string) => (text += part), error: (part: string) => (text += part) };
    const command = certificateCommand(io).exitOverride();
    for (const sub of command.commands) sub.exitOverride().configureOutput({ writeErr: () => {} });
    await command.parseAsync([...args, '--url', platform.urls.base], { from: 'user' });
    return text;
  };
  const issued = async (): Promise<{
    serialNumber: string;
    key: string;
    certificate: string;
    pkcs12: string;
    folder: string;
  }> =>
    JSON.parse(await run('issue', '--org', ORGANIZATION, '--out', folder, '--password', PASSWORD, '--force', '--json'));
  const read = (name: string): Buffer => readFileSync(join(folder, name));

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'portvakt-certificate-'));
    platform = await startPlatform({ port: 0 });
  });
  afterAll(async () => {
    await platform.stop();
    rmSync(folder, { recursive: true });
  });

  it('gives a key and certificate with which a client without keys gets a token, until it is revoked', async () => {
    const files = await issued();
    const key = createPrivateKey(read(files.key));
    const certificate = new X509Certificate(read(files.certificate));
    expect(certificate.checkPrivateKey(key)).toBe(true);
    const { clientId } = await platform.createClient({
      organization: ORGANIZATION,
      name: 'X',
      scopes: ['altinn:instances.read'],
    });
    const redeem = async () => {
      const now = Math.floor(platform.clock.now() / 1000);
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const claims = {
        aud: platform.urls.maskinportenIssuer,
        iss: clientId,
        scope: 'altinn:instances.read',
        iat: now,
        exp: now + 60,
        jti: randomUUID(),
      };
      const input = `${part({ alg: 'RS256', x5c: [certificate.raw.toString('base64')] })}.${part(claims)}`;
      const assertion = `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
      const body = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
      return (await fetch(`${platform.urls.maskinportenIssuer}token`, { method: 'POST', body })).status;
    };
    expect(await redeem()).toBe(200);
    expect(await run('revoke', files.serialNumber)).toContain('Revoked');
    expect(await redeem()).toBe(400);
  });

  it('writes PKCS#12 that Node reads with the password and with no other', async () => {
    const { pkcs12 } = await issued();
    expect(() => createSecureContext({ pfx: read(pkcs12), passphrase: PASSWORD })).not.toThrow();
    expect(() => createSecureContext({ pfx: read(pkcs12), passphrase: 'another' })).toThrow(/mac/i);
  });

  it('writes PKCS#12 from which OpenSSL takes the same key and three certificates', async (test) => {
    const { pkcs12, key } = await issued();
    let text: string;
    try {
      text = execFileSync('openssl', ['pkcs12', '-in', join(folder, pkcs12), '-passin', `pass:${PASSWORD}`, '-nodes'], {
        encoding: 'utf8',
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      console.log('Skipped: there is no openssl on this machine.');
      return test.skip();
    }
    expect(text.match(/BEGIN CERTIFICATE/g)).toHaveLength(3);
    expect(text).toContain('friendlyName: Virksomhetssertifikat 310044423');
    const found = createPrivateKey(text.slice(text.indexOf('-----BEGIN PRIVATE')));
    expect(found.equals(createPrivateKey(read(key)))).toBe(true);
  });

  it('keeps private files to the user, and replaces none without --force', async () => {
    const { key, pkcs12 } = await issued();
    for (const name of [key, pkcs12]) expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
    const before = read(key);
    await expect(run('issue', '--org', ORGANIZATION, '--out', folder)).rejects.toThrow('--force');
    expect(read(key).equals(before)).toBe(true);
    // A key never takes over the rights of the file that it replaces.
    chmodSync(join(folder, key), 0o644);
    await run('issue', '--org', ORGANIZATION, '--out', folder, '--force', '--json');
    expect(read(key).equals(before)).toBe(false);
    expect(statSync(join(folder, key)).mode & 0o077).toBe(0);
  });

  it('explains what it cannot do', async () => {
    await expect(run('issue', '--org', '31004442')).rejects.toThrow('nine digits');
    await expect(run('issue', '--org', '310044424', '--out', folder)).rejects.toThrow('there is no organisation');
    await expect(run('revoke', 'AB12')).rejects.toThrow('404');
    for (const serial of ['..', '.', '%2e%2e', 'a/b', '', 'x'])
      await expect(run('revoke', serial), serial).rejects.toThrow('serial');
    const nobody = certificateCommand().parseAsync(['issue', '--org', ORGANIZATION, '--url', 'http://127.0.0.1:1'], {
      from: 'user',
    });
    await expect(nobody).rejects.toThrow('portvakt up');
  });

  it('takes no empty password', async () => {
    const issue = run('issue', '--org', ORGANIZATION, '--out', join(folder, 'none'), '--password', '');
    await expect(issue).rejects.toThrow('empty');
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });
});
