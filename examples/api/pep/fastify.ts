import { createPdpClient } from '@portvakt/client/pdp';
import { createTokenValidator } from '@portvakt/client/validate';
import { requirePermission, requireToken } from '@portvakt/pep/fastify';
import fastify from 'fastify';

const validate = createTokenValidator({ environments: ['test'] });
/** An Altinn token with the scope altinn:authorization/authorize: see createMaskinportenClient. */
const token = async (): Promise<string> => process.env['ALTINN_TOKEN'] ?? '';
const pdp = createPdpClient({ environment: 'test', token });
const app = fastify();

export const onTheWire = {
  requirePermission() {
    // #region requirePermission
    const mayRead = requirePermission({
      pdp,
      action: 'read',
      resource: ({ params }) => ({
        resource: 'fjord-boter',
        party: { organisation: (params as { org: string }).org },
      }),
    });
    app.get('/fines/:org', { preHandler: [requireToken({ validate }), mayRead] }, async () => ({ fines: [] }));
    // #endregion
  },

  requireToken() {
    // #region requireToken
    const preHandler = requireToken({ validate, scopes: ['fjordreg:boter.read'] });
    app.get('/fines/mine', { preHandler }, async ({ principal }) => ({ askedBy: principal?.consumer }));
    // #endregion
  },
};
