import { createMaskinportenClient } from '@portvakt/client';
import { fromEnv } from '@portvakt/client/node';

const { SELF_SERVICE_URL = 'http://localhost:7070/selvbetjening/', OWN_CLIENT_ID } = process.env;
const admin = createMaskinportenClient({ ...fromEnv(), scopes: 'idporten:dcr.read' });
const response = await fetch(`${SELF_SERVICE_URL}api/v1/clients/${OWN_CLIENT_ID}/jwks`, {
  headers: { authorization: `Bearer ${(await admin.getToken()).value}` },
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
const { keys }: { keys: { kid: string }[] } = await response.json();
for (const { kid } of keys) console.log(kid);
