import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  type KeyPairKeyObjectResult,
  randomUUID,
} from 'node:crypto';
import { promisify } from 'node:util';
import type { Transaction } from 'kysely';
import { type Database, type Tables, tell } from '../database/index.ts';
import { type Clock, type JsonObject, signJws } from '../foundation/index.ts';
import { selfSignedCertificate, thumbprint } from './certificate.ts';
import { activate, claimRotation, deleteRemoved, insertKey, loadKeys, retireOthers, ringVersion } from './store.ts';

export const RING_NAMES = ['maskinporten', 'altinn'] as const;
export type RingName = (typeof RING_NAMES)[number];

/** A public signing key as it stands in a JWKS. */
export interface PublishedJwk {
  readonly kty: 'RSA';
  readonly use: 'sig';
  readonly alg?: 'RS256';
  readonly kid: string;
  readonly n: string;
  readonly e: string;
  readonly x5c?: readonly string[];
}

/** One issuer's keys. */
export interface SigningRing {
  /** Signs claims with the key that is in use (RS256). @returns a compact JWS whose header carries `kid`. */
  sign(claims: JsonObject, header?: JsonObject): Promise<string>;
  /** Every key that a verifier may meet: next, current and retired ones whose tokens still live. */
  jwks(): { readonly keys: readonly PublishedJwk[] };
  /**
   * The same as the database has it now: another node may already sign with a key of which this one has not been told yet, and a verifier
   * that fetches keys because of it must find it. While the database is away: what this node knows.
   */
  freshJwks(): Promise<{ readonly keys: readonly PublishedJwk[] }>;
  /** The public key with this `kid`, if it is published. */
  verificationKey(kid: string): KeyObject | undefined;
  /**
   * Makes a new key. It is published now and signs only when verifiers that cache the key set have had time to see it (48 h for Altinn,
   * 24 h for Maskinporten); until then the old key signs, and it stays published until its last token has expired. When several nodes
   * rotate at once, one does; nor is one made while the next one waits. Rotation on schedule needs no call: it begins when a key that is old enough is used.
   * @param options.immediately sign with the new key at once: for a key that has leaked
   */
  rotate(options?: { readonly immediately?: boolean }): Promise<void>;
  /** Resolves when no rotation on schedule is under way. */
  settled(): Promise<void>;
  /** Tokens signed since this node started. */
  readonly signed: number;
  /** For how long the key that signs now has been in use, ms; undefined when there is none. */
  readonly keyAge: number | undefined;
}

export interface SigningKeys {
  ring(name: RingName): SigningRing;
  all(): readonly SigningRing[];
}

interface Key {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly jwk: PublishedJwk;
  readonly thumbprint: string | undefined;
  readonly activates: number;
  readonly retired: number | null;
  readonly removes: number | null;
}

const MODULUS_BITS = 2048;
/** Longest life of any token we sign, and the day for which verifiers may cache a JWKS (maskinporten.md 1.2). */
const PUBLISHED_AFTER_RETIREMENT_MS = 2 * 24 * 3600 * 1000;
/** How long a key is published before it signs (altinn-authentication.md 6, maskinporten.md 1.2). */
const PUBLISHED_BEFORE_USE_MS: Readonly<Record<RingName, number>> = {
  altinn: 48 * 3600 * 1000,
  maskinporten: 24 * 3600 * 1000,
};
/** How long a key signs before the next one takes over. */
const DEFAULT_KEY_LIFE_MS = 90 * 24 * 3600 * 1000;
/** After a rotation on schedule has failed (the database is away), the next try is not made before. */
const RETRY_AFTER_MS = 60_000;
const generate = promisify(generateKeyPair);

class Ring implements SigningRing {
  readonly #name: RingName;
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #keyLife: number;
  readonly #asProgram: (work: () => Promise<void>) => Promise<void>;
  #keys: readonly Key[] = [];
  /** When the next rotation on schedule begins, ms. */
  #due = Number.POSITIVE_INFINITY;
  #scheduled: Promise<void> = Promise.resolve();
  #asked = 0;
  #answered = 0;
  #reading: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  signed = 0;

  constructor(name: RingName, deps: SigningKeysDeps) {
    this.#name = name;
    this.#database = deps.database;
    this.#clock = deps.clock;
    this.#keyLife = deps.keyLifeMs ?? DEFAULT_KEY_LIFE_MS;
    this.#asProgram = deps.asProgram ?? ((work) => work());
  }

