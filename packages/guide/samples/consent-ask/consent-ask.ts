import { randomUUID } from 'node:crypto';
import { createMaskinportenClient } from '@portvakt/client';
import { fromEnv } from '@portvakt/client/node';

const { ALTINN_URL = 'http://localhost:7070', PERSON = '01816010027', ASKER = '310019747' } = process.env;
const client = createMaskinportenClient({ ...fromEnv(), scopes: 'altinn:consentrequests.write', altinn: true });
const response = await fetch(`${ALTINN_URL}/accessmanagement/api/v1/enterprise/consentrequests`, {
  method: 'POST',
  headers: {
    authorization: `Bearer ${(await client.getAltinnToken()).value}`,
    'content-type': 'application/json',
  },
  body: JSON.stringify({
    id: randomUUID(), // yours to choose
    from: `urn:altinn:person:identifier-no:${PERSON}`,
    to: `urn:altinn:organization:identifier-no:${ASKER}`,
    validTo: new Date(Date.now() + 30 * 24 * 3_600_000).toISOString(),
    consentRights: [
      {
        action: ['consent'],
        resource: [{ type: 'urn:altinn:resource', value: 'digdir-samtykke-inntekt' }],
        metaData: { inntektsaar: '2025' },
      },
    ],
    redirectUrl: 'https://fjordlonn.example/samtykke',
  }),
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
const { id }: { id: string } = await response.json();
console.log(`Asked ${id}`);
