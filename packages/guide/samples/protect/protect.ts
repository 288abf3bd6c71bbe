import { createMaskinportenClient } from '@portvakt/client';
import { fromEnv } from '@portvakt/client/node';
import { createPdpClient } from '@portvakt/client/pdp';
import { createTokenValidator } from '@portvakt/client/validate';
import { requirePermission, requireToken } from '@portvakt/pep/fastify';
import fastify from 'fastify';

const { environment = 'local', ...settings } = fromEnv();
const self = createMaskinportenClient({
  ...settings,
  environment,
  scopes: 'altinn:authorization/authorize',
  altinn: true,
});
const pdp = createPdpClient({
  environment,
  token: async () => (await self.getAltinnToken()).value,
  explainInSandbox: true, // on your own machine a 403 says why
});
const token = requireToken({
  validate: createTokenValidator({ environments: [environment] }),
  scopes: ['altinn:instances.read'],
});
const permission = requirePermission({
  pdp,
  action: 'read',
  resource: ({ params }) => ({
    resource: 'ttd-lonnsrapport',
    party: { organisation: (params as { org: string }).org },
  }),
});

const app = fastify();
app.get<{ Params: { org: string } }>('/reports/:org', { preHandler: [token, permission] }, async (request) => ({
  reports: [],
  askedBy: request.principal?.kind,
}));
console.log(`listening on ${await app.listen({ port: Number(process.env['PORT'] ?? 8080) })}`);
