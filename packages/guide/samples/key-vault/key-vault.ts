import { createMaskinportenClient } from '@portvakt/client';
import { keyVaultSecret } from '@portvakt/client/azure';

const { VAULT_URL = '', VAULT_TOKEN = '', MASKINPORTEN_CLIENT_ID = '' } = process.env;
// For an app in Azure: new DefaultAzureCredential() of @azure/identity, and no token of your own.
const credential = { getToken: async () => ({ token: VAULT_TOKEN, expiresOnTimestamp: Date.now() + 600_000 }) };

const client = createMaskinportenClient({
  environment: 'local', // in operation 'prod'
  clientId: MASKINPORTEN_CLIENT_ID,
  key: keyVaultSecret({ vaultUrl: VAULT_URL, name: 'testklient', credential }), // follows when the key is rotated
  scopes: 'altinn:instances.read altinn:instances.write',
});
console.log((await client.getToken()).value);
