import { createMaskinportenClient } from '@portvakt/client';
import { fromEnv } from '@portvakt/client/node';
import { createSystemsClient } from '@portvakt/client/systems';

const { ALTINN_URL = 'http://localhost:7070', SYSTEM_ID = '310019747_lonn', CUSTOMER = '310044423' } = process.env;
const settings = fromEnv();
const client = createMaskinportenClient({
  ...settings,
  scopes: 'altinn:authentication/systemregister.write altinn:authentication/systemuser.request.write',
});
const systems = createSystemsClient({ platform: ALTINN_URL, token: async () => (await client.getToken()).value });

// What the system needs: here the right to use one app.
const rights = [{ resource: [{ id: 'urn:altinn:resource', value: 'app_ttd_demo' }] }];
const name = { nb: 'Lønn', nn: 'Løn', en: 'Payroll' };
await systems.register({
  id: SYSTEM_ID, // the vendor's number, then a name
  vendor: { ID: `0192:${SYSTEM_ID.slice(0, 9)}` },
  name,
  description: name,
  rights,
  clientId: [settings.clientId],
});

const { id, confirmUrl } = await systems.request({ systemId: SYSTEM_ID, partyOrgNo: CUSTOMER, rights });
console.log(`Request ${id}: the customer approves at ${confirmUrl}`);
