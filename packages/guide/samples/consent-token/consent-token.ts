import { createMaskinportenClient } from '@portvakt/client';
import { fromEnv } from '@portvakt/client/node';

const { CONSENT_ID = '', PERSON = '01816010027', SCOPE = 'altinn:consenttokens' } = process.env;
const client = createMaskinportenClient({
  ...fromEnv(),
  scopes: SCOPE,
  consent: { id: CONSENT_ID, from: `urn:altinn:person:identifier-no:${PERSON}` },
});
console.log((await client.getToken()).value);
