import { DefaultAzureCredential } from '@azure/identity';
import { createMaskinportenClient } from '@portvakt/client';
import { keyVaultKey, keyVaultKeyById, keyVaultSecret, keyVaultSecretById } from '@portvakt/client/azure';

const vaultUrl = 'https://fjordvik.vault.azure.net';
const client = { environment: 'prod', clientId: '7b1f0f52-2c0e-4d0a-9a8e-5f0c8d1e2a34' } as const;
const scopes = 'altinn:instances.read';

export const onTheWire = {
  async keyVaultKey() {
    // #region keyVaultKey
    const credential = new DefaultAzureCredential();
    const key = keyVaultKey({ vaultUrl, name: 'maskinporten', kid: 'fjordvik-PROD.2026-11-30', credential });
    const { expiresAt } = await createMaskinportenClient({ ...client, key, scopes }).getToken();
    console.log(expiresAt);
    // #endregion
  },

  async keyVaultKeyById() {
    // #region keyVaultKeyById
    const key = await keyVaultKeyById(`${vaultUrl}/keys/maskinporten`, { kid: 'fjordvik-PROD.2026-11-30' });
    const { expiresAt } = await createMaskinportenClient({ ...client, key, scopes }).getToken();
    console.log(expiresAt);
    // #endregion
  },

  async keyVaultSecret() {
    // #region keyVaultSecret
    const credential = new DefaultAzureCredential();
    const key = keyVaultSecret({ vaultUrl, name: 'maskinporten-jwk', credential, refreshMs: 60_000 });
    const { expiresAt } = await createMaskinportenClient({ ...client, key, scopes }).getToken();
    console.log(expiresAt);
    // #endregion
  },

  async keyVaultSecretById() {
    // #region keyVaultSecretById
    const key = await keyVaultSecretById(`${vaultUrl}/secrets/maskinporten-jwk`);
    const { expiresAt } = await createMaskinportenClient({ ...client, key, scopes }).getToken();
    console.log(expiresAt);
    // #endregion
  },
};
