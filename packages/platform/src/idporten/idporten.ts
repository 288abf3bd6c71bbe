import { randomBytes } from 'node:crypto';
import type { Provider } from 'oidc-provider';
import type { Database } from '../database/index.ts';
import type { Clock, PlatformUrls } from '../foundation/index.ts';
import type { Register } from '../register/index.ts';
import { type IdportenClient, type KnownClient, known, portalClient } from './clients.ts';
import { createProvider } from './provider.ts';
import { secret } from './store.ts';

/** The embedded test ID-porten. Sandbox only: anybody may log in as any synthetic person. */
export interface Idporten {
  readonly issuer: string;
  /** The portal's registration, for `createAuthentication`'s `loginProvider`. */
  readonly portalClient: { readonly issuer: string; readonly clientId: string; readonly clientSecret: string };
  /** The client with this id: of configuration, else registered in self-service. */
  client(id: string): Promise<KnownClient | undefined>;
  /** The OIDC provider; made at the first call. */
  provider(): Promise<Provider>;
}

/**
 * Prepares the test ID-porten; the OIDC library itself is loaded at the first request.
 * @param deps.clients services that log in here by configuration, besides the portal
 * @param deps.registered looks up a client that was made in self-service
 */
export async function createIdporten(deps: {
  database: Database;
  clock: Clock;
  register: Register;
  urls: PlatformUrls;
  clients?: readonly IdportenClient[];
  registered?: (clientId: string) => Promise<KnownClient | undefined>;
}): Promise<Idporten> {
  const issuer = deps.urls.idportenIssuer;
  const seed = await secret(deps.database, 'client-secrets', async () => randomBytes(32).toString('base64url'));
  const portal = portalClient(deps.urls.base, seed);
  const configured = new Map([portal, ...(deps.clients ?? [])].map((client) => [client.clientId, known(client)]));
  const client = async (id: string) => configured.get(id) ?? (await deps.registered?.(id));
  let making: Promise<Provider> | undefined;
  return {
    issuer,
    portalClient: { issuer, clientId: portal.clientId, clientSecret: portal.clientSecret },
    client,
    provider() {
      making ??= createProvider({ ...deps, issuer, client }).catch((error: unknown) => {
        making = undefined;
        throw error;
      });
      return making;
    },
  };
}
