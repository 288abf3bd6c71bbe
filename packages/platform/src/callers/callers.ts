import type {} from '@fastify/cookie';
import type { FastifyRequest } from 'fastify';
import {
  type Clock,
  faultInTimes,
  isMalformedJws,
  isRsaAlgorithm,
  type JsonObject,
  organizationIn,
  type ParsedJws,
  parseJws,
  seconds,
  verifyJws,
} from '../foundation/index.ts';
import { bearerToken } from '../http/index.ts';
import type { RateLimits } from '../rate-limits/index.ts';
import type { SigningKeys, SigningRing } from '../signing-keys/index.ts';
import type { Situations } from '../situations/index.ts';
import type { EndedSessions } from './ended-sessions.ts';
import { rejected } from './refusals.ts';

/** In the order in which a token's class is tested (altinn-instances.md 2). */
export type CallerKind = 'serviceOwner' | 'person' | 'enterpriseUser' | 'systemUser' | 'organization' | 'other';

export interface SystemUserIdentity {
  readonly id: string;
  readonly systemId: string;
  /** Organisation number of the customer who owns the system user. */
  readonly owner: string;
}

/** What a verified token proves. */
export interface Caller {
  readonly kind: CallerKind;
  readonly issuer: 'maskinporten' | 'altinn';
  readonly token: string;
  readonly claims: JsonObject;
  readonly scopes: ReadonlySet<string>;
  /** Organisation number in `consumer` (else `urn:altinn:orgNumber`): the vendor, for a system user. */
  readonly organization: string | undefined;
  readonly clientId: string | undefined;
  /** Service owner code, `urn:altinn:org`. */
  readonly serviceOwner: string | undefined;
  readonly userId: number | undefined;
  readonly partyUuid: string | undefined;
  readonly partyId: number | undefined;
  readonly systemUser: SystemUserIdentity | undefined;
  readonly authenticationLevel: number | undefined;
  /** True when the token came in a cookie: a browser sent it, perhaps unasked. */
  readonly fromCookie: boolean;
}

export interface Callers {
  /**
   * Verifies a compact token of one of our issuers.
   * @throws Refusal `token-invalid`
   */
  verify(token: string, accept?: readonly Caller['issuer'][]): Caller;
  /** The caller of a request: bearer token first, then the session cookies (altinn-authentication.md 5). Undefined when it carries no token. */
  of(request: FastifyRequest, accept?: readonly Caller['issuer'][]): Caller | undefined;
  /** For a caller that is remembered: whether its token is to count as good still. @throws Refusal `token-invalid` when its session was ended, and in a situation of the sandbox */
  judge(caller: Caller): void;
  /** Counts a request of the caller, once. @throws Refusal `too-many-requests` */
  count(caller: Caller, request?: FastifyRequest): void;
}

/** Cookies that may carry an Altinn token, in order. */
const TOKEN_COOKIES = ['.ALTINNTOKEN', 'AltinnStudioRuntime'] as const;
/** Clock tolerance of consumers (altinn-authentication.md 3.3). */
const TOLERANCE_S = 10;

/**
 * Whom Altinn Studio's own tokens are of. Exchanged, they keep that, with an audience of Altinn's, and Altinn's services look at neither
 * (altinn-authentication.md 3.5).
 */
export const STUDIO_ISSUERS: ReadonlySet<unknown> = new Set(['studio', 'dev-studio', 'staging-studio']);

/** Of an exchanged token of the studio only which app it is counts: it copies whatever the studio wrote, and makes nobody a person or an owner. */
const studiosOwn = ({ iss, exp, 'urn:altinn:app': app }: JsonObject): JsonObject => ({
  ...(iss === undefined ? {} : { iss }),
  ...(exp === undefined ? {} : { exp }),
  ...(app === undefined ? {} : { 'urn:altinn:app': app }),
});

