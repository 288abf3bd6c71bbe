/** Makes every room once, in the order in which they need each other: for the platform, and for the tests of one room on the real ones below. */
import { Apps } from '../apps/index.ts';
import { AuditLog, byProgram, DecisionNotes } from '../audit/index.ts';
import { type AuthenticationOptions, createAuthentication, type LoginProvider } from '../authentication/index.ts';
import { type AuthorizationDeps, createAuthorization, createDecisionLog } from '../authorization/index.ts';
import { certificateTrust, NO_TRUST, type RenewedTrust } from '../business-certificates/index.ts';
import { createCallers, EndedSessions } from '../callers/index.ts';
import type { Database } from '../database/index.ts';
import { type Consent, createDelegations } from '../delegations/index.ts';
import { Events } from '../events/index.ts';
import { type MovableClock, type PlatformUrls, platformUrls } from '../foundation/index.ts';
import { createIdporten, type Idporten, type IdportenClient } from '../idporten/index.ts';
import { LiveLog } from '../live-log/index.ts';
import { DOCUMENTED, ReplayGuard, RequestLog, type TokenEndpointDeps } from '../maskinporten/index.ts';
import { createOperator } from '../operator/index.ts';
import { Milestones } from '../portal-overview/index.ts';
import { PRODUCTION_LIMITS, RateLimits } from '../rate-limits/index.ts';
import { createRegister, type Party, type Register, welcomePerson } from '../register/index.ts';
import { createResources } from '../resources/index.ts';
import { Customer, Faults, TestAuthority } from '../sandbox/index.ts';
import { loginClient, Scopes, type SeedScope, SelfService } from '../selfservice/index.ts';
import { createSigningKeys } from '../signing-keys/index.ts';
import { Situations } from '../situations/index.ts';
import { createStorage, instanceInfos } from '../storage/index.ts';
import { createSystems, type Systems } from '../systems/index.ts';
import { createTokenGenerator, SIGNED_FOR } from '../token-generator/index.ts';
import { world } from '../world/index.ts';
import type { PlatformOptions } from './options.ts';

/** What the rooms stand on. */
export interface Ground {
  readonly database: Database;
  readonly clock: MovableClock;
  readonly urls: PlatformUrls;
}

/** What the tests of one room put in the place of another; the platform replaces nothing. */
export interface Replacements {
  /** Wraps the register, to make it fail. */
  readonly register?: ((register: Register) => Register) | undefined;
  /** What the PDP asks. */
  readonly pdp?: Partial<Pick<AuthorizationDeps, 'delegations' | 'instances' | 'switches'>>;
  readonly authentication?: AuthenticationOptions | undefined;
  /** Clients of the test ID-porten besides the portal. */
  readonly idportenClients?: readonly IdportenClient[] | undefined;
  readonly loginProvider?: Partial<LoginProvider> | undefined;
  /** Entries on a page of the System Register's lists. */
  readonly pageSize?: number;
}

export type Rooms = Awaited<ReturnType<typeof makeRooms>>;

const DAY_MS = 24 * 3600 * 1000;
/** Entries of a sandbox's audit log that are kept. */
const SANDBOX_AUDIT_ENTRIES = 100_000;
/** Ten years: longer than most rules ask, and an operator may say otherwise. */
const DEFAULT_AUDIT_DAYS = 3_650;
const MEBIBYTE = 1024 * 1024;
/** Who owns the platform’s own scopes in the synthetic world. */
const SANDBOX_OPERATOR = '310007404';
const DEFAULT_ELEMENT_LIMIT = 25 * MEBIBYTE;

/**
 * Opens every room on a database; fills nothing.
 * @throws Error when production has no login provider
 */
export async function makeRooms(ground: Ground, options: PlatformOptions = {}, replace: Replacements = {}) {
  const sandbox = options.mode !== 'production';
  const situations = sandbox ? new Situations(ground.clock) : undefined;
  const limits = limitsOf(ground, options);
  const base = await baseRooms(ground, options, replace, { situations, limits });
  const people = await peopleRooms({ ...ground, ...base, sandbox }, options, replace);
  const keep = sandbox
    ? { entries: SANDBOX_AUDIT_ENTRIES }
    : { ms: (options.auditDays ?? DEFAULT_AUDIT_DAYS) * DAY_MS };
  const audit = new AuditLog({ ...ground, callers: base.callers, keep });
  const decisionNotes = options.auditDecisions ? new DecisionNotes({ audit, callers: base.callers }) : undefined;
  const decisions = decisionRooms({ ...ground, ...base, decisionNotes }, options, replace);
  const { pageSize } = replace;
  const customer = situations && new Customer({ ...ground, ...base, situations, systems: () => systems });
  const systems: Systems = createSystems({
    ...ground,
    ...base,
    around: customer?.around,
    mayUse: decisions.mayUse,
    ...(pageSize === undefined ? {} : { pageSize }),
  });
  const storage = createStorage({
    ...ground,
    ...base,
    authorization: customer?.watched(decisions.authorization) ?? decisions.authorization,
    elementLimit: options.dataElementLimit ?? DEFAULT_ELEMENT_LIMIT,
    scopeGate: 'strict',
  });
  const apps = sandbox ? new Apps({ ...ground, ...base }) : undefined;
  const log = new RequestLog(ground.database, ground.clock);
  const milestones = new Milestones(ground);
  const events = sandbox ? await new Events(ground).open() : undefined;
  const liveLog = sandbox ? new LiveLog({ ...ground, callers: base.callers }) : undefined;
  const own = {
    apps,
    audit,
    decisionNotes,
    limits,
    liveLog,
    events,
    systems,
    storage,
    log,
    milestones,
    faults: new Faults(),
    situations,
    customer,
    sandbox,
  };
  const rooms = { ...ground, ...base, ...people, ...decisions, ...own };
  const tokens = sandbox ? tokensForTests(rooms) : undefined;
  const operator = createOperator({
    ...rooms,
    organization: options.operator ?? (sandbox ? SANDBOX_OPERATOR : undefined),
    knownScopes: world.scopes.scopes as readonly SeedScope[],
  });
  return { ...rooms, operator, endpoint: tokenEndpoint(rooms, options), tokens };
}

