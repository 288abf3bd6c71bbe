/**
 * A route of Next.js that takes tokens from Maskinporten and Altinn, and asks the PDP whether the caller may: `app/forms/[org]/route.ts`.
 * It needs nothing of Node, so it runs on the edge too: add `export const runtime = 'edge'`.
 *
 *   MASKINPORTEN_ENVIRONMENT=prod|test, or PORTVAKT_URL of a platform on your machine; MASKINPORTEN_CLIENT_ID, MASKINPORTEN_CLIENT_JWK
 */
import { createMaskinportenClient, jwk } from '@portvakt/client';
import { createPdpClient } from '@portvakt/client/pdp';
import { createTokenValidator } from '@portvakt/client/validate';
import { protect, type Rules } from '@portvakt/pep/web';

/** What Next.js gives a route besides the request. */
type Route = [{ readonly params: Promise<{ readonly org: string }> }];

const {
  MASKINPORTEN_ENVIRONMENT: named,
  MASKINPORTEN_CLIENT_ID: clientId = '',
  MASKINPORTEN_CLIENT_JWK: key = '',
} = process.env;
/** Where none is named: the platform at PORTVAKT_URL. */
const environment = (['prod', 'test'] as const).find((name) => name === named);

const self = createMaskinportenClient({
  environment,
  clientId,
  key: jwk(key),
  scopes: 'altinn:authorization/authorize',
  altinn: true,
});
const pdp = createPdpClient({
  environment,
  token: async () => (await self.getAltinnToken()).value,
  cacheMs: 30_000,
  explainInSandbox: true,
});
const validate = createTokenValidator({ environments: environment && [environment] });

const rules = (action: string, scope: string): Rules<Route> => ({
  token: { validate, scopes: [scope] },
  permission: {
    pdp,
    action,
    resource: async ({ rest: [{ params }] }) => ({ app: 'ttd/demo', party: { organisation: (await params).org } }),
  },
});

export const GET = protect(rules('read', 'altinn:instances.read'), async (_request, principal, { params }) =>
  Response.json({ forms: [], of: (await params).org, askedBy: principal.kind }),
);

export const POST = protect(rules('write', 'altinn:instances.write'), async (request, principal, { params }) =>
  Response.json({ of: (await params).org, by: principal.kind, form: await request.json() }, { status: 201 }),
);
