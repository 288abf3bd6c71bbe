/** For tests: the System Register over the synthetic world, with the real rooms below it, real tokens and HTTP. */
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { makeRooms, openSurfaces, type PlatformOptions, type Replacements, type Rooms } from '../assembly/index.ts';
import type { DecisionPoint } from '../authorization/index.ts';
import type { Database } from '../database/index.ts';
import type { Delegations } from '../delegations/index.ts';
import { type MovableClock, movableClock, type PlatformUrls, platformUrls, seconds } from '../foundation/index.ts';
import { createHttp } from '../http/index.ts';
import { type Register, seedRegister } from '../register/index.ts';
import { type Resources, seedResources } from '../resources/index.ts';
import type { SigningKeys } from '../signing-keys/index.ts';
import { testDatabase } from '../testing/database.ts';
import { unpromisedAnswers } from '../testing/promised.ts';
import { world } from '../world/index.ts';
import type { Systems } from './index.ts';

export const VENDOR = '310019747';
export const OTHER_VENDOR = '310025917';
export const BAKERY = { number: '310044423', partyId: 50020008, uuid: '20000000-0000-4000-8000-000000000008' };
export const FOREST = { number: '310056766', partyId: 50020010, uuid: '20000000-0000-4000-8000-000000000010' };
export const ACCOUNTANT = { number: '310032085', partyId: 50020006, uuid: '20000000-0000-4000-8000-000000000006' };
export const COOPERATIVE = { number: '310062936', partyId: 50020011, uuid: '20000000-0000-4000-8000-000000000011' };

/** Persons by what they are. */
export const PERSONS = {
  /** Managing director of the bakery: access manager. */
  dagl: '01816010027',
  /** Chair of the bakery's board: access manager too. */
  chair: '12826210069',
  /** Member of the bakery's board: related, and no access manager. */
  member: '23836410777',
  /** Managing director of the accountant. */
  accountant: '30856810018',
  /** Owner of the forest. */
  forester: '02877210076',
  stranger: '11918010779',
} as const;

export const SCOPES = {
  register: 'altinn:authentication/systemregister.write',
  admin: 'altinn:authentication/systemregister.admin',
  write: 'altinn:authentication/systemuser.request.write',
  read: 'altinn:authentication/systemuser.request.read',
  lookup: 'altinn:maskinporten/systemuser.read',
  internal: 'altinn:authentication/systemuser.admin',
  portal: 'altinn:portal/enduser',
} as const;

export type Person = keyof typeof PERSONS;
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface SystemsHarness {
  readonly app: FastifyInstance;
  /** Method and path of every route, HEAD left out. */
  readonly routes: readonly (readonly [method: string, path: string])[];
  readonly database: Database;
  readonly clock: MovableClock;
  readonly urls: PlatformUrls;
  readonly signingKeys: SigningKeys;
  readonly register: Register;
  readonly resources: Resources;
  readonly delegations: Delegations;
  readonly systems: Systems;
  readonly authorization: DecisionPoint;
  /** A vendor's token, as Maskinporten signs it. */
  vendorToken(scope: string, organization?: string, claims?: Record<string, unknown>): Promise<string>;
  /** A person's token: a portal session, or one exchanged from ID-porten with other scopes. */
  personToken(person: Person, scope?: string, claims?: Record<string, unknown>): Promise<string>;
  /** What one of the platform's own components sends in the header `PlatformAccessToken`. */
  componentToken(component: string): Promise<string>;
  /** A call below `/authentication/api/v1`, or to a path that begins elsewhere. */
  call(
    method: Method,
    path: string,
    token?: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<LightMyRequestResponse>;
  close(): Promise<void>;
}

export type HarnessOptions = Pick<PlatformOptions, 'trustedKeys' | 'rateLimits'> & Pick<Replacements, 'pageSize'>;

export async function startSystems(options: HarnessOptions = {}): Promise<SystemsHarness> {
  const clock = movableClock({ now: () => Date.UTC(2026, 10, 23, 12) });
  const database = await testDatabase();
  const urls = platformUrls('http://platform.example');
  const rooms = await makeRooms({ database, clock, urls }, options, options);
  await database.transaction(async (trx) => {
    await seedRegister(trx, world);
    await seedResources(trx, rooms.resources, world as Parameters<typeof seedResources>[2]);
  });
  const app = createHttp();
  const routes: (readonly [string, string])[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) if (one !== 'HEAD') routes.push([one, url]);
  });
  const unpromised = unpromisedAnswers(app);
  await openSurfaces(app, rooms, {}, ['systems', 'delegations', 'authorization']);
  await app.ready();
  return {
    ...rooms,
    ...tokens(rooms),
    app,
    routes,
    call: (method, path, token, body, headers = {}) =>
      app.inject({
        method,
        url: /^\/(access|accessmanagement|authentication)\//.test(path) ? path : `/authentication/api/v1${path}`,
        headers: { ...headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
        ...(body === undefined ? {} : { payload: body as object }),
      }),
    async close() {
      await app.close();
      await database.close();
      // Every answer that this room's tests have got must be one that its operation's description promises.
      if (unpromised.length > 0) throw new Error(`answers off their descriptions:\n${unpromised.join('\n')}`);
    },
  };
}

/** Tokens as the platform's own issuers sign them, for any caller. */
function tokens(rooms: Rooms): Pick<SystemsHarness, 'vendorToken' | 'personToken' | 'componentToken'> {
  const { signingKeys, clock, urls, register, authentication } = rooms;
  const times = () => ({ iat: seconds(clock), exp: seconds(clock) + 600 });
  return {
    vendorToken: (scope, organization = VENDOR, claims = {}) =>
      signingKeys.ring('maskinporten').sign({
        iss: urls.maskinportenIssuer,
        scope,
        client_id: '0b1c2d3e-0000-4000-8000-00000000aaaa',
        consumer: { authority: 'iso6523-actorid-upis', ID: `0192:${organization}` },
        ...times(),
        ...claims,
      }),
    async personToken(person, scope = SCOPES.portal, claims = {}) {
      const party = await register.party({ person: PERSONS[person] });
      return signingKeys.ring('altinn').sign({
        iss: urls.altinnIssuer,
        scope,
        'urn:altinn:userid': String(party?.userId),
        'urn:altinn:partyid': party?.partyId,
        'urn:altinn:party:uuid': party?.uuid,
        'urn:altinn:authlevel': 4,
        ...times(),
        ...claims,
      });
    },
    componentToken: (component) => authentication.platformAccess.issue(component),
  };
}

/** A page of a list, as tests read it. */
export interface PageJson<T = { id: string }> {
  readonly links: { readonly next?: string };
  readonly data: readonly T[];
}

/** A valid body for POST `/systemregister/vendor`. */
export const systemBody = (name: string, more: Record<string, unknown> = {}, vendor = VENDOR) => ({
  id: `${vendor}_${name}`,
  vendor: { ID: `0192:${vendor}` },
  name: { nb: 'Lønn', nn: 'Løn', en: 'Salary' },
  description: { nb: 'Lønn og rapportering', nn: 'Løn og rapportering', en: 'Salary and reporting' },
  rights: [{ resource: [{ id: 'urn:altinn:resource', value: 'ttd-lonnsrapport' }] }],
  accessPackages: [{ urn: 'urn:altinn:accesspackage:skatt-naering' }],
  isVisible: false,
  allowedRedirectUrls: ['https://fjordlonn.example/done'],
  ...more,
});

export const right = (value: string) => ({ resource: [{ id: 'urn:altinn:resource', value }] });
export const accessPackage = (name: string) => ({ urn: `urn:altinn:accesspackage:${name}` });