/** The sandbox has none unless it is asked to: no test is to wait. */
function limitsOf({ database, clock }: Ground, { mode, rateLimits }: PlatformOptions): RateLimits | undefined {
  const settings = rateLimits ?? (mode === 'production' ? PRODUCTION_LIMITS : 'off');
  return settings === 'off' ? undefined : new RateLimits({ database, clock, settings });
}

/** Keys, parties, resources and what has been delegated: what every other room asks. */
async function baseRooms(
  ground: Ground,
  { memory = {}, policyReading = 'xacml', mode, tokenAudience, signingKeyDays }: PlatformOptions,
  replace: Replacements,
  { situations, limits }: { readonly situations: Situations | undefined; readonly limits: RateLimits | undefined },
) {
  const { urls } = ground;
  const held = memory.policies === undefined ? {} : { policyCacheSize: memory.policies, cacheSize: memory.policies };
  const [signingKeys, plain, resources, ended] = await Promise.all([
    createSigningKeys({
      ...ground,
      ...(signingKeyDays === undefined ? {} : { keyLifeMs: signingKeyDays * DAY_MS }),
      asProgram: (work) => byProgram(ground, 'rotateSigningKey', work),
    }),
    createRegister({ ...ground, options: sized(memory.parties) }),
    createResources({ ...ground, options: { ...held, policyReading } }),
    new EndedSessions(ground).open(),
  ]);
  const register = replace.register?.(plain) ?? plain;
  const callers = createCallers({
    signingKeys,
    clock: ground.clock,
    ended,
    issuers: { maskinporten: urls.maskinportenIssuer, altinn: urls.altinnIssuer },
    situations,
    limits,
    ...((tokenAudience ?? (mode === 'production' ? 'own' : 'any')) === 'own' ? { ownAudience: urls.base } : {}),
  });
  const delegations = createDelegations({ ...ground, register, resources, ...sized(memory.pairs) });
  return { signingKeys, register, resources, callers, delegations };
}

type Base = Awaited<ReturnType<typeof baseRooms>>;

/** Who registers clients, and who logs persons in. */
async function peopleRooms(
  deps: Ground & Base & { readonly sandbox: boolean },
  options: PlatformOptions,
  replace: Replacements,
) {
  const { database, clock, urls, register, sandbox } = deps;
  const listUrl = `${urls.base}/sandbox/certificates/revoked`;
  const authority = sandbox ? await new TestAuthority({ database, clock, listUrl }).open() : undefined;
  const renewed = sandbox ? undefined : await trustOf(deps, options);
  const trust = authority?.trust ?? renewed ?? NO_TRUST;
  const { delegationSource } = urls;
  const selfservice = new SelfService(database, clock, {
    trust,
    delegationSources: [delegationSource],
    ...(options.registrationDelay === undefined ? {} : { delay: options.registrationDelay }),
    ...(options.kidUniqueness === undefined ? {} : { kidUniqueness: options.kidUniqueness }),
  });
  const idporten = options.loginProvider
    ? undefined
    : await createIdporten({
        database,
        clock,
        register,
        urls,
        registered: (clientId) => loginClient(selfservice, clientId),
        ...(replace.idportenClients === undefined ? {} : { clients: replace.idportenClients }),
      });
  const authentication = createAuthentication({
    ...deps,
    loginProvider: { ...loginProviderOf(options, idporten), ...replace.loginProvider },
    // A sandbox has its persons; in production whoever the provider vouches for is a person, who may do nothing yet.
    ...(sandbox
      ? {}
      : { welcome: (personNumber: string, name: string) => welcomePerson({ database, register }, personNumber, name) }),
    options: {
      enterpriseUsers: options.enterpriseUsers ?? (sandbox ? 'on' : 'gone'),
      ...(options.trustedKeys === undefined ? {} : { trustedKeys: options.trustedKeys }),
      ...(sandbox ? { ownersSignedHere: SIGNED_FOR } : {}),
      ...replace.authentication,
    },
  });
  return {
    authority,
    trust,
    renewedTrust: renewed,
    delegationSource,
    selfservice,
    scopes: new Scopes(selfservice),
    idporten,
    authentication,
  };
}