export function createCallers(deps: {
  signingKeys: SigningKeys;
  clock: Clock;
  /** `iss` values, final slash included. */
  issuers: { readonly maskinporten: string; readonly altinn: string };
  ended: Pick<EndedSessions, 'check'>;
  /** The sandbox’s. */
  situations?: Situations | undefined;
  /** How often a client and its organisation may ask; left out = as often as they like. */
  limits?: Pick<RateLimits, 'take'> | undefined;
  /** The platform's own address: a token of Maskinporten that is for another API is refused. Left out = `aud` is not looked at, as Altinn does. */
  ownAudience?: string | undefined;
}): Callers {
  const { situations, ownAudience, ended } = deps;
  const rings: readonly (readonly [Caller['issuer'], string, SigningRing])[] = [
    ['altinn', deps.issuers.altinn, deps.signingKeys.ring('altinn')],
    ['maskinporten', deps.issuers.maskinporten, deps.signingKeys.ring('maskinporten')],
  ];
  const verify = (
    token: string,
    accept: readonly Caller['issuer'][] = ['altinn', 'maskinporten'],
    fromCookie = false,
  ): Caller => {
    const jws = read(token);
    const { iss } = jws.payload;
    const ofStudio = STUDIO_ISSUERS.has(iss);
    const entry = rings.find(([name, issuer]) => issuer === iss || (ofStudio && name === 'altinn'));
    if (!entry) throw rejected('the token is from an issuer that is not trusted here');
    const [issuer, , ring] = entry;
    if (!accept.includes(issuer)) throw rejected(`a token from ${issuer} is not accepted here: exchange it first`);
    if (!isSignedBy(ring, jws)) {
      situations?.meet('token-invalid');
      throw rejected(ALTERED);
    }
    const now = seconds(deps.clock);
    const fault = faultInTimes(jws.payload, now, TOLERANCE_S);
    if (fault !== undefined) {
      if (hasExpired(jws.payload, now))
        situations?.meet('token-expired', whoIs(describe(jws.payload, issuer, '', false)));
      throw rejected(fault);
    }
    if (ofStudio) return describe(studiosOwn(jws.payload), issuer, token, fromCookie);
    if (issuer === 'altinn') ended.check(jws.payload);
    checkAudience(issuer, jws.payload['aud'], ownAudience);
    return describe(jws.payload, issuer, token, fromCookie);
  };
  const judge = judgeOf(situations, ended);
  const once = onceRefused(situations);
  const ofBearer = (bearer: string, accept?: readonly Caller['issuer'][]): Caller => {
    const caller = verify(bearer, accept);
    judge(caller);
    return caller;
  };
  return {
    verify: (token, accept) => verify(token, accept),
    judge,
    count: countOf(deps.limits),
    of(request, accept) {
      const bearer = bearerToken(request);
      if (bearer !== undefined) return once(request, () => ofBearer(bearer, accept));
      if (request.headers.authorization !== undefined) return undefined;
      const cookie = TOKEN_COOKIES.map((name) => request.cookies[name]).find(Boolean);
      return cookie === undefined ? undefined : verify(cookie, ['altinn'], true);
    },
  };
}

/** @throws Refusal `token-invalid` when its header is none that is looked at */
function isSignedBy(ring: SigningRing, jws: ParsedJws): boolean {
  const { alg, kid } = jws.header;
  if (!isRsaAlgorithm(alg) || typeof kid !== 'string') throw rejected('the token header lacks an allowed alg or a kid');
  if ('crit' in jws.header) throw rejected('the token header has crit');
  const key = ring.verificationKey(kid);
  return key !== undefined && verifyJws(jws, alg, key);
}

/** @throws Refusal `token-invalid` where the token is for something else */
function checkAudience(issuer: Caller['issuer'], aud: unknown, own: string | undefined): void {
  // Altinn's access tokens carry no aud (altinn-authentication.md 7); its ID tokens do, and open no API.
  if (issuer === 'altinn' && aud !== undefined) throw rejected('the token is an ID token: send the access token');
  if (issuer === 'maskinporten' && own !== undefined && !isFor(aud, own))
    throw rejected('the token is for another API: ask for one without resource, or with this platform’s address in it');
}

/** What Maskinporten once wrote where no audience was asked for. */
const UNSPECIFIED = 'unspecified';

/** Whether one of the values of `aud`, if there is any, is the platform's address or beneath it (RFC 7519 section 4.1.3). */
function isFor(aud: unknown, base: string): boolean {
  if (aud === undefined) return true;
  return [aud].flat().some((one) => one === UNSPECIFIED || one === base || String(one).startsWith(`${base}/`));
}

const ALTERED = 'the signature of the token is not valid';

const hasExpired = ({ exp }: JsonObject, now: number): boolean => typeof exp === 'number' && exp + TOLERANCE_S <= now;

