import { altinnOrigins, createMaskinportenClient } from '@portvakt/client';
import { fromEnv } from '@portvakt/client/node';
import { undiciInterceptor } from '@portvakt/client/undici';
import { Agent, request } from 'undici';

export const onTheWire = {
  async undiciInterceptor() {
    // #region undiciInterceptor
    const client = createMaskinportenClient({ ...fromEnv(), environment: 'test', altinn: true });
    const dispatcher = new Agent().compose(undiciInterceptor(client, { origins: altinnOrigins('test') }));
    const address = 'https://platform.tt02.altinn.no/storage/api/v1/instances?instanceOwner.partyId=50020008';
    const { statusCode } = await request(address, { dispatcher });
    console.log(statusCode);
    // #endregion
  },
};
