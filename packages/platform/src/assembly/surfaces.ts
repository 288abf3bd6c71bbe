/** Every surface of the platform, in the order in which they are opened. */
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { accessMetadataRoutes } from '../access-metadata/index.ts';
import { appsDoors } from '../apps/index.ts';
import { auditRoutes, measureAudit } from '../audit/index.ts';
import { authenticationRoutes } from '../authentication/index.ts';
import { ADMIN_SCOPE, authorizationRoutes, measureDecisions } from '../authorization/index.ts';
import { measureTrust } from '../business-certificates/index.ts';
import { requireScope } from '../callers/index.ts';
import { measureDatabase } from '../database/index.ts';
import { delegationRulesRoutes } from '../delegation-rules/index.ts';
import { delegationsRoutes, FailedLookups, mayActFor, requestDesk, returnOf } from '../delegations/index.ts';
import { Listeners } from '../events/index.ts';
import { type HostsDoor, isServed } from '../hosts/index.ts';
import {
  createMetrics,
  HEALTH_PATHS,
  healthRoutes,
  isLocal,
  knowOwnHost,
  logRequests,
  metricsRoute,
  openApiRoutes,
  ownLog,
  webAppRoutes,
} from '../http/index.ts';
import { idportenRoutes } from '../idporten/index.ts';
import { liveLogRoutes } from '../live-log/index.ts';
import { maskinportenRoutes, tokenWithoutGrant } from '../maskinporten/index.ts';
import { operatorRoutes } from '../operator/index.ts';
import { policyAuthoringRoutes } from '../policy-authoring/index.ts';
import { portalRoutes } from '../portal-overview/index.ts';
import { measureRateLimits, watchRates } from '../rate-limits/index.ts';
import { registerRoutes } from '../register/index.ts';
import { resourcesRoutes } from '../resources/index.ts';
import { awayOf, dateHeader, faultHooks, refuseOtherSites, sandboxRoutes, situationHooks } from '../sandbox/index.ts';
import { selfserviceRoutes } from '../selfservice/index.ts';
import { measureSigningKeys } from '../signing-keys/index.ts';
import { storageRoutes } from '../storage/index.ts';
import { systemsRoutes } from '../systems/index.ts';
import { tokenGeneratorRoutes } from '../token-generator/index.ts';
import type { Tracing } from '../tracing/index.ts';
import { certificatesHeldBy, measureCertificates, warningsOf } from './held-certificates.ts';
import type { PlatformOptions } from './options.ts';
import { readinessOf } from './readiness.ts';
import type { Rooms } from './rooms.ts';
import { resets } from './seed.ts';
import { snapshotsOf } from './snapshots.ts';
import { VERSION } from './version.ts';

type Surface = (http: FastifyInstance, rooms: Rooms, options: PlatformOptions) => void;

/** Opens the surface of each room. Those of the sandbox alone open nothing in production. */
const SURFACES = {
  maskinporten: (http, { endpoint, log, selfservice }) =>
    maskinportenRoutes(http, {
      endpoint,
      log,
      ...(selfservice.delay.isOn ? { waiting: (...question) => selfservice.waiting(...question) } : {}),
    }),
  selfservice: (http, rooms) =>
    selfserviceRoutes(http, { ...rooms, delegationSources: [{ issuer: rooms.delegationSource, name: 'altinn' }] }),
  register: (http, rooms) =>
    registerRoutes(http, { ...rooms, mayActFor: (person, party) => mayActFor(rooms, person, party) }),
  resources: (http, rooms) =>
    resourcesRoutes(http, { ...rooms, mayDelete: rooms.sandbox, openTestOwner: rooms.sandbox }),
  delegations: (http, rooms, { serviceOwnerPackages }) =>
    delegationsRoutes(http, {
      ...rooms,
      ...(serviceOwnerPackages === undefined ? {} : { serviceOwnerPackages }),
      ...(rooms.limits && { lookups: new FailedLookups(rooms.clock) }),
      systemUsers: async (ids) =>
        (await rooms.systems.users.named(ids)).map(({ id, integrationTitle: name, userType }) => ({
          id,
          name,
          isAgent: userType === 'agent',
        })),
      verifyPlatformAccess: (value) => rooms.authentication.platformAccess.verify(value),
    }),
  authentication: (http, rooms) =>
    authenticationRoutes(http, {
      ...rooms,
      logoutRedirect: async ({ kind, id }) => {
        if (kind === 'consent') {
          const consent = await rooms.delegations.consents.find(id);
          return consent && returnOf(consent);
        }
        const { changeRequests, requests } = rooms.systems;
        return (await (kind === 'changeRequest' ? changeRequests : requests).find(id))?.redirectUrl;
      },
    }),
  idporten(http, { idporten, register, urls }) {
    if (idporten) idportenRoutes(http, { idporten, register, urls });
  },
  authorization: (http, rooms, { authzen = [], memory = {} }) =>
    authorizationRoutes(http, {
      ...rooms,
      domains: authzen,
      desk: requestDesk(rooms),
      denied: rooms.customer && ((systemUser) => rooms.customer?.denied(systemUser)),
      ...(memory.answers === undefined ? {} : { rememberedAnswers: memory.answers }),
    }),
  accessMetadata: (http, rooms) => accessMetadataRoutes(http, rooms),
  delegationRules: (http, rooms) => delegationRulesRoutes(http, { ...rooms, store: rooms.delegations }),
  policyAuthoring: (http, rooms) => policyAuthoringRoutes(http, { ...rooms, mayDelete: rooms.sandbox }),
  systems: (http, rooms) => systemsRoutes(http, { ...rooms, platformAccess: rooms.authentication.platformAccess }),
  operator: (http, rooms) => operatorRoutes(http, rooms),
  sandbox(http, { authority, events, situations, customer, ...rooms }) {
    if (authority && events && situations && customer)
      sandboxRoutes(http, {
        ...rooms,
        authority,
        idportenIssuer: rooms.urls.idportenIssuer,
        maskinportenToken: (client, wanted) => tokenWithoutGrant(rooms.endpoint, client, wanted),
        resetWorld: resets(rooms),
        snapshots: snapshotsOf({ ...rooms, situations }),
        feed: { events, listeners: new Listeners(rooms.clock), base: rooms.urls.base },
        situation: { situations, settled: () => customer.settled() },
      });
  },
  apps(http, { apps }) {
    if (apps) appsDoors(http, { apps });
  },
  tokenGenerator(http, { tokens }) {
    if (tokens) tokenGeneratorRoutes(http, { tokens });
  },
  portal: (http, rooms, { environment = rooms.sandbox ? 'TEST' : 'PROD' }) =>
    portalRoutes(http, {
      ...rooms,
      environment: { mode: rooms.sandbox ? 'sandbox' : 'production', name: environment },
    }),
  liveLog(http, { liveLog, ...rooms }) {
    if (liveLog) liveLogRoutes(http, { ...rooms, liveLog });
  },
  audit: (http, rooms) =>
    auditRoutes(http, {
      ...rooms,
      scopes: [ADMIN_SCOPE],
      mayRead(request, scopes) {
        // In production whoever gets a program to run on the machine is no operator yet.
        if (!rooms.sandbox || !isLocal(request)) return requireScope(rooms.callers, request, scopes, ['altinn']);
        return refuseOtherSites(request);
      },
    }),
  openApi: (http, { urls }, { portal }) =>
    openApiRoutes(http, { version: VERSION, base: urls.base, ...(portal === undefined ? {} : { portal }) }),
  storage: (http, rooms) => storageRoutes(http, rooms),
} satisfies Record<string, Surface>;