type People = Awaited<ReturnType<typeof peopleRooms>>;

/** The PDP, and what is asked of it without a request. */
function decisionRooms(
  deps: Ground & Base & { readonly decisionNotes: DecisionNotes | undefined },
  { memory = {} }: PlatformOptions,
  replace: Replacements,
) {
  const { database, decisionNotes } = deps;
  const instanceInfo = instanceInfos(database);
  const authorization = createAuthorization({
    ...deps,
    instances: (id) => instanceInfo(id.split('/').at(-1) ?? ''),
    memory,
    onDecision: decisionNotes && ((made) => decisionNotes.take(made)),
    ...replace.pdp,
  });
  const mayUse = async (
    actor: Party | { readonly uuid: string; readonly systemUser: true },
    resourceId: string,
    action: string,
    party: Party,
  ) => {
    const subject =
      'systemUser' in actor
        ? [{ id: 'urn:altinn:systemuser:uuid', value: actor.uuid }]
        : [{ id: 'urn:altinn:userid', value: String(actor.userId ?? '') }];
    const resource = [
      { id: 'urn:altinn:resource', value: resourceId },
      { id: 'urn:altinn:partyid', value: String(party.partyId) },
    ];
    return (await authorization.decide({ subject, action, resource })).decision === 'Permit';
  };
  return { authorization, mayUse, decisionLog: createDecisionLog(deps) };
}

/** What makes tokens for tests: a sandbox's alone. */
const tokensForTests = ({
  clock,
  signingKeys,
  urls,
  register,
  systems,
}: Ground & Base & { readonly systems: Systems }) =>
  createTokenGenerator({
    clock,
    ring: signingKeys.ring('altinn'),
    issuer: urls.altinnIssuer,
    register,
    systemUser: (id) => systems.users.find(id),
  });

/** What Maskinporten's token endpoint asks the rooms. */
function tokenEndpoint(
  rooms: Ground &
    Base &
    People & {
      readonly systems: Systems;
      readonly customer: Customer | undefined;
      readonly limits: RateLimits | undefined;
    },
  { missingAccess = 'forbidden', grantTimes, acceptedAudiences = [], nullClaims, hosts }: PlatformOptions,
): TokenEndpointDeps {
  const { database, clock, urls, signingKeys, selfservice, trust, delegationSource, delegations, systems, customer } =
    rooms;
  const { limits } = rooms;
  // Who comes by the plain port knows the platform by that.
  const plainIssuer = hosts ? [platformUrls(urls.base).maskinportenIssuer] : [];
  return {
    clock,
    ring: signingKeys.ring('maskinporten'),
    selfservice,
    replay: new ReplayGuard(database, () => clock.now()),
    trust,
    issuer: urls.maskinportenIssuer,
    delegationSource,
    missingAccess,
    ...(limits && {
      count({ clientId, organization }) {
        limits.take('client', clientId);
        limits.take('organization', organization);
      },
    }),
    rules: {
      times: grantTimes ?? DOCUMENTED.times,
      audiences: new Set([...acceptedAudiences, ...plainIssuer]),
      nullClaims: nullClaims ?? DOCUMENTED.nullClaims,
    },
    scopeDelegation: (query) => delegations.scopeDelegation(query),
    systemUser: (query) => customer?.findForToken(query) ?? systems.byExternalId(query),
    consent: async (id) => validConsent(await delegations.consent(id), clock.now()),
  };
}

const sized = (cacheSize: number | undefined) => (cacheSize === undefined ? {} : { cacheSize });

/** The provider that is configured, else the test ID-porten. */
function loginProviderOf(options: PlatformOptions, idporten: Idporten | undefined): LoginProvider {
  const provider = options.loginProvider ?? idporten?.portalClient;
  if (!provider) throw new Error('no login provider is configured');
  return provider;
}

/** Production trusts the authorities of business certificates that are configured, and without any no certificate. */
const trustOf = async (
  { clock }: Ground,
  { certificateAuthorities, revocationLists }: PlatformOptions,
): Promise<RenewedTrust | undefined> =>
  certificateAuthorities === undefined
    ? undefined
    : certificateTrust(certificateAuthorities, revocationLists, () => clock.now());

/** A consent as the token endpoint wants it: only one that has been given and still holds (maskinporten.md 2.6). */
function validConsent(consent: Consent | undefined, now: number) {
  if (consent?.status !== 'accepted' || consent.consented === undefined || consent.validTo <= now) return undefined;
  return {
    id: consent.id,
    from: consent.from,
    to: consent.to,
    consented: new Date(consent.consented).toISOString(),
    validTo: new Date(consent.validTo).toISOString(),
    consentRights: consent.rights,
  };
}
