import { createPublicKey, generateKeyPairSync, type JsonWebKey, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Platform, startPlatform } from '../server.ts';
import { type FreshDatabase, freshDatabase } from '../testing/database.ts';
import { signGrant } from '../testing/grants.ts';
import { BEARER } from './harness.ts';

const HOUR_MS = 3600 * 1000;
/** Each after 90 days; a client's key lives a year. */
const ROTATIONS = 3;
const BASE = 'http://localhost:7070';
const SCOPE = 'altinn:instances.read';
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** Verifies as an API does: keys are kept for a day, and fetched again when a token names one that is not among them. */
class Verifier {
  readonly #jwks: () => string;
  readonly #now: () => number;
  #keys: readonly (JsonWebKey & { kid: string })[] = [];
  #fetched = Number.NEGATIVE_INFINITY;
  readonly kids = new Set<string>();

  constructor(jwks: () => string, now: () => number) {
    this.#jwks = jwks;
    this.#now = now;
  }

  async verify(token: string): Promise<boolean> {
    const [head = '', payload = '', signature = ''] = token.split('.');
    const { kid } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { kid: string };
    const known = () => this.#keys.find((key) => key.kid === kid);
    if (this.#now() - this.#fetched >= 24 * HOUR_MS || !known()) await this.#fetch();
    const jwk = known();
    if (!jwk) return false;
    this.kids.add(kid);
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    return verify('sha256', Buffer.from(`${head}.${payload}`), key, Buffer.from(signature, 'base64url'));
  }

  async #fetch(): Promise<void> {
    this.#keys = ((await (await fetch(this.#jwks())).json()) as { keys: (JsonWebKey & { kid: string })[] }).keys;
    this.#fetched = this.#now();
  }
}

describe('clients that poll tokens and APIs that verify them, on every node', () => {
  let place: FreshDatabase;
  let nodes: Platform[];
  let clientId: string;
  let turn = 0;
  const next = (): string => {
    turn += 1;
    return `http://127.0.0.1:${nodes[turn % nodes.length]?.port}/maskinporten`;
  };
  const now = (): number => nodes[0]?.clock.now() ?? 0;
  const verifiers = Array.from({ length: 3 }, () => new Verifier(() => `${next()}/jwk`, now));

  beforeAll(async () => {
    place = await freshDatabase();
    const options = { port: 0, host: '127.0.0.1', baseUrl: BASE, database: place.url };
    // Several nodes need PostgreSQL.
    nodes = [await startPlatform(options)];
    if (place.url !== ':memory:') nodes.push(await startPlatform(options));
    const start = Date.now();
    for (const node of nodes) node.clock.freeze(start);
    const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256', use: 'sig' }];
    const client = { organization: '310044423', name: 'Poller', scopes: [SCOPE], keys };
    clientId = (await nodes[0]?.createClient(client))?.clientId ?? '';
  });
  afterAll(async () => {
    for (const node of nodes) await node.stop();
    await place.drop();
  });

  const poll = async (): Promise<string> => {
    const iat = Math.floor(now() / 1000);
    const aud = `${BASE}/maskinporten/`;
    const assertion = signGrant(privateKey, { kid: 'k' }, { aud, iss: clientId, scope: SCOPE, iat });
    const body = new URLSearchParams({ grant_type: BEARER, assertion });
    const response = await fetch(`${next()}/token`, { method: 'POST', body });
    const answer = (await response.json()) as { access_token: string };
    if (response.status !== 200) throw new Error(JSON.stringify(answer));
    return answer.access_token;
  };
  const pollAndVerify = async (times: number): Promise<number> => {
    const outcomes = await Promise.all(
      Array.from({ length: times }, async () => {
        const token = await poll();
        return (await Promise.all(verifiers.map((one) => one.verify(token)))).every(Boolean);
      }),
    );
    return outcomes.filter((good) => !good).length;
  };

  it('see no failure through rotations on schedule', async () => {
    let failures = 0;
    const walk = async (hours: number, step: number): Promise<void> => {
      for (let gone = 0; gone < hours; gone += step) {
        failures += await pollAndVerify(2);
        for (const node of nodes) node.clock.advance(step * HOUR_MS);
      }
    };
    const published = async (): Promise<readonly string[]> =>
      ((await (await fetch(`${next()}/jwk`)).json()) as { keys: { kid: string }[] }).keys.map((key) => key.kid);
    for (let rotation = 0; rotation < ROTATIONS; rotation += 1) {
      const known = new Set(await published());
      await walk(88 * 24, 24);
      await walk(2 * 24, 1);
      // The next key is due; time stands still while it is made.
      while ((await published()).every((kid) => known.has(kid))) failures += await pollAndVerify(2);
      await walk(2 * 24, 1);
    }
    expect(failures).toBe(0);
    expect(verifiers[0]?.kids.size).toBeGreaterThan(ROTATIONS);
  });

  it('see no failure when keys are rotated on command, and what the old key signed stays good (maskinporten#5)', async () => {
    const before = verifiers[0]?.kids.size ?? 0;
    let failures = 0;
    for (let rotation = 0; rotation < 5; rotation += 1) {
      const old = await poll();
      let going = true;
      const polling = (async () => {
        while (going) failures += await pollAndVerify(4);
      })();
      const rotated = await fetch(`${next().replace('/maskinporten', '')}/sandbox/rotate-keys`, { method: 'POST' });
      expect(rotated.status).toBe(204);
      going = false;
      await polling;
      failures += await pollAndVerify(4);
      expect(await new Verifier(() => `${next()}/jwk`, now).verify(old)).toBe(true);
    }
    expect(failures).toBe(0);
    expect((verifiers[0]?.kids.size ?? 0) - before).toBeGreaterThanOrEqual(5);
  });
});
