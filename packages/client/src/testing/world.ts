/** What the tests of this package share: a key, a fake server and a client of it. Not exported. */
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { createMaskinportenClient, type MaskinportenClient, type MaskinportenOptions } from '../client.ts';
import { jwk } from '../keys.ts';
import { type FakeClock, type FakeMaskinporten, type FakeOptions, fakeClock, fakeMaskinporten } from './index.ts';

export const CLIENT_ID = '7b1f0f52-2c0e-4d0a-9a8e-5f0c8d1e2a34';
export const READ = 'altinn:instances.read';
export const WRITE = 'altinn:instances.write';

const pair = generateKeyPair('RS256', { modulusLength: 2048, extractable: true });
let made: JWK | undefined;

/** One private key for all tests of a file. */
export async function privateJwk(): Promise<JWK> {
  made ??= { ...(await exportJWK((await pair).privateKey)), kid: 'key-1', alg: 'RS256' };
  return made;
}

export interface World {
  readonly clock: FakeClock;
  readonly fake: FakeMaskinporten;
  readonly client: MaskinportenClient;
  readonly options: MaskinportenOptions;
  /** How many requests reached a target. */
  count(target: 'token' | 'exchange'): number;
}

/** A fake with one client, retries without waiting, and both on one clock that stands still. */
export async function world(
  options: Partial<MaskinportenOptions> = {},
  server: Partial<FakeOptions> = {},
): Promise<World> {
  const clock = fakeClock();
  const key = await privateJwk();
  const fake = fakeMaskinporten({ clients: [{ clientId: CLIENT_ID, keys: [key] }], clock, ...server });
  const all: MaskinportenOptions = {
    environment: fake.environment,
    clientId: CLIENT_ID,
    key: jwk(key),
    scopes: READ,
    fetch: fake.fetch,
    clock,
    retry: { baseMs: 0 },
    ...options,
  };
  const client = createMaskinportenClient(all);
  const count = (target: string) => fake.calls.filter((call) => call.target === target).length;
  return { clock, fake, client, options: all, count };
}

/** An answer as Maskinporten refuses. */
export const refusal = (status: number, error: string, description: string, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify({ error, error_description: description }), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  });
