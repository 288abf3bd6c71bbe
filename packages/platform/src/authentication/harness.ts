/** What the tests of this room stand on: a small platform with database, register, ID-porten and HTTP. Not part of the room. */
import { createServer } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { makeRooms, openSurfaces, type Rooms } from '../assembly/index.ts';
import type { Callers } from '../callers/index.ts';
import type { Database } from '../database/index.ts';
import {
  type JsonObject,
  type MovableClock,
  movableClock,
  parseJws,
  platformUrls,
  seconds,
} from '../foundation/index.ts';
import { createHttp } from '../http/index.ts';
import type { Idporten, IdportenClient } from '../idporten/index.ts';
import { type Register, seedRegister } from '../register/index.ts';
import type { SigningKeys } from '../signing-keys/index.ts';
import { testDatabase } from '../testing/database.ts';
import { world } from '../world/index.ts';
import {
  type Authentication,
  type AuthenticationOptions,
  authenticationRoutes,
  type LoginProvider,
  type LogoutReason,
  seedAuthentication,
} from './index.ts';

export const BAKERY = '310044423';
export const VENDOR = '310019747';
export const SERVICE_OWNER = '310001236';
export const DIGDIR = '310007404';
export const MANAGER = '01816010027';

export interface Harness {
  readonly app: FastifyInstance;
  readonly base: string;
  readonly clock: MovableClock;
  readonly database: Database;
  readonly register: Register;
  readonly signingKeys: SigningKeys;
  readonly callers: Callers;
  readonly authentication: Authentication;
  readonly idporten: Idporten;
  /** Signs claims as Maskinporten does; what is given wins over the defaults, and `undefined` takes a claim away. */
  maskinportenToken(claims?: JsonObject): Promise<string>;
  exchange(token: string | undefined, options?: ExchangeCall): Promise<Answer>;
  close(): Promise<void>;
}

export interface ExchangeCall {
  readonly provider?: string;
  readonly query?: string;
  readonly headers?: Record<string, string>;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
  /** The claims of the token in a 200 answer. */
  claims(): JsonObject;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

export interface HarnessOptions {
  readonly options?: AuthenticationOptions;
  readonly clients?: (base: string) => readonly IdportenClient[];
  readonly loginProvider?: Partial<LoginProvider>;
  readonly logoutRedirect?: (reason: LogoutReason) => Promise<string | undefined>;
  /** Wraps the register, to make it fail. */
  readonly register?: (register: Register) => Register;
  /** More routes, to prove what other rooms get. */
  readonly routes?: (app: FastifyInstance, callers: Callers) => void;
  /** Base URL instead of the local one. */
  readonly base?: string;
  /** Listen on a port; otherwise requests are injected and nothing can call back. */
  readonly listen?: boolean;
}

export async function createHarness(setup: HarnessOptions = {}): Promise<Harness> {
  const port = setup.listen ? await freePort() : 7070;
  const urls = platformUrls(setup.base ?? `http://localhost:${port}`);
  const rooms = await makeRooms(
    { database: await testDatabase(), clock: movableClock(), urls },
    {},
    {
      authentication: setup.options,
      idportenClients: setup.clients?.(urls.base),
      loginProvider: setup.loginProvider,
      register: setup.register,
    },
  );
  const { database, register, callers, authentication, idporten } = rooms;
  if (!idporten) throw new Error('the rooms have no test ID-porten');
  await database.transaction(async (trx, announce) => {
    await seedRegister(trx, world);
    await seedAuthentication(trx, announce, { register });
  });
  const app = createHttp();
  await openSurfaces(app, rooms, {}, ['idporten']);
  const redirect = setup.logoutRedirect === undefined ? {} : { logoutRedirect: setup.logoutRedirect };
  authenticationRoutes(app, { ...rooms, ...redirect });
  app.get('/', async () => 'the portal');
  setup.routes?.(app, callers);
  if (setup.listen) await app.listen({ port, host: 'localhost' });
  else await app.ready();
  return {
    ...rooms,
    app,
    base: urls.base,
    authentication,
    idporten,
    maskinportenToken: (claims = {}) => maskinportenToken(rooms, claims),
    exchange: (token, call = {}) => exchange(app, token, call),
    async close() {
      await app.close();
      await database.close();
    },
  };
}

async function maskinportenToken({ signingKeys, clock, urls }: Rooms, claims: JsonObject): Promise<string> {
  const now = seconds(clock);
  const defaults: JsonObject = {
    iss: urls.maskinportenIssuer,
    scope: 'altinn:instances.read altinn:instances.write',
    token_type: 'Bearer',
    client_id: '7f0e3f9c-1c1d-4f6c-8f62-6f0b2f7f8a11',
    client_amr: 'private_key_jwt',
    consumer: { authority: 'iso6523-actorid-upis', ID: `0192:${BAKERY}` },
    aud: 'unlimited',
    jti: 'Qm9ya2Vu',
    iat: now,
    exp: now + 120,
  };
  const merged = Object.entries({ ...defaults, ...claims }).filter(([, value]) => value !== undefined);
  return signingKeys.ring('maskinporten').sign(Object.fromEntries(merged));
}

async function exchange(app: FastifyInstance, token: string | undefined, call: ExchangeCall): Promise<Answer> {
  const response = await app.inject({
    method: 'GET',
    url: `/authentication/api/v1/exchange/${call.provider ?? 'maskinporten'}${call.query ?? ''}`,
    headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...call.headers },
  });
  return {
    status: response.statusCode,
    body: response.body,
    headers: response.headers,
    claims: () => parseJws(response.body).payload,
  };
}

/** The header of an enterprise user. */
export const enterpriseHeader = (text: string): Record<string, string> => ({
  'x-altinn-enterpriseuser-authentication': Buffer.from(text, 'utf8').toString('base64'),
});
