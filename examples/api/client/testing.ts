import { createMaskinportenClient, jwk } from '@portvakt/client';
import { fakeClock, fakeMaskinporten } from '@portvakt/client/testing';
import { createKey } from 'altinn-jwks';

const privateJwk = await createKey({ kid: 'fjordvik-TEST.2026-11-30' });

export const examples = {
  async fakeClock() {
    // #region fakeClock
    const clock = fakeClock(Date.parse('2026-11-30T12:00:00Z'));
    clock.advance(90_000);
    console.log(new Date(clock()).toISOString()); // 2026-11-30T12:01:30.000Z
    // #endregion
  },

  async fakeMaskinporten() {
    // #region fakeMaskinporten
    const { environment, fetch, calls } = fakeMaskinporten({ clients: [{ clientId: 'havn', keys: [privateJwk] }] });
    const client = createMaskinportenClient({
      environment,
      fetch, // nothing goes over the network
      clientId: 'havn',
      key: jwk(privateJwk),
      scopes: 'fjordreg:boter.read',
    });
    const { scopes } = await client.getToken();
    console.log(
      scopes,
      calls.map(({ target }) => target),
    ); // [ 'fjordreg:boter.read' ] [ 'token' ]
    // #endregion
  },
};
