import { altinnOrigins, createFetch, createMaskinportenClient } from '@portvakt/client';
import { fromEnv } from '@portvakt/client/node';

const { APPS_URL = 'http://localhost:7070', CUSTOMER = '310044423' } = process.env;
const settings = fromEnv();
const client = createMaskinportenClient({
  ...settings,
  scopes: 'altinn:instances.read altinn:instances.write',
  systemUser: { org: CUSTOMER }, // whose system user it is
  altinn: true,
});
const http = createFetch(client, { origins: altinnOrigins(settings.environment) });

const response = await http(`${APPS_URL}/ttd/demo/instances`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ instanceOwner: { organisationNumber: CUSTOMER } }),
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
const instance: { id: string } = await response.json();
console.log(`Created ${instance.id}`);
