import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type * as Double from '../packages/altinn-jwks/src/testing/key-vault-server.ts';
import type * as MasterKey from '../packages/portvakt/src/master-key.ts';
import type * as VaultKey from '../packages/portvakt/src/vault-key.ts';

const source = (path: string): string => new URL(`../packages/${path}`, import.meta.url).href;
const { startVault }: typeof Double = await import(source('altinn-jwks/src/testing/key-vault-server.ts'));
const { masterKeyIn }: typeof MasterKey = await import(source('portvakt/src/master-key.ts'));
const { keyInVault }: typeof VaultKey = await import(source('portvakt/src/vault-key.ts'));

const KEY = Buffer.alloc(32, 7).toString('base64');
const OLDER = '0123456789abcdef0123456789abcdef';
const NEWER = 'fedcba9876543210fedcba9876543210';

let vault: Double.TestVault;
beforeAll(async () => {
  vault = await startVault();
});
afterAll(() => vault.stop());
beforeEach(() => {
  const attributes = { enabled: true, created: 1, updated: 1 };
  vault.secrets.set('master', [
    { version: OLDER, value: 'the older one', attributes },
    { version: NEWER, value: `${KEY}\n`, attributes },
  ]);
  vault.intervene = () => undefined;
});

const origin = (): string => new URL(vault.url.replace(/^[a-z]+:\/\//, 'https://')).origin;
const read = (path: string): Promise<string> =>
  keyInVault(`${origin()}${path}`, {
    credential: vault.credential,
    client: { ...vault.client, retryOptions: { maxRetries: 0 } },
  });

describe('a master key in Azure Key Vault', () => {
  it('is the newest version of the secret, or the one that is named', async () => {
    expect(await read('/secrets/master')).toBe(KEY);
    expect(await read(`/secrets/master/${OLDER}`)).toBe('the older one');
  });

  it.each([
    [403, /the identity may not; give it the role "Key Vault Secrets User"/],
    [404, /there is no such secret or version/],
    [500, /the vault answered 500; try again later/],
  ])('that cannot be read (%i) is told in one line that says what to do', async (status, words) => {
    vault.intervene = () => ({ status });
    const failed = await read('/secrets/master').catch((error: Error) => error.message);
    expect(failed).toMatch(words);
    expect(failed).toContain('/secrets/master');
    expect(failed).not.toContain('\n');
  });

  it('is named by the address of a secret, in a vault of Azure', async () => {
    for (const address of [
      'https://vault.example/secrets/master',
      'http://portvakt-test.vault.azure.net/secrets/master',
      'https://portvakt-test.vault.azure.net/keys/master',
      'https://portvakt-test.vault.azure.net/secrets/a/b',
      'https://evil.example#.vault.azure.net/secrets/master',
    ])
      await expect(keyInVault(address)).rejects.toThrow('must be the address of a secret');
  });
});

it('comes from one place', async () => {
  expect(await masterKeyIn({ PORTVAKT_MASTER_KEY: KEY })).toBe(KEY);
  expect(await masterKeyIn({})).toBeUndefined();
  await expect(masterKeyIn({ PORTVAKT_MASTER_KEY: KEY, PORTVAKT_MASTER_KEY_VAULT: 'x' })).rejects.toThrow(
    'no more than one',
  );
  await expect(masterKeyIn({ PORTVAKT_MASTER_KEY_VAULT: 'x' })).rejects.toThrow('must be the address of a secret');
});

it('is not taken for none when the file that is named is empty', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'portvakt-key-')), 'master');
  writeFileSync(file, '\n');
  await expect(masterKeyIn({ PORTVAKT_MASTER_KEY_FILE: file })).rejects.toThrow(
    `no master key in ${file}: it is empty`,
  );
  writeFileSync(file, `${KEY}\n`);
  expect(await masterKeyIn({ PORTVAKT_MASTER_KEY_FILE: file })).toBe(KEY);
});
