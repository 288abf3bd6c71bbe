import { generateKeyPair, type JsonWebKey } from 'node:crypto';
import { promisify } from 'node:util';
import { type Environment, jwk, type KeySource, localEnvironment } from '@portvakt/client';
import { type NewClient, type Platform, type PlatformOptions, startPlatform } from '@portvakt/platform';

const KID = 'test';

/** A client of a {@link TestPlatform}, and all that a program needs to be it. */
export interface TestClient {
  readonly clientId: string;
  /** For `createMaskinportenClient` and the other makers of `@portvakt/client`. */
  readonly key: KeySource;
  /** The private key, for programs that take one as JSON. */
  readonly jwk: Readonly<JsonWebKey>;
  /** What `fromEnv` of `@portvakt/client/node` reads, for a program in a process of its own. */
  readonly env: Readonly<Record<string, string>>;
}

/** Whose client, and what it may: as `platform.createClient` takes it, without keys. */
export interface TestClientWish extends Omit<NewClient, 'keys' | 'name'> {
  /** Default `Test`. */
  readonly name?: string;
}

/** A whole platform for tests: Maskinporten, Altinn and the test ID-porten on a port of its own. */
export interface TestPlatform {
  /** Its clock, faults, situations and all else that it can be told. */
  readonly platform: Platform;
  /** Base URL, without a final slash. */
  readonly url: string;
  /** For the makers of `@portvakt/client`. */
  readonly environment: Environment;
  /**
   * Makes a Maskinporten client with a key.
   * @throws Refusal when the organisation or a scope is unknown
   */
  client(wish: TestClientWish): Promise<TestClient>;
  /** Takes the state as it is now for the one that {@link reset} goes back to: what all tests of a file need is made once. */
  keep(): Promise<void>;
  /** Back to the state that was kept, at first the untouched world; the clock too, and no fault and no situation is in force. */
  reset(): Promise<void>;
  /** Gives back the port and the database. */
  stop(): Promise<void>;
}

let key: Promise<JsonWebKey> | undefined;

/** One for all clients of a process: to make an RSA key takes longer than most tests. */
function privateKey(): Promise<JsonWebKey> {
  key ??= promisify(generateKeyPair)('rsa', { modulusLength: 2048 }).then(({ privateKey: made }) => ({
    ...made.export({ format: 'jwk' }),
    kid: KID,
    alg: 'RS256',
    use: 'sig',
  }));
  return key;
}

/** The members of an RSA key that may be shown. */
const publicHalf = ({ kty, n, e, kid, alg, use }: JsonWebKey): object => ({ kty, n, e, kid, alg, use });

/**
 * Starts a platform for tests, in memory and on a free port where nothing else is said.
 * @throws what `startPlatform` throws
 */
export async function startTestPlatform(options: PlatformOptions = {}): Promise<TestPlatform> {
  const platform = await startPlatform({ port: 0, ...options });
  const { base: url } = platform.urls;
  let kept = await platform.saveSnapshot();
  return {
    platform,
    url,
    environment: localEnvironment(url),
    async client({ name = 'Test', ...wish }) {
      const own = await privateKey();
      const { clientId } = await platform.createClient({ ...wish, name, keys: [publicHalf(own)] });
      const env = {
        PORTVAKT_URL: url,
        MASKINPORTEN_ENVIRONMENT: 'local',
        MASKINPORTEN_CLIENT_ID: clientId,
        MASKINPORTEN_CLIENT_JWK: JSON.stringify(own),
      };
      return { clientId, key: jwk(own as Parameters<typeof jwk>[0]), jwk: own, env };
    },
    async keep() {
      kept = await platform.saveSnapshot();
    },
    reset: () => platform.loadSnapshot(kept),
    stop: () => platform.stop(),
  };
}
