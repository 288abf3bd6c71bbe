import { createPdpClient } from '@portvakt/client/pdp';
import { createTokenValidator } from '@portvakt/client/validate';
import { type PortvaktVariables, requirePermission, requireToken } from '@portvakt/pep/hono';
import { Hono } from 'hono';

const validate = createTokenValidator({ environments: ['test'] });
/** An Altinn token with the scope altinn:authorization/authorize: see createMaskinportenClient. */
const token = async (): Promise<string> => process.env['ALTINN_TOKEN'] ?? '';
const pdp = createPdpClient({ environment: 'test', token });
const app = new Hono<PortvaktVariables>();

export const onTheWire = {
  requirePermission() {
    // #region requirePermission
    const mayRead = requirePermission({
      pdp,
      action: 'read',
      resource: (c) => ({ resource: 'fjord-boter', party: { organisation: c.req.param('org') ?? '' } }),
    });
    app.get('/fines/:org', requireToken({ validate }), mayRead, (c) => c.json({ fines: [] }));
    // #endregion
  },

  requireToken() {
    // #region requireToken
    app.use('/fines/*', requireToken({ validate, scopes: ['fjordreg:boter.read'] }));
    app.get('/fines/mine', (c) => c.json({ askedBy: c.get('principal').consumer }));
    // #endregion
  },
};
