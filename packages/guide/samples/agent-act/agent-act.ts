import { createMaskinportenClient } from '@portvakt/client';
import { fromEnv } from '@portvakt/client/node';

const { ACCOUNTANT = '310032085' } = process.env;
const client = createMaskinportenClient({
  ...fromEnv(),
  scopes: 'altinn:instances.read altinn:instances.write',
  systemUser: { org: ACCOUNTANT }, // the accountant's, whichever of its clients the call is about
});

const { value } = await client.getToken();
const { authorization_details: details } = JSON.parse(Buffer.from(value.split('.')[1] ?? '', 'base64url').toString());
console.log(`System user ${details[0].systemuser_id[0]} of ${details[0].systemuser_org.ID}`);
