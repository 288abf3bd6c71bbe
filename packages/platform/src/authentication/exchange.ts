import { randomUUID } from 'node:crypto';
import { type Callers, TokenRejected } from '../callers/index.ts';
import { type Clock, type JsonObject, JwsFormatError, type ParsedJws, parseJws, seconds } from '../foundation/index.ts';
import type { Register } from '../register/index.ts';
import type { SigningRing } from '../signing-keys/index.ts';
import {
  consumerOf,
  enterpriseClaims,
  hasAltinnOrPartnerScope,
  hasServiceOwnerScope,
  type Minting,
  organizationClaims,
  personClaims,
  personIn,
  studioClaims,
  type User,
} from './claims.ts';
import type { EnterpriseUsers } from './enterprise-users.ts';
import { Refused } from './errors.ts';
import type { TrustedKeys } from './platform-access.ts';
import { checkSignature, checkTimes, headerOf } from './token-check.ts';
import type { UpstreamKeys } from './upstream-keys.ts';

export interface ExchangeRequest {
  /** As it stands in the path; compared in lower case. */
  readonly provider: string;
  /** The upstream token; undefined when none was sent. */
  readonly token: string | undefined;
  /** `?test=true` */
  readonly test?: boolean;
  /** `X-Altinn-EnterpriseUser-Authentication`; only Maskinporten's exchange looks at it. */
  readonly enterpriseHeader?: string | undefined;
}

/** @returns the Altinn token. @throws Refused, in the order of altinn-authentication.md 3.2 */
export type Exchange = (request: ExchangeRequest) => Promise<string>;

export interface ExchangeDeps {
  readonly callers: Callers;
  readonly register: Register;
  readonly ring: SigningRing;
  readonly clock: Clock;
  readonly issuer: string;
  readonly enterpriseUsers: EnterpriseUsers | 'gone';
  readonly idporten: UpstreamKeys;
  /** Keys of Altinn Studio, by `iss`. */
  readonly trusted: TrustedKeys;
  /** A person of the register as a user, or undefined. */
  readonly user: (pid: string) => Promise<User | undefined>;
}

const PROVIDERS = ['maskinporten', 'id-porten', 'altinnstudio'] as const;
type Provider = (typeof PROVIDERS)[number];
const isProvider = (text: string): text is Provider => (PROVIDERS as readonly string[]).includes(text);
const STUDIO_ISSUERS: ReadonlySet<unknown> = new Set(['studio', 'dev-studio', 'staging-studio']);
/** `?test=true` lets Digdir stand for the test organisation (3.3). */
const TEST_SUBSTITUTE = { from: 'digdir', to: 'ttd' } as const;

function readToken(token: string | undefined): ParsedJws & { readonly compact: string } {
  if (!token) throw new Refused('TOKEN_MISSING', 'send the token to exchange: Authorization: Bearer …');
  try {
    return { ...parseJws(token), compact: token };
  } catch (error) {
    if (error instanceof JwsFormatError)
      throw new Refused('TOKEN_REJECTED', `the bearer token cannot be read: ${error.message}`);
    throw error;
  }
}

export function createExchange(deps: ExchangeDeps): Exchange {
  const minting = (): Minting => ({ issuer: deps.issuer, now: seconds(deps.clock), sid: randomUUID() });

  const maskinportenClaimsOf = (token: string): JsonObject => {
    try {
      return deps.callers.verify(token, ['maskinporten']).claims;
    } catch (error) {
      if (error instanceof TokenRejected) throw new Refused('TOKEN_REJECTED', error.message);
      throw error;
    }
  };

  const serviceOwnerCode = async (organization: string, test: boolean): Promise<string | undefined> => {
    const owner = await deps.register.serviceOwner({ organization });
    return test && owner?.code === TEST_SUBSTITUTE.from ? TEST_SUBSTITUTE.to : owner?.code;
  };

  const enterpriseUser = async (header: string | undefined, organization: string): Promise<JsonObject> => {
    if (!header) return {};
    if (deps.enterpriseUsers === 'gone')
      throw new Refused(
        'ENTERPRISE_GONE',
        'use a system user for machine access, or log the person in through ID-porten',
      );
    return enterpriseClaims(await deps.enterpriseUsers.authenticate(header, organization));
  };

  const fromMaskinporten = async (token: string, request: ExchangeRequest): Promise<JsonObject> => {
    const upstream = maskinportenClaimsOf(token);
    const organization = consumerOf(upstream);
    const user = await enterpriseUser(request.enterpriseHeader, organization);
    const owner = hasServiceOwnerScope(upstream)
      ? await serviceOwnerCode(organization, request.test ?? false)
      : undefined;
    return { ...organizationClaims(upstream, organization, owner, minting()), ...user };
  };

  const fromIdporten = async (jws: ParsedJws): Promise<JsonObject> => {
    const upstream = jws.payload;
    if (upstream['iss'] !== deps.idporten.issuer)
      throw new Refused('TOKEN_REJECTED', `the token is not from ${deps.idporten.issuer}`);
    const { kid } = headerOf(jws);
    const key = kid === undefined ? undefined : await deps.idporten.key(kid);
    checkSignature(jws, key ? [key] : []);
    checkTimes(upstream, seconds(deps.clock));
    if (!hasAltinnOrPartnerScope(upstream))
      throw new Refused('SCOPE_MISSING', 'the token must have a scope that begins with altinn:, or a partner scope');
    const { pid, level } = personIn(upstream);
    const user = await deps.user(pid);
    if (!user) throw new Refused('TOKEN_REJECTED', 'the person in the token is not a user of Altinn');
    return personClaims(upstream, user, level, minting());
  };

  const fromStudio = (jws: ParsedJws): JsonObject => {
    const { iss } = jws.payload;
    const keys = typeof iss === 'string' && STUDIO_ISSUERS.has(iss) ? deps.trusted.get(iss) : undefined;
    if (!keys) throw new Refused('TOKEN_REJECTED', 'the token is not from an Altinn Studio that is trusted here');
    checkSignature(jws, keys);
    checkTimes(jws.payload, seconds(deps.clock));
    return studioClaims(jws.payload, seconds(deps.clock));
  };

  return async (request) => {
    const jws = readToken(request.token);
    const provider = request.provider.toLowerCase();
    if (!isProvider(provider))
      throw new Refused(
        'PROVIDER_UNKNOWN',
        `"${provider.slice(0, 40)}" is not a trusted token provider: use ${PROVIDERS.join(', ')}`,
      );
    const claims =
      provider === 'maskinporten'
        ? await fromMaskinporten(jws.compact, request)
        : provider === 'id-porten'
          ? await fromIdporten(jws)
          : fromStudio(jws);
    return deps.ring.sign(claims, { typ: 'JWT' });
  };
}
