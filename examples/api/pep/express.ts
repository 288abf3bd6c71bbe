import { createPdpClient } from '@portvakt/client/pdp';
import { createTokenValidator } from '@portvakt/client/validate';
import { requirePermission, requireToken } from '@portvakt/pep/express';
import express from 'express';

const validate = createTokenValidator({ environments: ['test'] });
/** An Altinn token with the scope altinn:authorization/authorize: see createMaskinportenClient. */
const token = async (): Promise<string> => process.env['ALTINN_TOKEN'] ?? '';
const pdp = createPdpClient({ environment: 'test', token });
const app = express();

export const onTheWire = {
  requirePermission() {
    // #region requirePermission
    const mayRead = requirePermission({
      pdp,
      action: 'read',
      resource: ({ params }) => ({ resource: 'fjord-boter', party: { organisation: String(params['org']) } }),
    });
    app.get('/fines/:org', requireToken({ validate }), mayRead, (_request, response) => {
      response.json({ fines: [] });
    });
    // #endregion
  },

  requireToken() {
    // #region requireToken
    app.use('/fines', requireToken({ validate, scopes: ['fjordreg:boter.read'] }));
    app.get('/fines/mine', (_request, response) => {
      response.json({ askedBy: response.locals['principal'].consumer });
    });
    // #endregion
  },
};
