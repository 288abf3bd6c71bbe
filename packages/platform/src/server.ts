/** Assembles the rooms; nothing else does. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import type { FastifyInstance } from 'fastify';
import type { Transaction } from 'kysely';
import { accessMetadataRoutes } from './access-metadata/index.ts';
import {
  authenticationRoutes,
  createAuthentication,
  type LoginProvider,
  seedAuthentication,
} from './authentication/index.ts';
import {
  ADMIN_SCOPE,
  authorizationRoutes,
  createAuthorization,
  createDecisionLog,
  type Domain,
} from './authorization/index.ts';
import { certificateTrust, NO_TRUST } from './business-certificates/index.ts';
import { createCallers, requireScope } from './callers/index.ts';
import { type Announce, type Database, openDatabase, readMasterKey, type Tables } from './database/index.ts';
import { delegationRulesRoutes } from './delegation-rules/index.ts';
import {
  type Consent,
  createDelegations,
  type Delegations,
  delegationsRoutes,
  mayActFor,
} from './delegations/index.ts';
import { type MovableClock, movableClock, type PlatformUrls, platformUrls } from './foundation/index.ts';
import {
  createHttp,
  HEALTH,
  healthRoute,
  listenFirst,
  metricsRoute,
  openApiRoutes,
  openDoors,
  webAppRoutes,
} from './http/index.ts';
import { createIdporten, type Idporten, idportenRoutes } from './idporten/index.ts';
import { maskinportenRoutes, ReplayGuard, RequestLog } from './maskinporten/index.ts';
import { policyAuthoringRoutes } from './policy-authoring/index.ts';
import { Milestones, portalRoutes } from './portal/index.ts';
import { createRegister, type Party, registerRoutes, seedRegister } from './register/index.ts';
import { createResources, type PolicyReading, resourcesRoutes, seedResources } from './resources/index.ts';
import { dateHeader, emptyTables, Faults, faultHooks, sandboxRoutes, TestAuthority } from './sandbox/index.ts';
import {
  type ClientRecord,
  type DelayRange,
  loginClient,
  type NewClient,
  Scopes,
  SelfService,
  seedSelfService,
  selfserviceRoutes,
} from './selfservice/index.ts';
import { createSigningKeys } from './signing-keys/index.ts';
import { createStorage, findInstanceInfo, storageRoutes } from './storage/index.ts';
import { createSystems, systemsRoutes } from './systems/index.ts';
import { world } from './world/index.ts';

export interface PlatformOptions {
  /** Default 7070; 0 = any free port. */
  readonly port?: number;
  /** Address to listen on; default this machine only. */
  readonly host?: string;
  /** An SQLite file, or a `postgres://` URL; default in memory. */
  readonly database?: string;
  /** Public base URL; default `http://localhost:{port}`, or with the address that it listens on where that is not this machine's usual one. */
  readonly baseUrl?: string;
  /** `on`: the former contract; `gone`: 410 as today's Altinn. Default `on`. */
  readonly enterpriseUsers?: 'on' | 'gone';
  /** Largest data element in bytes; default 25 MiB. */
  readonly dataElementLimit?: number;
  /** Longest time, in seconds, for which `stop` waits for requests that are under way; then they are cut. Default 30. */
  readonly stopGrace?: number;
  /** pino level, to standard output; default: faults alone, to standard error; `false`: silence. */
  readonly logLevel?: string | false;
  /**
   * `sandbox` (default): the synthetic world, the test ID-porten, a clock that moves. `production`: none of these; it does not start without a
   * PostgreSQL database, an https base URL, a master key and a login provider.
   */
  readonly mode?: 'sandbox' | 'production';
  /** What the portal calls this environment; default TEST, in production PROD. */
  readonly environment?: string;
  /** 32 random bytes in base64: encrypts private keys, ID tokens and other secrets in the database. */
  readonly masterKey?: string;
  /** The OpenID Connect provider where persons log in; default the test ID-porten. */
  readonly loginProvider?: LoginProvider;
  /** PEM: who issues business certificates (Buypass, Commfides), in production; the sandbox trusts its own authority alone. */
  readonly certificateAuthorities?: string;
  /** Their revocation lists, DER or PEM, read at the start. */
  readonly revocationLists?: readonly (Uint8Array | string)[];
  /**
   * Imitates the time that a change at Samarbeidsportalen takes to reach the token endpoint: from and to, whole seconds; at Digdir 0 to 120.
   * Each client, scope and access has a delay of its own in that range, the same each time. Default at once; not in production.
   */
  readonly registrationDelay?: DelayRange;
  /** How a scope that the consumer was never granted is answered: 403 `forbidden` (default), or 400 `invalid_scope` as once seen in TEST. */
  readonly missingAccess?: 'forbidden' | 'invalid_scope';
  /** Where the kid of a client's key must be unique: on its client (default), or among all clients as older documentation has it. */
  readonly kidUniqueness?: 'client' | 'global';
  /** Who signs its own platform access tokens: the PEM of a service owner's apps, by its code (altinn-authentication.md 10). */
  readonly trustedKeys?: Readonly<Record<string, readonly string[]>>;
  /**
   * How the targets of policies in the resource registry are read where the two differ: `xacml` (default) as the standard says, or `altinn` as
   * Altinn's own engine does, to which several AnyOf of one category are alternatives (docs/contracts/xacml-engine.md 13).
   */
  readonly policyReading?: PolicyReading;
  /** XACML policies that AuthZEN answers from, besides Altinn's own: see `readXacmlDomains` and `xacmlDomain`. */
  readonly authzen?: readonly Domain[];
  /** Folder of the built portal; default the one beside this package. */
  readonly portal?: string;
  /** How much is held in memory to decide from. */
  readonly memory?: MemoryLimits;
}

