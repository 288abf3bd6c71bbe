import { createMaskinportenClient } from '@portvakt/client';
import { fromEnv } from '@portvakt/client/node';
import { createSystemsClient } from '@portvakt/client/systems';

const { ALTINN_URL = 'http://localhost:7070', SYSTEM_ID = '310019747_byraa', ACCOUNTANT = '310032085' } = process.env;
const settings = fromEnv();
const client = createMaskinportenClient({
  ...settings,
  scopes: 'altinn:authentication/systemregister.write altinn:authentication/systemuser.request.write',
});
const systems = createSystemsClient({ platform: ALTINN_URL, token: async () => (await client.getToken()).value });

// What the system does for an accountant's clients stands in access packages, not in single rights.
const accessPackages = [{ urn: 'urn:altinn:accesspackage:regnskapsforer-lonn' }];
const name = { nb: 'Lønn for byråer', nn: 'Løn for byrå', en: 'Payroll for accountants' };
await systems.register({
  id: SYSTEM_ID, // the vendor's number, then a name
  vendor: { ID: `0192:${SYSTEM_ID.slice(0, 9)}` },
  name,
  description: name,
  accessPackages,
  clientId: [settings.clientId],
  isVisible: false, // with such packages it may not stand in the list that customers choose from
});

const wish = { systemId: SYSTEM_ID, partyOrgNo: ACCOUNTANT, accessPackages };
const { id, confirmUrl } = await systems.request(wish, 'agent');
console.log(`Request ${id}: the accountant approves at ${confirmUrl}`);