/** Some rooms ask for the caller several times, where one of several kinds is let in: of one request that met a situation, it is counted once. */
function onceRefused(situations: Situations | undefined): (request: FastifyRequest, read: () => Caller) => Caller {
  if (!situations) return (_, read) => read();
  const refused = new WeakMap<FastifyRequest, unknown>();
  return (request, read) => {
    if (refused.has(request)) throw refused.get(request);
    const before = situations.meetings;
    try {
      return read();
    } catch (error) {
      if (situations.meetings !== before) refused.set(request, error);
      throw error;
    }
  };
}

/** Refuses tokens whose session was ended, and those that are to count as expired or altered. */
const judgeOf =
  (situations: Situations | undefined, ended: Pick<EndedSessions, 'check'>) =>
  (caller: Caller): void => {
    if (caller.issuer === 'altinn') ended.check(caller.claims);
    if (!situations?.active) return;
    const who = whoIs(caller);
    const met = situations.judge(caller.token, caller.issuer, who);
    if (met === undefined) return;
    situations.meet(met, who);
    const { exp } = caller.claims;
    throw rejected(
      (met === 'token-expired' && faultInTimes(caller.claims, Number(exp) + TOLERANCE_S, TOLERANCE_S)) || ALTERED,
    );
  };

/** A surface may look at its caller more than once: the request is counted at the first look. */
function countOf(limits: Pick<RateLimits, 'take'> | undefined): Callers['count'] {
  if (!limits) return () => {};
  const counted = new WeakSet<FastifyRequest>();
  return ({ clientId, organization }, request) => {
    if (request !== undefined) {
      if (counted.has(request)) return;
      counted.add(request);
    }
    if (clientId !== undefined) limits.take('client', clientId);
    if (organization !== undefined) limits.take('organization', organization);
  };
}

/** What situations may be narrowed to, of a caller. */
const whoIs = ({ clientId, systemUser }: Caller) => ({
  clients: clientId === undefined ? [] : [clientId],
  system: systemUser?.systemId,
  customer: systemUser?.owner,
});

function read(token: string): ParsedJws {
  try {
    return parseJws(token);
  } catch (error) {
    if (isMalformedJws(error)) throw rejected(`the token cannot be read: ${error.message}`);
    throw error;
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const numeric = (value: unknown): number | undefined => {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
};

/** The `urn:altinn:systemuser` element; an array in Maskinporten's token, an object in Altinn's (altinn-authentication.md 7.5). */
function systemUserIn(details: unknown): SystemUserIdentity | undefined {
  const element = Array.isArray(details) ? details[0] : details;
  if (typeof element !== 'object' || element === null) return undefined;
  const { type, systemuser_id, systemuser_org, system_id } = element as Record<string, unknown>;
  if (type !== 'urn:altinn:systemuser' || !Array.isArray(systemuser_id)) return undefined;
  const id = text(systemuser_id[0]);
  const owner = organizationIn(systemuser_org);
  const systemId = text(system_id);
  return id && owner && systemId ? { id, owner, systemId } : undefined;
}

function kindOf(caller: Omit<Caller, 'kind'>): CallerKind {
  if (caller.serviceOwner) return 'serviceOwner';
  if (caller.userId !== undefined)
    return caller.claims['urn:altinn:authenticatemethod'] === 'virksomhetsbruker' ? 'enterpriseUser' : 'person';
  if (caller.systemUser) return 'systemUser';
  return caller.organization ? 'organization' : 'other';
}

function describe(claims: JsonObject, issuer: Caller['issuer'], token: string, fromCookie: boolean): Caller {
  const scope = text(claims['urn:altinn:scope']) ?? text(claims['scope']) ?? '';
  const caller: Omit<Caller, 'kind'> = {
    issuer,
    token,
    claims,
    scopes: new Set(scope.split(' ').filter(Boolean)),
    organization: organizationIn(claims['consumer']) ?? text(claims['urn:altinn:orgNumber']),
    clientId: text(claims['client_id']),
    serviceOwner: text(claims['urn:altinn:org']),
    userId: numeric(claims['urn:altinn:userid']),
    partyUuid: text(claims['urn:altinn:party:uuid']),
    partyId: numeric(claims['urn:altinn:partyid']),
    systemUser: systemUserIn(claims['authorization_details']),
    authenticationLevel: numeric(claims['urn:altinn:authlevel']),
    fromCookie,
  };
  return { ...caller, kind: kindOf(caller) };
}