/** Most entries held in memory, by kind; what is not held is looked up in the database. */
export interface MemoryLimits {
  /** Parties, by each way to name one, and relations. Default 50,000. */
  readonly parties?: number;
  /** What a subject has for a party: roles, packages, delegations. Default 50,000. */
  readonly pairs?: number;
  /** Compiled policies, and resources. Default 10,000. */
  readonly policies?: number;
  /** Decisions made before, while nothing has changed; 0 = none. Default 50,000. */
  readonly decisions?: number;
  /** Answers to requests that come again word for word; 0 = none. Default 20,000. */
  readonly answers?: number;
}

export interface Platform {
  readonly urls: PlatformUrls;
  readonly port: number;
  readonly clock: MovableClock;
  /** A Maskinporten client with keys, as Samarbeidsportalen would make it. */
  createClient(client: NewClient): Promise<ClientRecord>;
  /** Lets requests fail on demand; in production mode they never do. */
  readonly faults: Faults;
  /** For tests that ask without a port. */
  readonly http: FastifyInstance;
  /** Takes no more connections, answers what has been asked (see `stopGrace`), then closes the database. */
  stop(): Promise<void>;
}

const VERSION = '0.1.0';
const MEBIBYTE = 1024 * 1024;
const DEFAULT_PORT = 7070;
const DEFAULT_STOP_GRACE_S = 30;
const DEFAULT_ELEMENT_LIMIT = 25 * MEBIBYTE;

/**
 * Starts a sandbox platform: everything of it on one port, with the synthetic world in it.
 * @throws with `code` EADDRINUSE when the port is taken
 */
export async function startPlatform(options: PlatformOptions = {}): Promise<Platform> {
  if (options.mode === 'production') checkProduction(options);
  const host = options.host ?? 'localhost';
  const [{ server, port, drain }, database] = await openBoth(host, options);
  try {
    const http = createHttp({ ...(options.logLevel === undefined ? {} : { logLevel: options.logLevel }), server });
    const urls = platformUrls(options.baseUrl ?? `http://${reachableAs(host)}:${port}`);
    const clock = movableClock();
    const platform = await assemble(http, database, clock, urls, options);
    await http.ready();
    openDoors(server);
    const stop = async (): Promise<void> => {
      await drain((options.stopGrace ?? DEFAULT_STOP_GRACE_S) * 1000);
      await http.close();
      // Both are helps for developers and administrators: the platform stops without them when the database is away.
      await Promise.allSettled([platform.log.flush(), platform.decisionLog.flush()]);
      await database.close();
    };
    let stopping: Promise<void> | undefined;
    return {
      urls,
      port,
      clock,
      faults: platform.faults,
      http,
      createClient: (client) => platform.selfservice.createClient(client),
      stop() {
        stopping ??= stop();
        return stopping;
      },
    };
  } catch (error) {
    server.close();
    await database.close();
    throw error;
  }
}

