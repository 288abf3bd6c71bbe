/** The claims of Altinn tokens, made from those of the token that is exchanged (altinn-authentication.md 3 and 7). Pure. */
import { type JsonObject, organizationIn } from '../foundation/index.ts';
import type { Party } from '../register/index.ts';
import { refuse } from './refusals.ts';

/** Life of an Altinn token in seconds. */
const TOKEN_LIFETIME_S = 1800;

/** What is decided outside the claims: who issues, when, and the new session id. */
export interface Minting {
  readonly issuer: string;
  /** Seconds since the epoch. */
  readonly now: number;
  readonly sid: string;
}

const MAX_LEVEL = 4;
const ACR_LEVELS: ReadonlyMap<string, number> = new Map([
  ['level0', 0],
  ['selfregistered-email', 0],
  ['idporten-loa-low', 0],
  ['level1', 1],
  ['level2', 2],
  ['idporten-loa-substantial', 3],
  ['idporten-loa-high', 4],
]);

/** The values of `acr_values` that a login may be asked for with (9). */
export const ALLOWED_ACR: ReadonlySet<string> = new Set([
  'idporten-loa-substantial',
  'idporten-loa-high',
  'selfregistered-email',
  'level0',
  'level1',
  'level2',
]);

/** The authentication level of an `acr` (3.4, 7.6): by name, else its last digit; undefined when it tells no level from 0 to 4. */
export function levelOf(acr: string): number | undefined {
  const named = ACR_LEVELS.get(acr);
  if (named !== undefined) return named;
  const last = acr.charCodeAt(acr.length - 1) - 48;
  return last >= 0 && last <= MAX_LEVEL ? last : undefined;
}

/** A list of one at the top level becomes its element when a token is issued anew (7). */
const collapsed = (value: unknown): unknown => (Array.isArray(value) && value.length === 1 ? value[0] : value);

/** The upstream claims that survive. Claims in Altinn's own name space are Altinn's to make and never copied from another issuer. */
function copied(upstream: JsonObject, dropped: ReadonlySet<string>): JsonObject {
  const kept: JsonObject = {};
  for (const [name, value] of Object.entries(upstream))
    if (!dropped.has(name) && !name.startsWith('urn:altinn:')) kept[name] = collapsed(value);
  return kept;
}

const DROPPED_FROM_MASKINPORTEN: ReadonlySet<string> = new Set(['aud', 'iss', 'client_amr', 'sid', 'nameid']);
const DROPPED_FROM_IDPORTEN: ReadonlySet<string> = new Set(['aud', 'iss', 'at_hash', 'sid', 'sub', 'nameid']);

/**
 * The organisation number in a Maskinporten token's `consumer` (3.3): what follows the first colon, whatever the prefix.
 * @throws Refusal `TOKEN_REJECTED`
 */
export function consumerOf(upstream: JsonObject): string {
  const { consumer } = upstream;
  if (typeof consumer !== 'object' || consumer === null)
    throw refuse('TOKEN_REJECTED', 'the token has no consumer: send an access token from Maskinporten');
  if (!('authority' in consumer) || consumer.authority !== 'iso6523-actorid-upis')
    throw refuse('TOKEN_REJECTED', 'consumer.authority must be iso6523-actorid-upis');
  const organization = organizationIn(consumer);
  if (!organization) throw refuse('TOKEN_REJECTED', 'consumer.ID must be 0192: followed by the organisation number');
  return organization;
}

/** True when the scope text holds `altinn:serviceowner` anywhere (3.3; looser than a scope policy on purpose). */
export const hasServiceOwnerScope = (upstream: JsonObject): boolean =>
  typeof upstream['scope'] === 'string' && upstream['scope'].includes('altinn:serviceowner');

/** The claims of an exchanged Maskinporten token (3.3, 7.2). `serviceOwner` is the code to add, if any. */
export const organizationClaims = (
  upstream: JsonObject,
  organization: string,
  serviceOwner: string | undefined,
  minting: Minting,
): JsonObject => ({
  ...copied(upstream, DROPPED_FROM_MASKINPORTEN),
  'urn:altinn:orgNumber': organization,
  ...(serviceOwner === undefined ? {} : { 'urn:altinn:org': serviceOwner }),
  'urn:altinn:authenticatemethod': 'maskinporten',
  'urn:altinn:authlevel': 3,
  iss: minting.issuer,
  sid: minting.sid,
  iat: minting.now,
  nbf: minting.now,
  exp: minting.now + TOKEN_LIFETIME_S,
});

/** What an enterprise user adds to the organisation's claims (7.4). */
export const enterpriseClaims = (user: {
  readonly userId: number;
  readonly userName: string;
  readonly partyId: number;
  readonly partyUuid: string;
}): JsonObject => ({
  'urn:altinn:userid': user.userId,
  'urn:altinn:username': user.userName,
  'urn:altinn:partyid': user.partyId,
  'urn:altinn:party:uuid': user.partyUuid,
  'urn:altinn:authenticatemethod': 'virksomhetsbruker',
});

/** The scopes of other agencies whose ID-porten tokens are exchanged although none is Altinn's (3.4). */
const PARTNER_SCOPES: ReadonlySet<string> = new Set([
  'skatteetaten:formueinntekt/skattemelding',
  'skatteetaten:mvameldinginnsending',
  'skatteetaten:mvameldingvalidering',
]);

