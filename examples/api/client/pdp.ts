import { createPdpClient, subjectOf } from '@portvakt/client/pdp';
import { principalOf } from '@portvakt/client/validate';

export const examples = {
  subjectOf() {
    // #region subjectOf
    const consumer = { authority: 'iso6523-actorid-upis', ID: '0192:310044423' };
    const [first] = subjectOf(principalOf({ consumer, scope: 'fjordreg:boter.read' }, 'maskinporten'));
    console.log(first); // { id: 'urn:altinn:organization:identifier-no', value: '310044423' }
    // #endregion
  },
};

export const onTheWire = {
  async createPdpClient(token: () => Promise<string>) {
    // #region createPdpClient
    // The token is an Altinn token with the scope altinn:authorization/authorize.
    const pdp = createPdpClient({ environment: 'test', token, cacheMs: 60_000 });
    const { permit, result } = await pdp.decide({
      subject: [{ id: 'urn:altinn:organization:identifier-no', value: '310044423' }],
      action: 'read',
      resource: { resource: 'fjord-boter', party: { organisation: '312770016' } },
    });
    console.log(permit, result);
    // #endregion
  },
};