/** The provider that is configured, else the test ID-porten. */
function loginProviderOf(options: PlatformOptions, idporten: Idporten | undefined): LoginProvider {
  const provider = options.loginProvider ?? idporten?.portalClient;
  if (!provider) throw new Error('no login provider is configured');
  return provider;
}

/** Production trusts the authorities of business certificates that are configured, and without any no certificate. */
const trustOf = async ({ certificateAuthorities, revocationLists }: PlatformOptions) =>
  certificateAuthorities === undefined ? NO_TRUST : certificateTrust(certificateAuthorities, revocationLists);

/** What production cannot be without. @throws naming everything that is missing */
function checkProduction({ database, baseUrl, masterKey, loginProvider, registrationDelay }: PlatformOptions): void {
  if (registrationDelay?.some((seconds) => seconds > 0))
    throw new Error('a registration delay is the sandbox’s: in production every change is active at once');
  const missing = [
    ...(database && /^postgres(ql)?:/.test(database) ? [] : ['a PostgreSQL database (DATABASE_URL)']),
    ...(baseUrl?.startsWith('https://') ? [] : ['an https base URL']),
    ...(masterKey ? [] : ['a master key (PORTVAKT_MASTER_KEY, 32 bytes in base64)']),
    ...(loginProvider?.issuer.startsWith('https://')
      ? []
      : ['an external OpenID Connect provider with an https issuer']),
  ];
  if (missing.length > 0) throw new Error(`production mode needs ${missing.join('; ')}`);
}

