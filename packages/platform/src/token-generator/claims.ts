/** The claims of the tokens that the hosted generator makes (token-generator.md 4), with this platform as the issuer. Pure. */
import { iso6523, type JsonObject } from '../foundation/index.ts';
import type {
  ConsentWish,
  EmailUserWish,
  EnterpriseUserWish,
  OrganisationWish,
  PersonWish,
  PlatformAccessWish,
  PlatformWish,
  SelfIdentifiedWish,
  SystemUserWish,
} from './wishes.ts';

/** What is decided outside the wish. */
export interface Minting {
  /** `iss` of Altinn tokens. */
  readonly issuer: string;
  /** Seconds since the epoch. */
  readonly now: number;
  /** A new random UUID. */
  uuid(): string;
  /** A new random text for `jti`. */
  jti(): string;
  /** A random whole number from the first up to the second, which is not reached. */
  between(from: number, to: number): number;
}

/** Life of a token in seconds when nothing is said of it. */
const DEFAULT_TTL_S = 1800;
const CONSENT_TTL_S = 30;
const DELEGATED_BEFORE_S = 10;
/** What the platform's verification asks for, and the hosted generator leaves out. */
const PLATFORM_AUDIENCE = 'platform.altinn.no';
const ENDUSER = ['altinn:enduser'];
const PORTAL_ENDUSER = ['altinn:portal/enduser'];
const MADE_UP_PARTIES = [5_000_000, 7_000_000] as const;
const MADE_UP_NAMES = [1000, 9999] as const;

const times = ({ now }: Minting, ttl = DEFAULT_TTL_S) => ({ iat: now, nbf: now, exp: now + ttl });

/** Tells the tokens of a generator from those of a log-in or an exchange. */
const MADE_FOR_TESTS = { actual_iss: 'altinn-test-tools' };

const common = (minting: Minting, ttl: number | undefined, scopes: readonly string[]) => ({
  iss: minting.issuer,
  ...MADE_FOR_TESTS,
  scope: scopes.join(' '),
  ...times(minting, ttl),
});

const optional = (name: string, value: unknown): JsonObject =>
  value === undefined || value === '' ? {} : { [name]: value };

const supplierOf = (orgNo: string | undefined): JsonObject => (orgNo ? { supplier: iso6523(orgNo) } : {});

/** @param wish with the organisation decided */
export const organisationClaims = (wish: OrganisationWish & { readonly orgNo: string }, minting: Minting) => ({
  ...common(minting, wish.ttl, wish.scopes),
  token_type: 'Bearer',
  client_id: wish.clientId || minting.uuid(),
  jti: minting.jti(),
  consumer: iso6523(wish.orgNo),
  'urn:altinn:orgNumber': wish.orgNo,
  ...optional('urn:altinn:org', wish.org),
  'urn:altinn:authenticatemethod': 'maskinporten',
  'urn:altinn:authlevel': 3,
  ...supplierOf(wish.supplierOrgNo),
  ...optional('delegation_source', wish.delegationSource),
});

export const enterpriseUserClaims = (wish: EnterpriseUserWish, minting: Minting) => ({
  ...common(minting, wish.ttl, wish.scopes ?? ENDUSER),
  token_type: 'Bearer',
  client_id: minting.uuid(),
  jti: minting.jti(),
  consumer: iso6523(wish.orgNo),
  'urn:altinn:userid': wish.userId,
  'urn:altinn:username': wish.userName,
  'urn:altinn:partyid': wish.partyId,
  ...optional('urn:altinn:party:uuid', wish.partyUuid),
  'urn:altinn:orgNumber': wish.orgNo,
  ...optional('urn:altinn:org', wish.org),
  'urn:altinn:authenticatemethod': 'virksomhetsbruker',
  'urn:altinn:authlevel': 3,
  ...supplierOf(wish.supplierOrgNo),
  ...optional('delegation_source', wish.delegationSource),
});

/** @param wish with who has the system user decided */
export const systemUserClaims = (
  wish: SystemUserWish & { readonly orgNo: string; readonly systemUserOrg: string; readonly systemId: string },
  minting: Minting,
) => ({
  ...common(minting, wish.ttl, wish.scopes ?? ENDUSER),
  token_type: 'Bearer',
  client_id: wish.clientId || minting.uuid(),
  jti: minting.jti(),
  consumer: iso6523(wish.orgNo),
  authorization_details: [
    {
      type: 'urn:altinn:systemuser',
      systemuser_id: [wish.systemUserId],
      systemuser_org: iso6523(wish.systemUserOrg),
      system_id: wish.systemId,
    },
  ],
  'urn:altinn:authenticatemethod': 'maskinporten',
  'urn:altinn:authlevel': 3,
  ...supplierOf(wish.supplierOrgNo),
});

