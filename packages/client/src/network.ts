import { serverTimes } from './answer.ts';
import { signAssertion } from './assertion.ts';
import type { CachedToken } from './cache.ts';
import type { Core, Target } from './core.ts';
import { decodeToken } from './decode.ts';
import { ExchangeError, TokenRequestError } from './errors.ts';
import type { HintContext } from './hints.ts';
import { exchangeToken, requestToken } from './http.ts';
import type { CallOptions, MaskinportenOptions } from './options.ts';
import type { AltinnOptions, NormalRequest } from './request.ts';
import { retrying } from './retry.ts';
import type { AccessToken } from './token.ts';

export interface Errand {
  readonly signal: AbortSignal;
  readonly background: boolean;
}

const SKEW_MS = 10_000;
const FALLBACK_LIFE_MS = 60_000;

/** Asks the token endpoint (client-library.md 7.2, 7.6). */
export async function maskinportenToken(core: Core, request: NormalRequest, errand: Errand): Promise<CachedToken> {
  const { options, environment } = core;
  const { signal } = errand;
  const { issuer } = environment;
  const endpoint = environment.tokenEndpoint ?? (await discovered(issuer, httpOptions(options), signal));
  let repeats = { clock: false, key: false };
  return retrying(options, core, errand, async (attempt) => {
    for (;;) {
      const signer = await core.loadSigner(signal);
      announce(core, 'maskinporten', request, errand, attempt);
      const sent = core.now();
      const input = { audience: issuer, clientId: options.clientId, now: sent + core.offsetMs, ...options.assertion };
      const assertion = await signAssertion(signer, request, input, { signal });
      try {
        const answer = await requestToken(endpoint, assertion, { signal, ...httpOptions(options) });
        const token = stamped(core, answer.access_token, 'maskinporten', request.scopes, answer.expires_in);
        return { ...token, obtainedAt: sent, expiresAt: token.expiresAt - (core.now() - sent) };
      } catch (error) {
        if (!(error instanceof TokenRequestError)) throw error;
        const offset = serverTimes.has(error) ? (serverTimes.get(error) ?? 0) - core.now() : undefined;
        if (!repeats.clock && correctsClock(core, error, offset)) repeats = { ...repeats, clock: true };
        else if (!repeats.key && (await correctsKey(core, error))) repeats = { ...repeats, key: true };
        else throw await explained(core, error, attempt, { kid: signer.header.kid, assertion, offsetMs: offset });
      }
    }
  });
}

/** Exchanges a Maskinporten token, which `upstream` gets (client-library.md 7.7). */
export async function altinnToken(
  core: Core,
  { request }: Target,
  altinn: AltinnOptions,
  upstream: (options: CallOptions) => Promise<AccessToken>,
  errand: Errand & { readonly fresh: boolean },
): Promise<CachedToken> {
  const { options } = core;
  const { signal } = errand;
  const platform = core.platform(altinn);
  let token = await upstream(errand.fresh && !errand.background ? { signal, refresh: true } : { signal });
  const user = altinn.enterpriseUser;
  const exchange = async (attempt: number): Promise<CachedToken> => {
    announce(core, 'altinn', request, errand, attempt);
    const password = user && (typeof user.password === 'function' ? await user.password() : user.password);
    const value = await exchangeToken(platform, token.value, {
      signal,
      ...httpOptions(options),
      ...(altinn.testOrg ? { testOrg: true } : {}),
      ...(user && password !== undefined ? { enterpriseUser: { name: user.name, password } } : {}),
    });
    return stamped(core, value, 'altinn', request.scopes, undefined);
  };
  return retrying(options, core, errand, async (attempt) => {
    try {
      return await exchange(attempt);
    } catch (error) {
      if (!(error instanceof ExchangeError) || error.status !== 401 || token.source !== 'cache') throw error;
      token = await upstream({ signal, refresh: true });
      return exchange(attempt);
    }
  });
}

/** The named environments have their endpoints; only others are asked for them. */
const discovered: typeof import('./metadata.ts').metadataEndpoint = async (...input) =>
  (await import('./metadata.ts')).metadataEndpoint(...input);

function announce(
  { options }: Core,
  target: 'maskinporten' | 'altinn',
  { scopes }: NormalRequest,
  { background }: Errand,
  attempt: number,
): void {
  options.hooks?.onTokenRequest?.({ target, attempt, background, clientId: options.clientId, scopes });
}

function stamped(
  core: Core,
  token: string,
  kind: CachedToken['kind'],
  scopes: readonly string[],
  lifetime: number | undefined,
): CachedToken {
  const now = core.now();
  const life = lifetime !== undefined && lifetime > 0 ? lifetime * 1000 : lifeOf(token, now + core.offsetMs);
  return { token, kind, scopes: [...scopes], obtainedAt: now, expiresAt: now + life };
}

/** A wrong clock: remember how wrong, and try once more. */
function correctsClock(core: Core, error: TokenRequestError, offset: number | undefined): boolean {
  if (error.error !== 'invalid_grant' || offset === undefined || Math.abs(offset - core.offsetMs) <= SKEW_MS)
    return false;
  core.offsetMs = offset;
  core.options.hooks?.onClockSkew?.({ offsetMs: offset });
  return true;
}

async function correctsKey({ options: { key } }: Core, error: TokenRequestError): Promise<boolean> {
  const aboutKey =
    error.mpCode === 'MP-121' || error.mpCode === 'MP-124' || /unknown key identifier/i.test(error.description ?? '');
  return aboutKey && key.refresh !== undefined && (await key.refresh('rejected'));
}

async function explained(
  { options, environment }: Core,
  error: TokenRequestError,
  attempts: number,
  sent: Pick<HintContext, 'kid' | 'assertion' | 'offsetMs'>,
): Promise<TokenRequestError> {
  // Loaded when needed: most programs never see a refusal, and on the edge every kilobyte counts.
  const { hintFor } = await import('./hints.ts');
  const hint = hintFor(error, {
    clientId: options.clientId,
    environment: environment.name,
    issuer: environment.issuer,
    ...sent,
  });
  return new TokenRequestError(
    error.code,
    `${error.message} [client ${options.clientId}, environment ${environment.name}]`,
    { ...error, attempts, ...(hint && { hint }) },
  );
}

const httpOptions = ({ fetch, timeoutMs, traceparent }: MaskinportenOptions) => ({
  ...(fetch && { fetch }),
  ...(timeoutMs === undefined ? {} : { timeoutMs }),
  ...(traceparent && { traceparent }),
});

/** Life by the token's own `exp`, ms. */
function lifeOf(token: string, now: number): number {
  try {
    const life = (decodeToken(token).expiresAt?.getTime() ?? 0) - now;
    return life > 0 ? life : FALLBACK_LIFE_MS;
  } catch {
    return FALLBACK_LIFE_MS;
  }
}
