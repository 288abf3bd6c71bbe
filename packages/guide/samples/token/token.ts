import { createMaskinportenClient } from '@portvakt/client';
import { fromEnv } from '@portvakt/client/node';

const client = createMaskinportenClient({
  ...fromEnv(), // the client's id, its key and the environment
  scopes: 'altinn:instances.read altinn:instances.write',
});
const token = await client.getToken(); // asked for once, kept, and renewed before it expires
console.log(token.value);