const ACR: Readonly<Record<string, string>> = { 3: 'idporten-loa-substantial', 4: 'idporten-loa-high' };

/** @param wish with the person decided */
export const personClaims = (wish: PersonWish & { readonly pid: string }, minting: Minting) => {
  const { authLvl = '3', consumerOrgNo, userId, partyId, partyUuid, userName } = wish;
  return {
    ...common(minting, wish.ttl, wish.scopes ?? ENDUSER),
    token_type: 'Bearer',
    client_id: minting.uuid(),
    client_amr: wish.clientAmr ?? 'virksomhetssertifikat',
    pid: wish.pid,
    acr: ACR[authLvl] ?? 'idporten-loa-low',
    'urn:altinn:authenticatemethod': 'NotDefined',
    // A text, as the generator writes it; everywhere else it is a number.
    'urn:altinn:authlevel': authLvl,
    ...optional('delegation_source', wish.delegationSource),
    ...(consumerOrgNo ? { client_orgno: iso6523(consumerOrgNo), consumer: iso6523(consumerOrgNo) } : {}),
    ...(userId === undefined ? {} : { nameid: userId, 'urn:altinn:userid': userId }),
    ...optional('urn:altinn:partyid', partyId),
    ...optional('urn:altinn:username', userName),
    ...optional('urn:altinn:party:uuid', partyUuid),
  };
};

/** What the tokens of both kinds of users without a number have in common. */
function withoutNumber(wish: SelfIdentifiedWish | EmailUserWish, minting: Minting) {
  const uuid = wish.partyUuid ?? minting.uuid();
  const sid = minting.jti();
  return {
    ...common(minting, wish.ttl, wish.scopes ?? PORTAL_ENDUSER),
    sub: `urn:altinn:party:uuid:${uuid}`,
    sid,
    jti: sid,
    'urn:altinn:party:uuid': uuid,
    'urn:altinn:partyid': wish.partyId ?? minting.between(...MADE_UP_PARTIES),
    'urn:altinn:userid': wish.userId ?? 0,
    'urn:altinn:authlevel': 0,
  };
}

export const selfIdentifiedClaims = (wish: SelfIdentifiedWish, minting: Minting) => ({
  ...withoutNumber(wish, minting),
  'urn:altinn:username': wish.userName ?? `SIUser${minting.between(...MADE_UP_NAMES)}`,
  // Misspelt on the wire.
  orignaliss: 'altinn2',
  acr: 'idporten-loa-low',
  amr: ['SelfIdentified'],
  'urn:altinn:authenticatemethod': 'SelfIdentified',
});

export const emailUserClaims = (wish: EmailUserWish, minting: Minting) => ({
  ...withoutNumber(wish, minting),
  'urn:altinn:username': `epost:${wish.email}`,
  orignaliss: 'idporten',
  email: wish.email,
  'urn:altinn:party:external-identifier': `urn:altinn:person:idporten-email:${wish.email}`,
  acr: 'selfregistered-email',
  amr: ['Selfregistered-email'],
  'urn:altinn:authenticatemethod': 'IdportenEpost',
  auth_time: minting.now,
});

export const platformClaims = (wish: PlatformWish, minting: Minting) => ({
  'urn:altinn:app': wish.app,
  iss: minting.issuer,
  ...MADE_FOR_TESTS,
  ...times(minting, wish.ttl),
});

export const platformAccessClaims = (wish: PlatformAccessWish, minting: Minting) => ({
  'urn:altinn:app': wish.app,
  iss: wish.org ?? 'platform',
  aud: PLATFORM_AUDIENCE,
  ...MADE_FOR_TESTS,
  ...times(minting, wish.ttl),
});

/** Consents of Altinn 2: nothing on this platform reads them. */
export function consentClaims(wish: ConsentWish, minting: Minting) {
  const ends = minting.now + (wish.ttl ?? CONSENT_TTL_S);
  const metadata = Object.entries(wish.metadata ?? {});
  const services = wish.serviceCodes.flatMap((code) => [
    code,
    ...metadata.filter(([name]) => name.startsWith(code)).map(([name, value]) => `${name}=${value}`),
  ]);
  return {
    Services: services.length === 1 ? (services[0] ?? '') : services,
    AuthorizationCode: wish.authorizationCode ?? minting.uuid(),
    OfferedBy: wish.offeredBy,
    CoveredBy: wish.coveredBy,
    ...optional('HandledBy', wish.handledBy),
    DelegatedDate: minting.now - DELEGATED_BEFORE_S,
    ValidToDate: ends,
    iss: 'altinn.no',
    ...MADE_FOR_TESTS,
    nbf: minting.now,
    exp: ends,
  };
}
