import { createMaskinportenClient } from '@portvakt/client';
import { fromEnv } from '@portvakt/client/node';
import { createPdpClient } from '@portvakt/client/pdp';

const { ALTINN_URL = 'http://localhost:7070', PERSON = '01816010027' } = process.env;
const self = createMaskinportenClient({ ...fromEnv(), scopes: 'altinn:authorization/authorize', altinn: true });
const pdp = createPdpClient({ platform: ALTINN_URL, token: async () => (await self.getAltinnToken()).value });

const { response } = await pdp.evaluate({
  Request: {
    AccessSubject: [{ Attribute: [{ AttributeId: 'urn:altinn:person:identifier-no', Value: PERSON }] }],
    Action: [{ Attribute: [{ AttributeId: 'urn:oasis:names:tc:xacml:1.0:action:action-id', Value: 'read' }] }],
    Resource: [
      {
        Attribute: [
          { AttributeId: 'urn:altinn:resource', Value: 'skogdir-felling' },
          { AttributeId: 'urn:altinn:organization:identifier-no', Value: '310044423' },
        ],
      },
    ],
  },
});
console.log(response[0]?.decision);