/** What a client calls the host: an address of its own is not reached as localhost. */
function reachableAs(host: string): string {
  if (['localhost', '127.0.0.1', '::1', '0.0.0.0', '::'].includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

async function openBoth(host: string, options: PlatformOptions) {
  const listening = await listenFirst(host, options.port ?? DEFAULT_PORT);
  try {
    const { database: url = ':memory:', masterKey } = options;
    const sealing = masterKey === undefined ? {} : { masterKey: readMasterKey(masterKey) };
    return [listening, await openDatabase({ url, ...sealing })] as const;
  } catch (error) {
    listening.server.close();
    throw error;
  }
}

async function assemble(
  http: FastifyInstance,
  database: Database,
  clock: MovableClock,
  urls: PlatformUrls,
  options: PlatformOptions,
) {
  const { memory = {} } = options;
  const [signingKeys, register, resources] = await Promise.all([
    createSigningKeys({ database, clock }),
    createRegister({ database, clock, options: sized(memory.parties) }),
    createResources({
      database,
      clock,
      options: {
        ...(memory.policies === undefined ? {} : { policyCacheSize: memory.policies, cacheSize: memory.policies }),
        policyReading: options.policyReading ?? 'xacml',
      },
    }),
  ]);
  const callers = createCallers({
    signingKeys,
    clock,
    issuers: { maskinporten: urls.maskinportenIssuer, altinn: urls.altinnIssuer },
  });
  const delegations = createDelegations({ database, clock, register, resources, ...sized(memory.pairs) });
  const delegationSource = `${urls.base}/`;
  const sandbox = options.mode !== 'production';
  const listUrl = `${urls.base}/sandbox/certificates/revoked`;
  const authority = sandbox ? await new TestAuthority({ database, clock, listUrl }).open() : undefined;
  const trust = authority?.trust ?? (await trustOf(options));
  const selfservice = new SelfService(database, clock, {
    trust,
    delegationSources: [delegationSource],
    ...(options.registrationDelay === undefined ? {} : { delay: options.registrationDelay }),
    ...(options.kidUniqueness === undefined ? {} : { kidUniqueness: options.kidUniqueness }),
  });
  const scopes = new Scopes(selfservice);
  const seeding = { database, clock, register, resources, delegations, delegationSource };
  if (sandbox) await seed(seeding);

  const idporten = options.loginProvider
    ? undefined
    : await createIdporten({
        database,
        clock,
        register,
        urls,
        registered: (clientId) => loginClient(selfservice, clientId),
      });
  const enterpriseUsers = options.enterpriseUsers ?? (sandbox ? 'on' : 'gone');
  const authentication = createAuthentication({
    database,
    clock,
    signingKeys,
    callers,
    register,
    urls,
    loginProvider: loginProviderOf(options, idporten),
    options: {
      enterpriseUsers,
      ...(options.trustedKeys === undefined ? {} : { trustedKeys: options.trustedKeys }),
    },
  });
  const instances = (id: string) => findInstanceInfo(database, id.split('/').at(-1) ?? '');
  const authorization = createAuthorization({ database, clock, register, resources, delegations, instances, memory });
  const mayUse = async (person: Party, resourceId: string, action: string, party: Party) => {
    const subject = [{ id: 'urn:altinn:userid', value: String(person.userId ?? '') }];
    const resource = [
      { id: 'urn:altinn:resource', value: resourceId },
      { id: 'urn:altinn:partyid', value: String(party.partyId) },
    ];
    return (await authorization.decide({ subject, action, resource })).decision === 'Permit';
  };
  const systems = createSystems({ database, clock, register, resources, delegations, urls, mayUse });
  const storage = createStorage({
    database,
    clock,
    register,
    resources,
    authorization,
    urls,
    elementLimit: options.dataElementLimit ?? DEFAULT_ELEMENT_LIMIT,
    scopeGate: 'strict',
  });
  const log = new RequestLog(database, clock);
  const endpoint = {
    clock,
    ring: signingKeys.ring('maskinporten'),
    selfservice,
    replay: new ReplayGuard(database, () => clock.now()),
    trust,
    issuer: urls.maskinportenIssuer,
    delegationSource,
    missingAccess: options.missingAccess ?? 'forbidden',
    scopeDelegation: (query: { consumer: string; supplier: string; scope: string }) =>
      delegations.scopeDelegation(query),
    systemUser: (query: Parameters<typeof systems.byExternalId>[0]) => systems.byExternalId(query),
    consent: async (id: string) => validConsent(await delegations.consent(id), clock.now()),
  };

  http.addHook('onRequest', (request, _, done) => {
    const waiting = request.routeOptions.url === HEALTH ? undefined : database.inStep();
    if (waiting) waiting.then(() => done(), done);
    else done();
  });
  const faults = new Faults();
  if (sandbox) dateHeader(http, clock);
  if (sandbox) faultHooks(http, { faults, signingKeys });
  const milestones = new Milestones({ database, clock });
  milestones.watch(http);
  await http.register(cookie);
  await http.register(formbody);
  healthRoute(http, VERSION);
  const waiting: SelfService['waiting'] = (...question) => selfservice.waiting(...question);
  maskinportenRoutes(http, { endpoint, log, ...(selfservice.delay.isOn ? { waiting } : {}) });
  const delegationSources = [{ issuer: delegationSource, name: 'altinn' }];
  selfserviceRoutes(http, { selfservice, scopes, register, callers, clock, delegationSources, sandbox });
  registerRoutes(http, {
    register,
    callers,
    mayActFor: (person, party) => mayActFor({ register, delegations }, person, party),
  });
  resourcesRoutes(http, {
    resources,
    callers,
    database,
    clock,
    register,
    mayDelete: sandbox,
    openTestOwner: sandbox,
  });
  const verifyPlatformAccess = (value: string | readonly string[]) => authentication.platformAccess.verify(value);
  delegationsRoutes(http, {
    database,
    clock,
    delegations,
    register,
    resources,
    callers,
    mayUse,
    verifyPlatformAccess,
  });
  const logoutRedirect = async ({ kind, id }: { readonly kind: string; readonly id: string }) =>
    (await (kind === 'changeRequest' ? systems.changeRequests : systems.requests).find(id))?.redirectUrl;
  authenticationRoutes(http, { authentication, callers, signingKeys, register, urls, logoutRedirect });
  if (idporten) idportenRoutes(http, { idporten, register, urls });
  const decisionLog = createDecisionLog({ database, clock });
  authorizationRoutes(http, {
    authorization,
    callers,
    clock,
    database,
    decisionLog,
    sandbox,
    urls,
    domains: options.authzen ?? [],
    ...(memory.answers === undefined ? {} : { rememberedAnswers: memory.answers }),
  });
  accessMetadataRoutes(http, { register, resources });
  delegationRulesRoutes(http, { callers, database, register, resources, store: delegations });
  policyAuthoringRoutes(http, { database, clock, callers, register, resources, authorization });
  systemsRoutes(http, { systems, register, callers, platformAccess: authentication.platformAccess });
  const resetWorld = () => reset(seeding);
  if (authority)
    sandboxRoutes(http, {
      clock,
      callers,
      register,
      log,
      selfservice,
      signingKeys,
      authority,
      faults,
      resetWorld,
    });
  const mode = sandbox ? 'sandbox' : 'production';
  const environment = { mode, name: options.environment ?? (sandbox ? 'TEST' : 'PROD') } as const;
  portalRoutes(http, { database, clock, callers, register, selfservice, log, milestones, environment });
  openApiRoutes(http, { version: VERSION, base: urls.base });
  metricsRoute(http, {
    scopes: [ADMIN_SCOPE],
    mayRead: (request, scopes) => requireScope(callers, request, scopes, ['altinn']),
    read: () => authorization.metrics(),
  });
  storageRoutes(http, { storage, callers });
  webAppRoutes(http, options.portal ?? portalFolder());
  return { selfservice, log, decisionLog, faults };
}

const sized = (cacheSize: number | undefined) => (cacheSize === undefined ? {} : { cacheSize });

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

interface Seeding {
  readonly database: Database;
  readonly clock: MovableClock;
  readonly register: Awaited<ReturnType<typeof createRegister>>;
  readonly resources: Awaited<ReturnType<typeof createResources>>;
  readonly delegations: Delegations;
  readonly delegationSource: string;
}

/** Fills an empty database with the synthetic world, all or nothing. */
async function seed(deps: Seeding): Promise<void> {
  const { database } = deps;
  const seeded = await database.db.selectFrom('scope_prefix').select('prefix').limit(1).executeTakeFirst();
  if (seeded) return;
  await database.transaction(async (trx, announce) => {
    await fill(deps, trx, announce);
    announce({ topic: '*' });
  });
}

/** The world as it was at first, all or nothing; signing keys, used grants and revoked certificates stay. */
async function reset(deps: Seeding): Promise<void> {
  const { database } = deps;
  await database.transaction(async (trx, announce) => {
    await emptyTables(trx, database.kind);
    await fill(deps, trx, announce);
    announce({ topic: '*' });
  });
}

async function fill(deps: Seeding, trx: Transaction<Tables>, announce: Announce): Promise<void> {
  const { clock, register, resources, delegations, delegationSource } = deps;
  await seedRegister(trx, world);
  await seedResources(trx, resources, world as Parameters<typeof seedResources>[2]);
  await seedSelfService(trx, world.scopes as Parameters<typeof seedSelfService>[1], {
    now: clock.now(),
    delegationSource,
  });
  await seedAuthentication(trx, announce, {
    register,
    givePackages: (inside, tell, { organization, ...grant }) =>
      delegations.grantToSystemUser(inside, tell, { ...grant, from: seededOrganization(organization), rights: [] }),
  });
}

function seededOrganization(number: string): Party {
  const found = world.organizations.find((one) => one.organizationNumber === number);
  if (!found) throw new RangeError(`the synthetic world has no organisation ${number}`);
  return { ...found, type: 'organization', isDeleted: false };
}

/** The built portal: in a checkout beside this package, in a bundle beside the bundle. */
function portalFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const candidates = [join(here, 'portal'), join(here, '..', '..', 'portal', 'dist')];
  return candidates.find((folder) => existsSync(join(folder, 'index.html'))) ?? join(here, 'portal');
}
