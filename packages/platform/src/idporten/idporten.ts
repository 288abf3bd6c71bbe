import { randomBytes } from 'node:crypto';
import type { Provider } from 'oidc-provider';
import type { Database } from '../database/index.ts';
import type { Clock, PlatformUrls } from '../foundation/index.ts';
import type { Register } from '../register/index.ts';
import { type IdportenClient, portalClient } from './clients.ts';
import { createProvider } from './provider.ts';
import { secret } from './store.ts';

/** The embedded test ID-porten. Sandbox only: anybody may log in as any synthetic person. */
export interface Idporten {
  readonly issuer: string;
  /** The portal's registration, for `createAuthentication`'s `loginProvider`. */
  readonly portalClient: { readonly issuer: string; readonly clientId: string; readonly clientSecret: string };
  readonly clients: ReadonlyMap<string, IdportenClient>;
  /** The OIDC provider; made at the first call. */
  provider(): Promise<Provider>;
}

/**
 * Prepares the test ID-porten; the OIDC library itself is loaded at the first request.
 * @param deps.clients services of your own that log in here, besides the portal
 */
export async function createIdporten(deps: {
  database: Database;
  clock: Clock;
  register: Register;
  urls: PlatformUrls;
  clients?: readonly IdportenClient[];
}): Promise<Idporten> {
  const issuer = deps.urls.idportenIssuer;
  const seed = await secret(deps.database, 'client-secrets', async () => randomBytes(32).toString('base64url'));
  const portal = portalClient(deps.urls.base, seed);
  const clients = new Map([portal, ...(deps.clients ?? [])].map((client) => [client.clientId, client]));
  let making: Promise<Provider> | undefined;
  return {
    issuer,
    portalClient: { issuer, clientId: portal.clientId, clientSecret: portal.clientSecret },
    clients,
    provider() {
      making ??= createProvider({ ...deps, issuer, clients }).catch((error: unknown) => {
        making = undefined;
        throw error;
      });
      return making;
    },
  };
}
