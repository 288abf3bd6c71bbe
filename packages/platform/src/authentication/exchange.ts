import { randomUUID } from 'node:crypto';
import { type Callers, isRejected, STUDIO_ISSUERS } from '../callers/index.ts';
import { type Clock, isMalformedJws, type JsonObject, type ParsedJws, parseJws, seconds } from '../foundation/index.ts';
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
import type { TrustedKeys } from './platform-access.ts';
import { refuse } from './refusals.ts';
import { checkSignature, checkTimes, headerOf } from './token-check.ts';
import type { UpstreamKeys } from './upstream-keys.ts';

/** As Altinn's own answer has it. */
const GONE = {
  type: 'https://docs.altinn.studio',
  title: 'Enterprise users (virksomhetsbruker) are no longer available',
};

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

/** @returns the Altinn token. @throws Refusal, in the order of altinn-authentication.md 3.2 */
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

/** Whose tokens are exchanged, as the path names them. */
export const PROVIDERS = ['maskinporten', 'id-porten', 'altinnstudio'] as const;
type Provider = (typeof PROVIDERS)[number];
const isProvider = (text: string): text is Provider => (PROVIDERS as readonly string[]).includes(text);
/** `?test=true` lets Digdir stand for the test organisation (3.3). */
const TEST_SUBSTITUTE = { from: 'digdir', to: 'ttd' } as const;

type ReadToken = ParsedJws & { readonly compact: string };

function readToken(token: string | undefined): ReadToken {
  if (!token) throw refuse('TOKEN_MISSING', 'send the token to exchange: Authorization: Bearer …');
  try {
    return { ...parseJws(token), compact: token };
  } catch (error) {
    if (isMalformedJws(error)) throw refuse('TOKEN_REJECTED', `the bearer token cannot be read: ${error.message}`);
    throw error;
  }
}

class Exchanger {
  readonly #deps: ExchangeDeps;

  constructor(deps: ExchangeDeps) {
    this.#deps = deps;
  }

  async exchange(request: ExchangeRequest): Promise<string> {
    const jws = readToken(request.token);
    const provider = request.provider.toLowerCase();
    if (!isProvider(provider))
      throw refuse(
        'PROVIDER_UNKNOWN',
        `"${provider.slice(0, 40)}" is not a trusted token provider: use ${PROVIDERS.join(', ')}`,
      );
    return this.#deps.ring.sign(await this.#claims(provider, jws, request), { typ: 'JWT' });
  }

  #claims(provider: Provider, jws: ReadToken, request: ExchangeRequest): Promise<JsonObject> {
    if (provider === 'maskinporten') return this.#fromMaskinporten(jws.compact, request);
    return provider === 'id-porten' ? this.#fromIdporten(jws) : this.#fromStudio(jws);
  }

  async #fromMaskinporten(token: string, request: ExchangeRequest): Promise<JsonObject> {
    const upstream = this.#verifyMaskinporten(token);
    const organization = consumerOf(upstream);
    const user = await this.#enterpriseUser(request.enterpriseHeader, organization);
    const owner = hasServiceOwnerScope(upstream)
      ? await this.#serviceOwner(organization, request.test ?? false)
      : undefined;
    return { ...organizationClaims(upstream, organization, owner, this.#minting()), ...user };
  }

  async #fromIdporten(jws: ParsedJws): Promise<JsonObject> {
    const { idporten, clock, user: userOf } = this.#deps;
    const upstream = jws.payload;
    if (upstream['iss'] !== idporten.issuer) throw refuse('TOKEN_REJECTED', `the token is not from ${idporten.issuer}`);
    const { kid } = headerOf(jws);
    const key = kid === undefined ? undefined : await idporten.key(kid);
    checkSignature(jws, key ? [key] : []);
    checkTimes(upstream, seconds(clock));
    if (!hasAltinnOrPartnerScope(upstream))
      throw refuse('SCOPE_MISSING', 'the token must have a scope that begins with altinn:, or a partner scope');
    const { pid, level } = personIn(upstream);
    const user = await userOf(pid);
    if (!user) throw refuse('TOKEN_REJECTED', 'the person in the token is not a user of Altinn');
    return personClaims(upstream, user, level, this.#minting());
  }

  async #fromStudio(jws: ParsedJws): Promise<JsonObject> {
    const { iss } = jws.payload;
    const keys = typeof iss === 'string' && STUDIO_ISSUERS.has(iss) ? this.#deps.trusted.get(iss) : undefined;
    if (!keys) throw refuse('TOKEN_REJECTED', 'the token is not from an Altinn Studio that is trusted here');
    checkSignature(jws, keys);
    checkTimes(jws.payload, seconds(this.#deps.clock));
    return studioClaims(jws.payload, seconds(this.#deps.clock));
  }

  #verifyMaskinporten(token: string): JsonObject {
    try {
      const caller = this.#deps.callers.verify(token, ['maskinporten']);
      this.#deps.callers.count(caller);
      return caller.claims;
    } catch (error) {
      if (isRejected(error)) throw refuse('TOKEN_REJECTED', error.message);
      throw error;
    }
  }

  async #serviceOwner(organization: string, test: boolean): Promise<string | undefined> {
    const owner = await this.#deps.register.serviceOwner({ organization });
    return test && owner?.code === TEST_SUBSTITUTE.from ? TEST_SUBSTITUTE.to : owner?.code;
  }

  async #enterpriseUser(header: string | undefined, organization: string): Promise<JsonObject> {
    if (!header) return {};
    const { enterpriseUsers } = this.#deps;
    if (enterpriseUsers === 'gone')
      throw refuse('ENTERPRISE_GONE', 'use a system user for machine access, or log the person in through ID-porten', {
        members: GONE,
      });
    return enterpriseClaims(await enterpriseUsers.authenticate(header, organization));
  }

  #minting(): Minting {
    return { issuer: this.#deps.issuer, now: seconds(this.#deps.clock), sid: randomUUID() };
  }
}

export function createExchange(deps: ExchangeDeps): Exchange {
  const exchanger = new Exchanger(deps);
  return (request) => exchanger.exchange(request);
}
