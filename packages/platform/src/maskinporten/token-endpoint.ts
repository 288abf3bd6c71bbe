import { randomBytes } from 'node:crypto';
import type { CertificateTrust } from '../business-certificates/index.ts';
import { type Clock, iso6523, type JsonObject } from '../foundation/index.ts';
import type { GrantClient, SelfService } from '../selfservice/index.ts';
import type { SigningRing } from '../signing-keys/index.ts';
import { type AltinnLookups, enrich, readDetails } from './authorization-details.ts';
import { checkPerson, checkResources, type GrantClaims } from './claims.ts';
import { checkScopes, type EntitlementDeps, lifetimeOf, type Parties, partiesOf } from './entitlement.ts';
import {
  authenticate,
  checkAudienceAndTimes,
  type GrantRules,
  MAX_LIFETIME_S,
  type Method,
  readGrant,
} from './grant.ts';
import { refuse } from './refusals.ts';
import { grantId, type ReplayGuard } from './replay.ts';

export interface TokenEndpointDeps extends EntitlementDeps, AltinnLookups {
  readonly clock: Clock;
  readonly ring: SigningRing;
  readonly selfservice: Pick<SelfService, 'client' | 'scope' | 'hasAccess'>;
  readonly replay: ReplayGuard;
  readonly trust: CertificateTrust;
  /** `iss` and expected `aud`, final slash included. */
  readonly issuer: string;
  /** `delegation_source` of delegated tokens. */
  readonly delegationSource: string;
  /** Counts a grant that a client has proven. @throws Refusal `too-many-requests` */
  readonly count?: (client: GrantClient) => void;
  /** Default: as documented. */
  readonly rules?: GrantRules;
}

/** The answer of the token endpoint (maskinporten.md 3.1). */
export interface TokenAnswer {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
  readonly scope: string;
}

/** What became known of a request on its way, for the developer's log. */
export interface Progress {
  clientId?: string;
  organization?: string;
  kid?: string | undefined;
  scopes?: readonly string[];
}

/**
 * Exchanges an assertion for an access token: the checks in the order of maskinporten.md 2.4, then the token.
 * @throws Refusal
 */
export async function exchangeGrant(
  deps: TokenEndpointDeps,
  assertion: string,
  progress: Progress,
): Promise<TokenAnswer> {
  const now = deps.clock.now();
  const grant = readGrant(assertion, deps.rules);
  const { claims } = grant;
  Object.assign(progress, { clientId: claims.issuer, kid: grant.kid, scopes: claims.scopes });
  const client = await deps.selfservice.client(claims.issuer);
  if (client) progress.organization = client.organization;
  const method = authenticate(grant, client, deps.trust, now);
  checkAudienceAndTimes(claims, deps.issuer, Math.floor(now / 1000), deps.rules);
  // Only what is proven: whoever knows a client's id could use up what it may have otherwise.
  if (client) deps.count?.(client);
  // The token is prepared while the use of the grant is being written; it leaves only when both are done, and a replay wins over any other refusal.
  const use = deps.replay.use(grantId(claims.issuer, claims.id, grant.jws.signingInput), claims.expires * 1000);
  const prepared = settled(prepare(deps, claims, client as GrantClient, method, now));
  if (!(await use)) throw refuse('grant-used');
  const outcome = await prepared;
  if ('error' in outcome) throw outcome.error;
  return outcome.value;
}

const settled = <T>(promise: Promise<T>): Promise<{ value: T } | { error: unknown }> =>
  promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );

async function prepare(
  deps: TokenEndpointDeps,
  claims: GrantClaims,
  client: GrantClient,
  method: Method,
  now: number,
): Promise<TokenAnswer> {
  const parties = partiesOf(client, claims.consumerOrg);
  const scopes = await checkScopes(deps, client, claims.scopes, parties);
  checkResources(claims.resource);
  checkPerson(claims.pid);
  const details = readDetails(claims.authorizationDetails);
  const enriched =
    details &&
    (await enrich(details, deps, {
      clientId: client.clientId,
      organization: client.organization,
      consumer: parties.consumer,
    }));
  const lifetime = lifetimeOf(client, scopes);
  const token = await deps.ring.sign(
    accessTokenClaims(deps, claims, client, method, parties, enriched, Math.floor(now / 1000), lifetime),
  );
  return { access_token: token, token_type: 'Bearer', expires_in: lifetime, scope: claims.scopes.join(' ') };
}

/**
 * The token that a client's own grant would get, by the same rules about scopes and access, where nobody has its key at hand. Only the sandbox
 * has a door to it.
 * @throws Refusal
 */
export function tokenWithoutGrant(
  deps: TokenEndpointDeps,
  client: GrantClient,
  scopes: readonly string[],
): Promise<TokenAnswer> {
  const now = deps.clock.now();
  const issuedAt = Math.floor(now / 1000);
  const claims: GrantClaims = {
    issuer: client.clientId,
    audience: deps.issuer,
    scopes: [...new Set(scopes)],
    issuedAt,
    expires: issuedAt + MAX_LIFETIME_S,
    notBefore: undefined,
    id: undefined,
    resource: [],
    consumerOrg: undefined,
    pid: undefined,
    authorizationDetails: undefined,
  };
  return prepare(deps, claims, client, 'private_key_jwt', now);
}

const ID_BYTES = 32;
const IDS_DRAWN = 256;
let drawn = Buffer.alloc(0);
let taken = 0;

/** Random bytes for many tokens are drawn at once: drawing them one by one costs 2 % of a token. */
function tokenId(): string {
  if (taken === drawn.length) {
    drawn = randomBytes(ID_BYTES * IDS_DRAWN);
    taken = 0;
  }
  taken += ID_BYTES;
  return drawn.toString('base64url', taken - ID_BYTES, taken);
}

/** The claims of maskinporten.md 3.2. */
function accessTokenClaims(
  deps: TokenEndpointDeps,
  claims: GrantClaims,
  client: GrantClient,
  method: Method,
  parties: Parties,
  details: Readonly<Record<string, unknown>> | undefined,
  now: number,
  lifetime: number,
): JsonObject {
  const { resource } = claims;
  return {
    ...(details === undefined ? {} : { authorization_details: [details] }),
    ...(resource.length === 0 ? {} : { aud: resource.length === 1 ? resource[0] : resource }),
    ...(claims.pid === undefined ? {} : { pid: claims.pid }),
    scope: claims.scopes.join(' '),
    iss: deps.issuer,
    client_amr: method,
    token_type: 'Bearer',
    exp: now + lifetime,
    iat: now,
    client_id: client.clientId,
    jti: tokenId(),
    consumer: iso6523(parties.consumer),
    ...(parties.supplier === undefined ? {} : { supplier: iso6523(parties.supplier) }),
    ...(parties.delegated ? { delegation_source: deps.delegationSource } : {}),
  };
}
