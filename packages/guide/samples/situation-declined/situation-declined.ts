import { randomUUID } from 'node:crypto';
import { createMaskinportenClient } from '@portvakt/client';
import { fromEnv } from '@portvakt/client/node';
import { createSystemsClient } from '@portvakt/client/systems';

const { PORTVAKT_URL = 'http://localhost:7070', SYSTEM_ID = '310019747_lonn', CUSTOMER = '310044423' } = process.env;
const client = createMaskinportenClient({
  ...fromEnv(),
  scopes: 'altinn:authentication/systemuser.request.write altinn:authentication/systemuser.request.read',
});
const systems = createSystemsClient({ platform: PORTVAKT_URL, token: async () => (await client.getToken()).value });

// From now on the customer declines what has this reference, and nothing else.
const externalRef = randomUUID();
const started = await fetch(`${PORTVAKT_URL}/sandbox/situations`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ name: 'request-declined', externalRef }),
});
const situation = (await started.json()) as { id: string };

// What you test: your program asks, and learns what became of it.
const rights = [{ resource: [{ id: 'urn:altinn:resource', value: 'app_ttd_demo' }] }];
const { id } = await systems.request({ systemId: SYSTEM_ID, partyOrgNo: CUSTOMER, externalRef, rights });
const { status } = await systems.waitForApproval(id);
console.log(status);

await fetch(`${PORTVAKT_URL}/sandbox/situations/${situation.id}`, { method: 'DELETE' });