  async open(): Promise<void> {
    await this.#rotateIf(() => !this.#keys.some(isUnretired));
  }

  async reload(): Promise<void> {
    this.#asked += 1;
    const turn = this.#asked;
    const rows = await loadKeys(this.#database.db, this.#name);
    // An answer that was asked for earlier and comes later is older.
    if (turn < this.#answered) return;
    this.#answered = turn;
    this.#keys = rows.map((row) => {
      const known = this.#keys.find((key) => key.kid === row.kid);
      const privateKey =
        known?.privateKey ??
        createPrivateKey(this.#database.vault.open(row.private_key, 'signing_key.private_key', row.kid));
      const publicKey = known?.publicKey ?? createPublicKey(privateKey);
      const times = { activates: row.activates, retired: row.retired, removes: row.removes };
      return { kid: row.kid, privateKey, publicKey, ...described(row.kid, publicKey, row.certificate), ...times };
    });
    const newest = this.#keys.findLast(isUnretired);
    if (newest) this.#due = newest.activates + this.#keyLife - PUBLISHED_BEFORE_USE_MS[this.#name];
  }

  sign(claims: JsonObject, header: JsonObject = {}): Promise<string> {
    const now = this.#clock.now();
    if (now >= this.#due) this.#rotateOnSchedule(now);
    const key = this.#keyInUse(now);
    if (!key) throw new Error(`the ring ${this.#name} has no key`);
    const x5t = key.thumbprint ? { x5t: Buffer.from(key.thumbprint, 'hex').toString('base64url') } : {};
    this.signed += 1;
    return signJws({ ...header, alg: 'RS256', kid: key.kid, ...x5t }, claims, key.privateKey);
  }

  #keyInUse(now: number): Key | undefined {
    return this.#keys.findLast((candidate) => isActive(candidate, now)) ?? this.#keys.findLast(isUnretired);
  }

  get keyAge(): number | undefined {
    const now = this.#clock.now();
    const key = this.#keyInUse(now);
    return key && now - key.activates;
  }

  jwks(): { readonly keys: readonly PublishedJwk[] } {
    return { keys: this.#published().map((key) => key.jwk) };
  }

  async freshJwks() {
    // Those who wait share the next reading, which begins after they have asked.
    this.#next ??= this.#reading.then(() => {
      this.#next = undefined;
      this.#reading = this.reload().catch(() => {});
      return this.#reading;
    });
    await this.#next;
    return this.jwks();
  }

  verificationKey(kid: string): KeyObject | undefined {
    return this.#published().find((key) => key.kid === kid)?.publicKey;
  }