/** True when at least one scope is Altinn's or a partner's. */
export const hasAltinnOrPartnerScope = (upstream: JsonObject): boolean =>
  typeof upstream['scope'] === 'string' &&
  upstream['scope'].split(' ').some((scope) => scope.startsWith('altinn:') || PARTNER_SCOPES.has(scope));

/** A person who may log in: known to the register as a user. */
export interface User {
  readonly userId: number;
  readonly userName: string;
  readonly partyId: number;
  readonly partyUuid: string;
}

/** The user that a party is; undefined for one without a user id. */
export const userOf = (party: Party, userName: string): User | undefined =>
  party.userId === undefined
    ? undefined
    : { userId: party.userId, userName, partyId: party.partyId, partyUuid: party.uuid };

const userClaims = (user: User): JsonObject => ({
  'urn:altinn:userid': String(user.userId),
  'urn:altinn:username': user.userName,
  'urn:altinn:partyid': user.partyId,
  'urn:altinn:party:uuid': user.partyUuid,
});

const firstText = (value: unknown): string | undefined => {
  const first = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' && first !== '' ? first : undefined;
};

/**
 * `pid` and level of an ID-porten token (3.4).
 * @throws Refusal `TOKEN_REJECTED` when `pid` or `acr` is missing
 */
export function personIn(upstream: JsonObject): { pid: string; level: number } {
  const { pid, acr } = upstream;
  if (typeof pid !== 'string' || pid.trim() === '')
    throw refuse('TOKEN_REJECTED', 'the token has no pid: send the access token of a person from ID-porten');
  if (typeof acr !== 'string') throw refuse('TOKEN_REJECTED', 'the token has no acr');
  const level = levelOf(acr);
  if (level === undefined) throw refuse('TOKEN_REJECTED', 'the acr of the token tells no level from 0 to 4');
  return { pid: pid.trim(), level };
}

/** The claims of an exchanged ID-porten token (3.4, 7.3). The life of the session is ID-porten's: `exp` is kept. */
export const personClaims = (upstream: JsonObject, user: User, level: number, minting: Minting): JsonObject => ({
  ...copied(upstream, DROPPED_FROM_IDPORTEN),
  nameid: String(user.userId),
  ...userClaims(user),
  'urn:altinn:authenticatemethod': firstText(upstream['amr']) ?? 'NotDefined',
  'urn:altinn:authlevel': level,
  iss: minting.issuer,
  sid: minting.sid,
  iat: minting.now,
  nbf: minting.now,
});

/** The claims of an exchanged Altinn Studio token (3.5): unchanged but for `exp`. */
export const studioClaims = (upstream: JsonObject, now: number): JsonObject => ({
  ...Object.fromEntries(Object.entries(upstream).map(([name, value]) => [name, collapsed(value)])),
  exp: now + TOKEN_LIFETIME_S,
});

/** Scopes of a portal session (7.6). */
const SESSION_SCOPES = 'openid digdir:dialogporten.noconsent altinn:portal/enduser altinn:instances.read';

/** How a person logged in. */
export interface Login {
  readonly acr: string;
  readonly amr: readonly string[];
  readonly sid: string;
  /** Seconds since the epoch; now when left out. */
  readonly authTime?: number;
  /** The provider that logged the person in. */
  readonly originalIssuer?: string;
}

/** ID-porten's names of methods as Altinn's enumeration has them; others go through unchanged. */
const METHODS: ReadonlyMap<string, string> = new Map([
  ['Minid-PIN', 'MinIDPin'],
  ['Minid-OTC', 'MinIDOTC'],
  ['Minid-TOTP', 'MinIDTOTP'],
  ['BankID-mobil', 'BankIDMobil'],
  ['TestID', 'IdportenTestId'],
  ['SelfRegistered-Email', 'IdportenEpost'],
]);

/** The claims of the cookie token (7.6): everything but `pid`. */
export function sessionClaims(user: User, login: Login, minting: Minting & { readonly jti: string }): JsonObject {
  const method = login.amr[0];
  return {
    sub: user.partyUuid,
    sid: login.sid,
    jti: minting.jti,
    iss: minting.issuer,
    ...userClaims(user),
    acr: login.acr,
    amr: [...login.amr],
    auth_time: login.authTime ?? minting.now,
    ...(login.originalIssuer === undefined ? {} : { originaliss: login.originalIssuer }),
    'urn:altinn:authlevel': levelOf(login.acr) ?? 0,
    'urn:altinn:authenticatemethod': method === undefined ? 'NotDefined' : (METHODS.get(method) ?? method),
    scope: SESSION_SCOPES,
    iat: minting.now,
    nbf: minting.now,
    exp: minting.now + TOKEN_LIFETIME_S,
  };
}

/** The claims of a refreshed token (5): the same, from now. @param until latest `exp` in seconds, if the session bounds it */
export const refreshedClaims = (
  claims: JsonObject,
  now: number,
  additions: { readonly pid?: string | undefined; readonly until?: number | undefined } = {},
): JsonObject => ({
  ...claims,
  ...(additions.pid === undefined ? {} : { pid: additions.pid }),
  iat: now,
  nbf: now,
  exp: Math.min(now + TOKEN_LIFETIME_S, additions.until ?? Number.POSITIVE_INFINITY),
});
