import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { makeRooms, type PlatformOptions } from '../assembly/index.ts';
import { type CertificateTrust, NO_TRUST } from '../business-certificates/index.ts';
import type { Database } from '../database/index.ts';
import { type MovableClock, movableClock, platformUrls } from '../foundation/index.ts';
import { createHttp } from '../http/index.ts';
import { type SelfService, seedSelfService } from '../selfservice/index.ts';
import type { SigningRing } from '../signing-keys/index.ts';
import { testDatabase } from '../testing/database.ts';
import type { FoundConsent, FoundSystemUser, RequestLog, TokenEndpointDeps } from './index.ts';
import { maskinportenRoutes, ReplayGuard } from './index.ts';

export const ISSUER = 'https://maskinporten.test/';
export const DELEGATION_SOURCE = 'https://altinn.test/';
/** Organisations of the tests. */
const OWNER = '310007404';
export const CONSUMER = '310044423';
export const SUPPLIER = '310019747';
export const OTHER = '310075272';
export const BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const PRIVATE_KEY: KeyObject = pair.privateKey;
const otherPair = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const OTHER_PRIVATE_KEY: KeyObject = otherPair.privateKey;

export const publicJwk = (kid: string, key: KeyObject = pair.publicKey) => ({
  ...key.export({ format: 'jwk' }),
  use: 'sig',
  alg: 'RS256',
  kid,
});
export const otherPublicJwk = (kid: string) => publicJwk(kid, otherPair.publicKey);

export interface Harness {
  readonly app: FastifyInstance;
  readonly clock: MovableClock;
  readonly selfservice: SelfService;
  readonly ring: SigningRing;
  readonly log: RequestLog;
  readonly clientId: string;
  /** What the fake Altinn behind Maskinporten knows. */
  readonly altinn: {
    delegations: Set<string>;
    systemUsers: Map<string, FoundSystemUser>;
    consents: Map<string, FoundConsent>;
    asked: object[];
  };
  /** Claims of a good grant, with changes; undefined takes a claim away. */
  claims(over?: Record<string, unknown>): Record<string, unknown>;
  /** A signed assertion. */
  assertion(over?: Record<string, unknown>, header?: Record<string, unknown>, key?: KeyObject): string;
  /** Sends an assertion as the form of a token request. */
  token(assertion: string): Promise<{ status: number; body: Record<string, string>; headers: Record<string, unknown> }>;
  close(): Promise<void>;
}

const b64 = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const DIGESTS: Readonly<Record<string, string>> = { RS256: 'sha256', RS384: 'sha384', RS512: 'sha512' };

/** Signs any header and payload, sensible or not. */
export function signed(
  header: Record<string, unknown> | string,
  payload: Record<string, unknown> | string,
  key: KeyObject = PRIVATE_KEY,
): string {
  const input = `${b64(header)}.${b64(payload)}`;
  const alg = typeof header === 'object' ? String(header['alg']) : 'RS256';
  return `${input}.${sign(DIGESTS[alg] ?? 'sha256', Buffer.from(input), key).toString('base64url')}`;
}

/** Reads a token that the server gave; trusted because the test asked for it. */
export const payloadOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
export const headerOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as Record<string, unknown>;

const SCOPES = {
  prefixes: [
    { prefix: 'fjord', owner: OWNER },
    { prefix: 'idporten', owner: OWNER },
  ],
  scopes: [
    { scope: 'fjord:open.read', description: 'Open', for: 'all' as const },
    { scope: 'fjord:open.write', description: 'Open', for: 'all' as const },
    { scope: 'fjord:granted', description: 'Granted', for: [CONSUMER], delegation: true },
    { scope: 'fjord:closed', description: 'Closed', for: [] },
    { scope: 'fjord:short', description: 'Short', for: 'all' as const, atMaxAge: 60 },
    { scope: 'fjord:medium', description: 'Medium', for: 'all' as const, atMaxAge: 300 },
    { scope: 'fjord:zero', description: 'No rule', for: 'all' as const, atMaxAge: 0 },
    { scope: 'idporten:dcr.read', description: 'Read', for: 'all' as const },
  ],
};

export interface HarnessOptions
  extends Pick<PlatformOptions, 'missingAccess' | 'grantTimes' | 'acceptedAudiences' | 'nullClaims'> {
  readonly trust?: CertificateTrust;
  /** What used grants are written to, when it is not simply the database. */
  readonly replayDatabase?: (database: Database) => Database;
}

/** Maskinporten with one client of CONSUMER, key `key-1`, on a database of its own; time stands still. */
export async function createHarness(options: HarnessOptions = {}): Promise<Harness> {
  const database = await testDatabase();
  const clock = movableClock();
  clock.freeze(Date.parse('2026-11-23T10:00:00Z'));
  const urls = { ...platformUrls(DELEGATION_SOURCE.slice(0, -1)), maskinportenIssuer: ISSUER };
  const rooms = await makeRooms({ database, clock, urls }, options);
  const { selfservice, log } = rooms;
  await database.transaction((trx) =>
    seedSelfService(trx, SCOPES, { now: clock.now(), delegationSource: DELEGATION_SOURCE }),
  );
  const { clientId } = await selfservice.createClient({
    organization: CONSUMER,
    name: 'Test',
    scopes: SCOPES.scopes.map((entry) => entry.scope),
    keys: [publicJwk('key-1')],
  });
  const altinn: Harness['altinn'] = { delegations: new Set(), systemUsers: new Map(), consents: new Map(), asked: [] };
  const endpoint = {
    ...rooms.endpoint,
    ...lookUpsIn(altinn),
    replay: new ReplayGuard(options.replayDatabase?.(database) ?? database, () => clock.now()),
    trust: options.trust ?? NO_TRUST,
  };
  const app = createHttp();
  maskinportenRoutes(app, { log, endpoint });
  const claims = (over: Record<string, unknown> = {}) => {
    const now = Math.floor(clock.now() / 1000);
    return {
      aud: ISSUER,
      iss: clientId,
      scope: 'fjord:open.read',
      iat: now,
      exp: now + 120,
      jti: randomUUID(),
      ...over,
    };
  };
  return {
    app,
    clock,
    selfservice,
    ring: endpoint.ring,
    log,
    clientId,
    altinn,
    claims,
    assertion: (over, header = { kid: 'key-1' }, key = PRIVATE_KEY) =>
      signed({ alg: 'RS256', ...header }, claims(over), key),
    token: (assertion) => sendGrant(app, assertion),
    async close() {
      await app.close();
      await log.flush();
      await database.close();
    },
  };
}

/** What the token endpoint asks Altinn, answered from the test's own lists. */
const lookUpsIn = (
  altinn: Harness['altinn'],
): Pick<TokenEndpointDeps, 'scopeDelegation' | 'systemUser' | 'consent'> => ({
  scopeDelegation: async ({ consumer, supplier, scope }) => altinn.delegations.has(`${consumer} ${supplier} ${scope}`),
  async systemUser(query) {
    altinn.asked.push(query);
    return altinn.systemUsers.get(`${query.systemUserOwnerOrgNo} ${query.externalRef ?? query.systemUserOwnerOrgNo}`);
  },
  consent: async (id) => altinn.consents.get(id),
});

async function sendGrant(app: FastifyInstance, assertion: string) {
  const response = await app.inject({
    method: 'POST',
    url: '/maskinporten/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ grant_type: BEARER, assertion }).toString(),
  });
  return { status: response.statusCode, body: response.json(), headers: response.headers };
}