  async rotate(options: { readonly immediately?: boolean } = {}): Promise<void> {
    if (!options.immediately) return this.#rotateIf(() => !this.#hasNext());
    // What another node has begun will not do where a key must go at once: this one is made after the other's.
    while (!(await this.#rotateOnce(await ringVersion(this.#database.db, this.#name), true)));
  }

  /**
   * What another node has begun, or done since this one heard of it last, will do: the keys are read after the version, so that a change
   * that they do not show yet keeps this one from being made.
   */
  async #rotateIf(isNeeded: () => boolean): Promise<void> {
    const version = await ringVersion(this.#database.db, this.#name);
    await this.reload();
    if (isNeeded()) await this.#rotateOnce(version, false);
  }

  /** True when a key is published that does not sign yet. */
  #hasNext(): boolean {
    const now = this.#clock.now();
    return this.#keys.some((key) => isUnretired(key) && key.activates > now);
  }

  /**
   * @param version of the ring that is changed
   * @returns false when another node was first
   */
  async #rotateOnce(version: number, immediately: boolean): Promise<boolean> {
    const pair = await generate('rsa', { modulusLength: MODULUS_BITS });
    // Only now, so that making the key takes nothing from the time for which it is published before it signs.
    const now = this.#clock.now();
    const wait = this.#keys.some((key) => isActive(key, now));
    const activates = wait ? now + PUBLISHED_BEFORE_USE_MS[this.#name] : now;
    const row = await this.#newRow(pair, now, activates);
    const first = await this.#change(version, async (trx) => {
      await retireOthers(trx, this.#name, activates, activates + PUBLISHED_AFTER_RETIREMENT_MS);
      await insertKey(trx, row);
      await deleteRemoved(trx, this.#name, now);
      tell(trx, { kind: 'signing-key.rotated', subject: this.#name, data: { kid: row.kid } });
    });
    // When every node knows the key: none refuses what another signs with it.
    if (first && wait && immediately) await this.#bringForward(row.kid);
    await this.reload();
    return first;
  }

  /** The key signs from now on, whatever another node has begun meanwhile. */
  async #bringForward(kid: string): Promise<void> {
    let isDone = false;
    while (!isDone) {
      const version = await ringVersion(this.#database.db, this.#name);
      const now = this.#clock.now();
      isDone = await this.#change(version, async (trx) => {
        await retireOthers(trx, this.#name, now, now + PUBLISHED_AFTER_RETIREMENT_MS);
        await activate(trx, kid, now);
      });
    }
  }

  /** @param version of the ring that is changed @returns false when it has another now */
  #change(version: number, work: (trx: Transaction<Tables>) => Promise<void>): Promise<boolean> {
    return this.#database.transaction(async (trx, announce) => {
      if (!(await claimRotation(trx, this.#name, version))) return false;
      await work(trx);
      announce({ topic: 'signing-key', key: this.#name });
      return true;
    });
  }

  /** In the background: the key in use signs on. */
  #rotateOnSchedule(now: number): void {
    this.#due = Number.POSITIVE_INFINITY;
    this.#scheduled = this.#asProgram(() => this.rotate()).catch(() => {
      this.#due = now + RETRY_AFTER_MS;
    });
  }

  settled(): Promise<void> {
    return this.#scheduled;
  }

  async #newRow({ privateKey, publicKey }: KeyPairKeyObjectResult, now: number, activates: number) {
    const certificate =
      this.#name === 'altinn'
        ? await selfSignedCertificate(privateKey, publicKey, 'Portvakt test signing', now)
        : undefined;
    const kid = certificate ? thumbprint(certificate) : randomUUID();
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    return {
      kid,
      ring: this.#name,
      private_key: this.#database.vault.seal(pem, 'signing_key.private_key', kid),
      certificate: certificate?.toString('base64') ?? null,
      created: now,
      activates,
      retired: null,
      removes: null,
    };
  }

  #published(): readonly Key[] {
    const now = this.#clock.now();
    return this.#keys.filter((key) => key.removes === null || key.removes > now);
  }
}

const isUnretired = (key: Pick<Key, 'retired'>): boolean => key.retired === null;

/** True when the key may sign at this instant. */
const isActive = (key: Pick<Key, 'activates' | 'retired'>, now: number): boolean =>
  key.activates <= now && (key.retired === null || key.retired > now);

function described(kid: string, publicKey: KeyObject, certificate: string | null): Pick<Key, 'jwk' | 'thumbprint'> {
  const { n, e } = publicKey.export({ format: 'jwk' });
  const base = { kty: 'RSA', use: 'sig', kid, n: n ?? '', e: e ?? '' } as const;
  if (certificate === null) return { jwk: { ...base, alg: 'RS256' }, thumbprint: undefined };
  const der = Buffer.from(certificate, 'base64');
  return { jwk: { ...base, x5c: [certificate] }, thumbprint: createHash('sha1').update(der).digest('hex') };
}

export interface SigningKeysDeps {
  readonly database: Database;
  readonly clock: Clock;
  /** How long a key signs before the next one takes over, ms; default 90 days. */
  readonly keyLifeMs?: number;
  /** Runs what is done on schedule: whoever's request shows that it is time is not who does it. */
  readonly asProgram?: (work: () => Promise<void>) => Promise<void>;
}

/** Opens every ring; makes the first key of a ring that has none. Nodes that open an empty database together end with one key a ring. */
export async function createSigningKeys(deps: SigningKeysDeps): Promise<SigningKeys> {
  const rings: Record<RingName, Ring> = {
    maskinporten: new Ring('maskinporten', deps),
    altinn: new Ring('altinn', deps),
  };
  await Promise.all(Object.values(rings).map((ring) => ring.open()));
  deps.database.onChange('signing-key', async (name) => {
    const changed = Object.entries(rings).filter(([key]) => name === undefined || name === key);
    await Promise.all(changed.map(([, ring]) => ring.reload()));
  });
  return { ring: (name) => rings[name], all: () => RING_NAMES.map((name) => rings[name]) };
}
