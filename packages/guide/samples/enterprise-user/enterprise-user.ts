import { altinnOrigins, createFetch, createMaskinportenClient } from '@portvakt/client';
import { fromEnv } from '@portvakt/client/node';

const { ALTINN_URL = 'http://localhost:7070', PARTY_ID = '50020008' } = process.env;
const { ENTERPRISE_USER = 'fjordvik-bedrift', ENTERPRISE_PASSWORD = '' } = process.env;
const settings = fromEnv();
const client = createMaskinportenClient({
  ...settings,
  scopes: 'altinn:instances.read',
  altinn: { enterpriseUser: { name: ENTERPRISE_USER, password: () => ENTERPRISE_PASSWORD } },
});
const http = createFetch(client, { origins: altinnOrigins(settings.environment) });

const response = await http(`${ALTINN_URL}/storage/api/v1/instances?instanceOwner.partyId=${PARTY_ID}`);
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
const { count }: { count: number } = await response.json();
console.log(`Found ${count}`);