export type SurfaceName = keyof typeof SURFACES;

/** Opens the surfaces that are named, with the parsers that they need: cookies and forms. */
export async function openSurfaces(
  http: FastifyInstance,
  rooms: Rooms,
  options: PlatformOptions,
  names: readonly SurfaceName[],
): Promise<void> {
  await http.register(cookie);
  await http.register(formbody);
  for (const name of names) SURFACES[name](http, rooms, options);
}

/**
 * Opens all of the platform: what every request passes first, its health, every surface, and the portal.
 * @param portal the folder of the built portal
 * @param node whether the platform has been told to stop, and where the real host names are served
 * @returns what sends traces, where they are sent
 */
export async function openPlatform(
  http: FastifyInstance,
  rooms: Rooms,
  options: PlatformOptions,
  portal: string,
  {
    isStopping = () => false,
    door,
  }: { readonly isStopping?: () => boolean; readonly door?: HostsDoor | undefined } = {},
): Promise<Tracing | undefined> {
  const { database, clock, sandbox, limits } = rooms;
  knowOwnHost(http, rooms.urls.base, isServed);
  // The first: what is too much is to cost nothing.
  if (limits) watchRates(http, limits);
  http.addHook('onRequest', (request, _, done) => {
    const waiting = database.inStep();
    if (waiting && !HEALTH_PATHS.has(request.routeOptions.url)) waiting.then(() => done(), done);
    else {
      // A probe has its own look.
      waiting?.catch(() => {});
      done();
    }
  });
  const registry = createMetrics(http);
  measureDatabase(database, registry);
  measureSigningKeys(rooms.signingKeys, registry);
  measureDecisions(rooms.authorization, registry);
  measureAudit(rooms.audit, registry);
  if (limits) measureRateLimits(limits, registry);
  const { renewedTrust } = rooms;
  if (renewedTrust) {
    measureTrust(renewedTrust, registry);
    renewedTrust.onTrouble((text) => ownLog(http).error(text));
  }
  if (sandbox) dateHeader(http, clock);
  const { situations } = rooms;
  const failed = (request: FastifyRequest): void => {
    const away = awayOf(request);
    if (away) situations?.meet(away);
  };
  if (sandbox) faultHooks(http, { ...rooms, failed });
  rooms.milestones.watch(http);
  rooms.liveLog?.watch(http);
  if (situations) situationHooks(http, situations);
  rooms.audit.watch(http);
  rooms.decisionNotes?.watch(http);
  logRequests(http);
  const tracing = await traced(http, options);
  const certificates = certificatesHeldBy({ ...rooms, trustedKeys: options.trustedKeys, door });
  measureCertificates(certificates, registry);
  healthRoutes(http, VERSION, readinessOf({ ...rooms, warnings: () => warningsOf(certificates()) }, isStopping));
  await openSurfaces(http, rooms, { ...options, portal }, Object.keys(SURFACES) as SurfaceName[]);
  metricsRoute(http, {
    scopes: [ADMIN_SCOPE],
    mayRead: (request, scopes) => requireScope(rooms.callers, request, scopes, ['altinn']),
    registry,
  });
  // The last: it answers what no other does.
  webAppRoutes(http, portal);
  return tracing;
}

/** Loaded only where a collector is named. */
async function traced(http: FastifyInstance, { tracing: settings }: PlatformOptions): Promise<Tracing | undefined> {
  if (!settings) return undefined;
  const { traceRequests } = await import('../tracing/index.ts');
  return traceRequests(http, { settings, version: VERSION, trouble: (text) => ownLog(http).error(text) });
}
