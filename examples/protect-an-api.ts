/**
 * Protect an API of your own: take tokens from Maskinporten and Altinn, and ask the PDP whether the caller may.
 *
 *   MASKINPORTEN_CLIENT_ID=… ALTINN_JWK_NAME=testklient PORT=8080 node protect-an-api.ts
 *   curl -H "Authorization: Bearer $TOKEN" http://localhost:8080/forms/310044423
 */
import { createMaskinportenClient } from '@portvakt/client';
import { createPdpClient } from '@portvakt/client/pdp';
import { createTokenValidator } from '@portvakt/client/validate';
import { requirePermission, requireToken } from '@portvakt/pep/fastify';
import fastify from 'fastify';
import { type Settings, settingsFrom } from './settings.ts';

/** @returns the address that it listens on, and how to stop it */
export async function main({ environment, clientId, key, env, print }: Settings) {
  const self = createMaskinportenClient({
    environment,
    clientId,
    key,
    scopes: 'altinn:authorization/authorize',
    altinn: true,
  });
  const pdp = createPdpClient({
    environment,
    token: async () => (await self.getAltinnToken()).value,
    // On a developer's machine a 403 says why, and leads to the playground; against TEST and PROD this does nothing.
    explainInSandbox: true,
  });
  const validate = createTokenValidator({ environments: [environment] });

  const app = fastify();
  app.get<{ Params: { org: string } }>(
    '/forms/:org',
    {
      preHandler: [
        requireToken({ validate, scopes: ['altinn:instances.read'] }),
        requirePermission({
          pdp,
          action: 'read',
          // The rights that customers give to the app decide here, too.
          resource: ({ params }) => ({ app: 'ttd/demo', party: { organisation: (params as { org: string }).org } }),
        }),
      ],
    },
    async ({ params, principal }) => ({ forms: [], of: params.org, askedBy: principal?.kind }),
  );
  const url = await app.listen({ port: Number(env['PORT'] ?? 0), host: '127.0.0.1' });
  print(`listening on ${url}`);
  return { url, stop: () => app.close() };
}

if (import.meta.main) await main(await settingsFrom());
