import { createMaskinportenClient, decodeToken } from '@portvakt/client';
import { fromEnv } from '@portvakt/client/node';

const { CONSUMER = '310044423' } = process.env;
const client = createMaskinportenClient({
  ...fromEnv(),
  scopes: 'skogdir:skogdata.read',
  consumerOrg: CONSUMER, // on whose behalf
});
const { claims } = decodeToken((await client.getToken()).value);
const { consumer, supplier } = claims as { consumer: { ID: string }; supplier: { ID: string } };
console.log(`${supplier.ID} for ${consumer.ID}`);
