import { createMaskinportenClient } from '@portvakt/client';
import { fromEnv } from '@portvakt/client/node';
import { createPdpClient } from '@portvakt/client/pdp';

const { ALTINN_URL = 'http://localhost:7070', SYSTEM_USER = '', CLIENT = '310044423' } = process.env;
const self = createMaskinportenClient({ ...fromEnv(), scopes: 'altinn:authorization/authorize', altinn: true });
const pdp = createPdpClient({ platform: ALTINN_URL, token: async () => (await self.getAltinnToken()).value });

// The system user is the token's; the client is the one whom the call is about.
const { response } = await pdp.evaluate({
  Request: {
    AccessSubject: [{ Attribute: [{ AttributeId: 'urn:altinn:systemuser:uuid', Value: SYSTEM_USER }] }],
    Action: [{ Attribute: [{ AttributeId: 'urn:oasis:names:tc:xacml:1.0:action:action-id', Value: 'write' }] }],
    Resource: [
      {
        Attribute: [
          { AttributeId: 'urn:altinn:resource', Value: 'ttd-lonnsrapport' },
          { AttributeId: 'urn:altinn:organization:identifier-no', Value: CLIENT },
        ],
      },
    ],
  },
});
console.log(response[0]?.decision);
